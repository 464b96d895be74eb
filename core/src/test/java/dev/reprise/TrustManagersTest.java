package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testing.TestPki;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** How trust managers are called, and what is done for those that were written before names were checked in them. */
class TrustManagersTest {
    private final SSLContext elsewhere = Reprise.server()
            .identity(PKI.issue("elsewhere", "EC", "elsewhere.example").keyStore(), TestPki.PASSWORD)
            .build();

    /** Knows nothing of names. */
    private static final class Plain implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aPlainOneDoesNotLetAnybodyBeInTheMiddle() throws Exception {
        SSLContext client = client().trust(new Plain()).build();

        assertThatThrownBy(() -> new EnginePair(client, elsewhere).handshake())
                .isInstanceOf(SSLHandshakeException.class)
                .hasCauseInstanceOf(CertificateException.class);
        new EnginePair(client, server().build()).handshake();
    }

    @Test
    void aPlainOneIsLeftAloneWhereNamesAreNotChecked() throws Exception {
        new EnginePair(client().trust(new Plain()).endpointIdentification("").build(), elsewhere).handshake();
    }

    @Test
    void aPlainOnesChainsObeyConstraintsAllTheSame() {
        SSLContext client = client().trust(new Plain()).build();
        EnginePair pair = new EnginePair(client, server().build());
        SSLParameters parameters = pair.client.engine.getSSLParameters();
        parameters.setAlgorithmConstraints(new AnyAlgorithm() {
            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
                return !key.getAlgorithm().equals("EC");
            }
        });
        pair.client.engine.setSSLParameters(parameters);

        assertThatThrownBy(pair::handshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void theyAreCalledWithTheVeryEngineOrSocketAndTheHandshakesSession() throws Exception {
        OwnTrustManager own = new OwnTrustManager();
        SSLContext client = client().trust(own).build();
        EnginePair pair = new EnginePair(client, server().build()).handshake();
        assertThat(own.lastSeen).isSameAs(pair.client.engine);
        assertThat(own.authType).isEqualTo("UNKNOWN");
        assertThat(own.peerHost).isEqualTo("localhost");
        assertThat(own.protocol).isEqualTo("TLSv1.3");
        try (SocketPair sockets = SocketPair.connect(client().trust(own).build(), server().build())
                .handshake()) {
            assertThat(own.lastSeen).isSameAs(sockets.client);
        }
    }

    @Test
    void oneThatBreaksIsARefusalAndNotAnAccident() {
        SSLContext client = client().trust(new OwnTrustManager() {
                    @Override
                    void judge() {
                        throw new IllegalStateException("broken");
                    }
                })
                .build();

        assertThatThrownBy(() -> new EnginePair(client, server().build()).handshake())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("broken");
    }
}
