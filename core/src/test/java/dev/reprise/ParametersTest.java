package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testing.TestPki;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Parameters that were made for one thing change no other: frameworks and programs hand in fresh ones. */
class ParametersTest {
    private static SSLParameters withAlpnAlone() {
        SSLParameters parameters = new SSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        return parameters;
    }

    /** A client that asks for a name which the server's certificate does not have. */
    private static EnginePair toAnother() {
        SSLEngine client = client().build().createSSLEngine("other.example", 443);
        return new EnginePair(client, server().build().createSSLEngine());
    }

    @Test
    void aPeersNameIsStillVerifiedByAnEngineWhoseParametersSayNothingOfIt() {
        EnginePair pair = toAnother();
        pair.client.engine.setSSLParameters(withAlpnAlone());

        assertThat(pair.client.engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThatThrownBy(pair::handshake).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void anEmptyNameSwitchesThatOff() throws SSLException {
        EnginePair pair = toAnother();
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        pair.client.engine.setSSLParameters(parameters);

        pair.handshake();
    }

    @Test
    void aSocketKeepsItTooAndBothKeepTheirConstraints() throws Exception {
        SSLContext context = client().build();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            SSLParameters constrained = socket.getSSLParameters();
            constrained.setAlgorithmConstraints(new AnyAlgorithm());
            socket.setSSLParameters(constrained);
            socket.setSSLParameters(withAlpnAlone());

            assertThat(socket.getSSLParameters().getEndpointIdentificationAlgorithm())
                    .isEqualTo("HTTPS");
            assertThat(socket.getSSLParameters().getAlgorithmConstraints())
                    .isSameAs(constrained.getAlgorithmConstraints());
        }
    }

    @Test
    void aContextThatNeedsClientCertificatesGoesOnNeedingThem() throws Exception {
        SSLContext context = server().trust(TestPki.shared().trustStore())
                .clientAuth(ClientAuth.NEED)
                .build();
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(withAlpnAlone());
        assertThat(engine.getNeedClientAuth()).isTrue();
        engine.setNeedClientAuth(false);
        engine.setWantClientAuth(true);
        assertThat(engine.getNeedClientAuth()).isTrue();
        try (SSLServerSocket listener =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
            listener.setSSLParameters(withAlpnAlone());
            assertThat(listener.getNeedClientAuth()).isTrue();
        }
    }

    @Test
    void aContextThatWantsThemMayBeMadeToNeedThem() {
        SSLContext context = server().trust(TestPki.shared().trustStore())
                .clientAuth(ClientAuth.WANT)
                .build();
        SSLEngine engine = context.createSSLEngine();
        engine.setNeedClientAuth(true);
        assertThat(engine.getNeedClientAuth()).isTrue();
        engine.setNeedClientAuth(false);
        assertThat(engine.getWantClientAuth()).isTrue();
    }
}
