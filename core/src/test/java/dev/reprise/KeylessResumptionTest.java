package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Resumption;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A resumption signs nothing: a key in a device, or behind a password, is not asked for. */
class KeylessResumptionTest {
    private final Counting keys = new Counting(PKI.serverEc().keyManager());

    @ParameterizedTest
    @EnumSource(TicketMode.class)
    void theKeyIsAskedForByFullHandshakesOnly(TicketMode mode) throws Exception {
        SSLContext server = Reprise.server().identity(keys).ticketMode(mode).build();
        SSLContext client = client().build();

        assertThat(connect(client, server).resumed()).isFalse();
        assertThat(keys.asked).hasValue(1);
        assertThat(connect(client, server).resumed()).isTrue();
        assertThat(keys.asked).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(TicketMode.class)
    void aSessionThatIsDeclinedIsFollowedByAFullHandshakeWithTheKey(TicketMode mode) throws Exception {
        ServerBuilder builder = Reprise.server().identity(keys).ticketMode(mode);
        SSLContext client = client().build();
        connect(client, builder.context("one").build());

        assertThat(connect(client, builder.context("other").build()).resumed()).isFalse();
        assertThat(keys.asked).hasValue(2);
    }

    private static Resumption connect(SSLContext client, SSLContext server) throws SSLException {
        return Reprise.resumption(new EnginePair(client, server).handshake().server.engine);
    }

    /** Counts how often a private key is asked for. */
    private static final class Counting extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final AtomicInteger asked = new AtomicInteger();

        Counting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            asked.incrementAndGet();
            return keys.getPrivateKey(alias);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return keys.getClientAliases(keyType, issuers);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(keyType, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return keys.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(keyType, issuers, socket);
        }
    }
}
