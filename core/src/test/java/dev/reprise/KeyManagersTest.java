package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testing.TestPki;
import java.math.BigInteger;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyManagersTest {
    /** Has one identity, and remembers how it was asked. */
    private static class Own extends X509ExtendedKeyManager {
        final List<String> keyTypes = new ArrayList<>();
        final List<SNIServerName> names = new ArrayList<>();
        final List<String> peerAlgorithms = new ArrayList<>();
        final List<Principal> issuers = new ArrayList<>();
        private final TestPki.Identity identity;
        private final String keyType;
        Object asker = "nobody";

        Own(TestPki.Identity identity, String keyType) {
            this.identity = identity;
            this.keyType = keyType;
        }

        private @Nullable String asked(Object by, ExtendedSSLSession session, String type) {
            asker = by;
            keyTypes.add(type);
            names.addAll(session.getRequestedServerNames());
            peerAlgorithms.addAll(Arrays.asList(session.getPeerSupportedSignatureAlgorithms()));
            return type.equals(keyType) ? "own" : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String type, Principal[] accepted, SSLEngine engine) {
            return asked(engine, (ExtendedSSLSession) engine.getHandshakeSession(), type);
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] accepted, Socket socket) {
            return asked(socket, (ExtendedSSLSession) ((SSLSocket) socket).getHandshakeSession(), type);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(String[] types, Principal[] accepted, SSLEngine engine) {
            issuers.addAll(accepted == null ? List.of() : List.of(accepted));
            return asked(engine, (ExtendedSSLSession) engine.getHandshakeSession(), types[0]);
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal[] accepted, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal[] accepted) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal[] accepted) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }
    }

    @Test
    void areAskedForEachKindOfKeyInTurnWithTheVeryEngine() throws Exception {
        Own keys = new Own(PKI.serverRsa(), "RSA");
        SSLContext server = Reprise.server().identity(keys).build();

        EnginePair pair = new EnginePair(client().build(), server).handshake();

        assertThat(keys.keyTypes).containsExactly("EC", "EdDSA", "RSA");
        assertThat(keys.asker).isSameAs(pair.server.engine);
        assertThat(keys.names).contains(new SNIHostName("localhost"));
        assertThat(keys.peerAlgorithms).contains("SHA256withECDSA", "RSASSA-PSS", "Ed25519", "SHA256withRSA");
    }

    @Test
    void areAskedWithTheVerySocket() throws Exception {
        Own keys = new Own(PKI.serverEc(), "EC");
        try (SocketPair pair = SocketPair.connect(
                        client().build(), Reprise.server().identity(keys).build())
                .handshake()) {
            assertThat(keys.asker).isSameAs(pair.server);
        }
    }

    @Test
    void ofAClientAreToldWhomTheServerAccepts() throws Exception {
        Own keys = new Own(PKI.client(), "EC");
        SSLContext server =
                server().trust(PKI.trustStore()).clientAuth(ClientAuth.NEED).build();
        SSLContext client = client().identity(keys).build();

        EnginePair pair = new EnginePair(client, server).handshake();

        assertThat(keys.asker).isSameAs(pair.client.engine);
        assertThat(keys.issuers).contains(PKI.authority().getSubjectX500Principal());
        assertThat(pair.server.engine.getSession().getPeerCertificates()[0])
                .isEqualTo(PKI.client().certificate());
        // The manager lists no aliases; what it showed once it could show again.
        assertThat(Reprise.resumption(new EnginePair(client, server).handshake().server.engine)
                        .resumed())
                .isTrue();
    }

    @Test
    void aKeyThatIsNeverGivenOutSignsAllTheSame() throws Exception {
        Own keys = new Own(PKI.serverEc(), "EC") {
            @Override
            public PrivateKey getPrivateKey(String alias) {
                return new Guarded((ECPrivateKey) PKI.serverEc().key());
            }
        };

        new EnginePair(client().build(), Reprise.server().identity(keys).build()).handshake();
    }

    /** A key whose encoding nobody gets. */
    private record Guarded(ECPrivateKey key) implements ECPrivateKey {
        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            throw new AssertionError("an opaque key was asked for its encoding");
        }

        @Override
        public BigInteger getS() {
            return key.getS();
        }

        @Override
        public ECParameterSpec getParams() {
            return key.getParams();
        }
    }

    @Test
    void oneThatKnowsOnlySocketsServesEnginesToo() throws Exception {
        X509KeyManager plain = new X509KeyManager() {
            private final X509KeyManager keys = PKI.serverEc().keyManager();

            @Override
            public String[] getClientAliases(String type, Principal[] issuers) {
                return keys.getClientAliases(type, issuers);
            }

            @Override
            public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                return keys.chooseClientAlias(types, issuers, socket);
            }

            @Override
            public String[] getServerAliases(String type, Principal[] issuers) {
                return keys.getServerAliases(type, issuers);
            }

            @Override
            public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                return keys.chooseServerAlias(type, issuers, socket);
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return keys.getCertificateChain(alias);
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                return keys.getPrivateKey(alias);
            }
        };

        new EnginePair(client().build(), Reprise.server().identity(plain).build()).handshake();
    }

    @Test
    void aServerWithoutAnyIdentityRefusesPolitely() {
        assertThatThrownBy(
                        () -> new EnginePair(client().build(), Reprise.server().build()).handshake())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void aKeyManagerBesideOtherIdentitiesIsRefused() {
        ServerBuilder both = server().identity(PKI.serverRsa().keyManager());

        assertThatThrownBy(both::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one or the other");
    }
}
