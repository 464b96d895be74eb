package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.TestPki;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session says of whom it was made with: the name that was verified in the handshake that authenticated, and no other. A connection bound
 * to a session asks for no tickets; the JDK's server gives it one all the same.
 */
class PeerNamesTest {
    private final SSLContext server = server().build();
    private final SSLContext elsewhere = Reprise.server()
            .identity(identity("elsewhere.example").keyStore(), TestPki.PASSWORD)
            .build();

    private static TestPki.Identity identity(String name) {
        return PKI.issue(name, "EC", name);
    }

    private static SSLContext jdk(TestPki.Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        context.init(new KeyManager[] {identity.keyManager()}, null, null);
        return context;
    }

    private static TlsSession sessionOf(EnginePair pair) {
        return Reprise.session(pair.client.engine).orElseThrow();
    }

    private static SSLEngine asking(SSLContext context, String name) {
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void checkNoNames(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        engine.setSSLParameters(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void isTheNameThatWasChecked(String version) throws Exception {
        assertThat(sessionOf(new EnginePair(client().versions(version).build(), server).handshake())
                        .peerName())
                .contains("localhost");
    }

    @Test
    void isNoneWhereNamesAreNotChecked() throws Exception {
        SSLContext lax = client().endpointIdentification("").build();

        assertThat(sessionOf(new EnginePair(lax, server).handshake()).peerName())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void staysTheSameOverAChainOfResumptions(String version) throws Exception {
        SSLContext client = client().versions(version).build();
        SSLContext server = jdk(PKI.serverEc());
        TlsSession first = sessionOf(new EnginePair(client, server).handshake());
        EnginePair second = new EnginePair(client.createSSLEngine("127.0.0.1", 443), server.createSSLEngine());
        Reprise.resume(second.client.engine, first).required();
        second.handshake();

        assertThat(Reprise.resumption(second.client.engine).resumed()).isTrue();
        assertThat(sessionOf(second).peerName()).contains("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void isNotThatOfABoundSessionWhichWasDeclinedWhereNothingWasCheckedThen(String version) throws Exception {
        SSLContext client = client().versions(version).build();
        TlsSession verified = sessionOf(new EnginePair(client, server).handshake());
        EnginePair other = new EnginePair(client, jdk(identity("elsewhere.example")));
        Reprise.resume(other.client.engine, verified);
        checkNoNames(other.client.engine);
        other.handshake();

        assertThat(Reprise.resumption(other.client.engine).resumed()).isFalse();
        assertThat(sessionOf(other).peerName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void ofABoundSessionIsAskedOfTheCertificateThatComesInstead(String version) throws Exception {
        SSLContext client = client().versions(version).build();
        TlsSession verified = sessionOf(new EnginePair(client, server).handshake());
        EnginePair other = new EnginePair(client, elsewhere);
        Reprise.resume(other.client.engine, verified);

        assertThatThrownBy(other::handshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void isNotLentByABoundSessionWhoseOwnWasNeverChecked(String version) throws Exception {
        SSLContext lax = client().versions(version).endpointIdentification("").build();
        EnginePair first = new EnginePair(asking(lax, "elsewhere.example"), elsewhere.createSSLEngine()).handshake();
        TlsSession unverified = sessionOf(first);
        EnginePair strict = new EnginePair(client().versions(version).build(), elsewhere);
        Reprise.resume(strict.client.engine, unverified);

        // The certificate is good for the name in the session's hello; the connection goes to localhost.
        assertThatThrownBy(strict::handshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("localhost");

        EnginePair right = new EnginePair(client().versions(version).build(), jdk(PKI.serverEc()));
        Reprise.resume(right.client.engine, unverified);
        right.handshake();
        assertThat(Reprise.resumption(right.client.engine).reason()).isEqualTo(Reason.SERVER_NAME_MISMATCH);
        assertThat(sessionOf(right).peerName()).contains("localhost");
    }

    @Test
    void isTheOneInTheHelloWhereTheCertificateHasThat() throws Exception {
        SSLContext client = client().build();
        EnginePair first = new EnginePair(asking(client, "elsewhere.example"), elsewhere.createSSLEngine()).handshake();
        EnginePair second =
                new EnginePair(asking(client, "elsewhere.example"), elsewhere.createSSLEngine()).handshake();

        assertThat(sessionOf(first).peerName()).contains("elsewhere.example");
        assertThat(Reprise.resumption(second.client.engine).resumed()).isTrue();
    }

    @Test
    void isTheHostWhereTheCertificateHasOnlyThat() throws Exception {
        EnginePair pair = new EnginePair(asking(client().build(), "other.example"), server.createSSLEngine());

        assertThat(sessionOf(pair.handshake()).peerName()).contains("localhost");
    }
}
