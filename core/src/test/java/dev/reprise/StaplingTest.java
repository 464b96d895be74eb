package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Resumption;
import dev.reprise.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP responses that come with a server's certificate. The judge is the JDK's trust manager, told to insist on revocation. */
class StaplingTest {
    private static final X509Certificate LEAF = PKI.serverEc().certificate();
    private static final byte[] GOOD = PKI.ocspResponse(LEAF, true);
    private static final byte[] REVOKED = PKI.ocspResponse(LEAF, false);

    /** The JDK's trust manager, which refuses a certificate of which nobody says that it is not revoked. */
    private static X509ExtendedTrustManager insisting() throws Exception {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(PKI.trustStore(), new X509CertSelector());
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static ClientBuilder insistingClient(String version) throws Exception {
        return Reprise.client().trust(insisting()).versions(version).sessions(SessionStores.clientMemory());
    }

    private static ServerBuilder saying(byte[] response) {
        return server().ocspResponses(certificate -> {
            assertThat(certificate).isEqualTo(LEAF);
            return Optional.of(response);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aGoodWordLetsTheTrustManagerAccept(String version) throws Exception {
        SSLContext client = insistingClient(version).build();
        SSLContext server = saying(GOOD).build();

        EnginePair pair = new EnginePair(client, server).handshake();

        ExtendedSSLSession session = (ExtendedSSLSession) pair.client.engine.getSession();
        assertThat(session.getStatusResponses()).containsExactly(GOOD);
        EnginePair.send(pair.server, new byte[1]);
        EnginePair again = new EnginePair(client, server).handshake();
        assertThat(Reprise.resumption(again.client.engine).kind()).isEqualTo(Resumption.Kind.RESUMED);
        assertThat(((ExtendedSSLSession) again.client.engine.getSession()).getStatusResponses())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void withoutAnyWordItRefuses(String version) throws Exception {
        EnginePair pair = new EnginePair(insistingClient(version).build(), server().build());

        assertThatThrownBy(pair::handshake).hasCauseInstanceOf(CertificateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aRevokedCertificateIsRefused(String version) throws Exception {
        EnginePair pair =
                new EnginePair(insistingClient(version).build(), saying(REVOKED).build());

        assertThatThrownBy(pair::handshake)
                .hasCauseInstanceOf(CertificateException.class)
                .hasMessageContaining("revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientThatDoesNotAskIsToldNothing(String version) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        SSLContext server = server().ocspResponses(certificate -> {
                    asked.incrementAndGet();
                    return Optional.of(GOOD);
                })
                .build();
        EnginePair pair =
                new EnginePair(client().versions(version).ocspStapling(false).build(), server).handshake();

        assertThat(asked).hasValue(0);
        assertThat(((ExtendedSSLSession) pair.client.engine.getSession()).getStatusResponses())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSourceThatFailsCostsTheResponseAndNotTheConnection(String version) throws SSLException {
        SSLContext server = server().ocspResponses(certificate -> {
                    throw new IOException("the responder is down");
                })
                .build();
        EnginePair pair = new EnginePair(client().versions(version).build(), server).handshake();

        assertThat(((ExtendedSSLSession) pair.client.engine.getSession()).getStatusResponses())
                .isEmpty();
    }

    @Test
    void aResponseTooLargeForAnyClientIsNotHandedOut() throws SSLException {
        EnginePair pair =
                new EnginePair(client().build(), saying(new byte[40_000]).build()).handshake();

        assertThat(((ExtendedSSLSession) pair.client.engine.getSession()).getStatusResponses())
                .isEmpty();
    }

    @Test
    void aFileIsReadAgainWhenItChanges(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("status.der"), REVOKED);
        TestClock clock = new TestClock(Instant.now());
        SSLContext server =
                server().clock(clock).ocspResponses(OcspResponses.file(file)).build();
        assertThatThrownBy(new EnginePair(insistingClient("TLSv1.3").build(), server)::handshake)
                .isInstanceOf(SSLException.class);

        Files.write(file, GOOD);
        clock.advance(Duration.ofSeconds(1));
        new EnginePair(insistingClient("TLSv1.3").build(), server).handshake();
    }

    /** The JDK's engine as a client, which asks by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theJdksClientFindsIt(String version) throws Exception {
        SSLContext jdk = SSLContext.getInstance(version, "SunJSSE");
        jdk.init(null, new TrustManager[] {insisting()}, null);
        SSLEngine client = jdk.createSSLEngine("localhost", 443);

        EnginePair pair = new EnginePair(client, saying(GOOD).build().createSSLEngine()).handshake();

        assertThat(client.getSession().getProtocol()).isEqualTo(version);
        assertThat(((ExtendedSSLSession) pair.client.engine.getSession()).getStatusResponses())
                .containsExactly(GOOD);
    }
}
