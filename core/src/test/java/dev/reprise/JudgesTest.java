package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestPki;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trust managers of the JDK's that accept the same issuers and differ in what nobody can ask them: here, whether they look at revocation, of which the tests'
 * authority says nothing, so that the strict one accepts nobody. What the lax one let in must not get past it by being resumed.
 */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class JudgesTest {
    private final String version;

    JudgesTest(String version) {
        this.version = version;
    }

    private static X509TrustManager judge(boolean strict) throws Exception {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(PKI.trustStore(), new X509CertSelector());
        parameters.setRevocationEnabled(strict);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private SSLContext clientWith(X509TrustManager judge, ClientSessions sessions) {
        return Reprise.client()
                .versions(version)
                .trust(judge)
                .sessions(sessions)
                .build();
    }

    @Test
    @Prevents({"policy-changed", "client-policy-changed"})
    void aServerThatALaxOneAcceptedIsStillJudgedByAStrictOne() throws Exception {
        ClientSessions sessions = SessionStores.clientMemory();
        SSLContext serving = server().versions(version).build();
        X509TrustManager lax = judge(false);
        new EnginePair(clientWith(lax, sessions), serving).handshake();

        EnginePair again = new EnginePair(clientWith(lax, sessions), serving).handshake();
        assertThat(Reprise.resumption(again.client.engine).reason()).isEqualTo(Reason.RESUMED);
        EnginePair strict = new EnginePair(clientWith(judge(true), sessions), serving);
        assertThatThrownBy(strict::handshake).isInstanceOf(SSLException.class);
    }

    /** In another process, or in a context that was made anew, every trust manager is another object. */
    @Test
    void aServerIsResumedUnderAnotherTrustManagerThatAcceptsItToo() throws Exception {
        ClientSessions sessions = SessionStores.clientMemory();
        SSLContext serving = server().versions(version).build();
        new EnginePair(clientWith(judge(false), sessions), serving).handshake();

        EnginePair again = new EnginePair(clientWith(judge(false), sessions), serving).handshake();
        assertThat(Reprise.resumption(again.client.engine).reason()).isEqualTo(Reason.RESUMED);
    }

    @Test
    @Prevents("policy-changed")
    void aClientThatALaxOneAcceptedIsStillJudgedByAStrictOne() throws Exception {
        SSLContext known = client().versions(version)
                .identity(PKI.client().keyStore(), TestPki.PASSWORD)
                .build();
        TlsSession session = sessionOf(known, needing(judge(false)));

        EnginePair alike = new EnginePair(known, needing(judge(false)));
        Reprise.resume(alike.client.engine, session);
        alike.handshake();
        assertThat(Reprise.resumption(alike.server.engine).reason()).isEqualTo(Reason.RESUMED);
        assertThat(alike.server.engine.getSession().getPeerCertificates()).isNotEmpty();

        EnginePair strict = new EnginePair(known, needing(judge(true)));
        Reprise.resume(strict.client.engine, session);
        assertThatThrownBy(strict::handshake).isInstanceOf(SSLException.class);
    }

    private SSLContext needing(X509TrustManager judge) {
        return server().versions(version)
                .trust(judge)
                .clientAuth(ClientAuth.NEED)
                .build();
    }

    private static TlsSession sessionOf(SSLContext client, SSLContext server) throws SSLException {
        EnginePair pair = new EnginePair(client, server).handshake();
        return Reprise.session(pair.client.engine).orElseThrow();
    }
}
