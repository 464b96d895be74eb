package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testing.TestPki;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;

class RecentChainsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestPki.Identity IDENTITY = TestPki.shared().serverEc();

    /** Opens of the key store's entry. */
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void theJdksPkixManagerOpensItsKeyStoreForEveryAliasItHandsOut() throws Exception {
        X509ExtendedKeyManager pkix = pkix();

        pkix.getCertificateChain(alias(pkix));
        pkix.getCertificateChain(alias(pkix));

        assertThat(opened).as("if this changes, nothing need be remembered").hasValue(2);
    }

    @Test
    void theJdksPkixManagerIsAskedOnceASecond() throws Exception {
        X509ExtendedKeyManager pkix = pkix();
        RecentChains chains = new RecentChains(pkix);

        assertThat(chains.of(alias(pkix), NOW)).first().isEqualTo(IDENTITY.certificate());
        assertThat(chains.of(alias(pkix), NOW.plusMillis(999))).first().isEqualTo(IDENTITY.certificate());
        assertThat(opened).hasValue(1);

        assertThat(chains.of(alias(pkix), NOW.plus(Duration.ofSeconds(1))))
                .first()
                .isEqualTo(IDENTITY.certificate());
        assertThat(opened).hasValue(2);
    }

    @Test
    void aClockThatWentBackIsNoReasonToRememberForLonger() throws Exception {
        X509ExtendedKeyManager pkix = pkix();
        RecentChains chains = new RecentChains(pkix);

        chains.of(alias(pkix), NOW);
        chains.of(alias(pkix), NOW.minusSeconds(3600));

        assertThat(opened).hasValue(2);
    }

    @Test
    void everyOtherManagerIsAskedEveryTime() {
        X509Certificate renewed = TestPki.shared().serverRsa().certificate();
        Changing changing = new Changing();
        RecentChains chains = new RecentChains(new PlainKeyManager(changing));

        changing.chain = new X509Certificate[] {IDENTITY.certificate()};
        assertThat(chains.of("1.0.server", NOW)).first().isEqualTo(IDENTITY.certificate());
        changing.chain = new X509Certificate[] {renewed};
        assertThat(chains.of("1.0.server", NOW)).containsExactly(renewed);
        changing.chain = null;
        assertThat(chains.of("1.0.server", NOW)).isEmpty();
    }

    private static String alias(X509ExtendedKeyManager keys) {
        return keys.chooseEngineServerAlias("EC", null, null);
    }

    private X509ExtendedKeyManager pkix() throws Exception {
        KeyStore store = IDENTITY.keyStore();
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(new KeyStoreBuilderParameters(new KeyStore.Builder() {
            @Override
            public KeyStore getKeyStore() {
                return store;
            }

            @Override
            public KeyStore.ProtectionParameter getProtectionParameter(String alias) {
                opened.incrementAndGet();
                return new KeyStore.PasswordProtection(TestPki.PASSWORD);
            }
        }));
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** A manager whose certificate is reloaded under one alias. */
    private static final class Changing implements X509KeyManager {
        private X509Certificate[] chain;

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return "1.0.server";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }
}
