package dev.reprise.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.Reprise;
import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RepriseProviderTest {
    private static final TestPki PKI = TestPki.shared();

    private final Provider provider = new RepriseProvider();

    private SSLContext initialised(TestPki.Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", provider);
        context.init(new KeyManager[] {identity.keyManager()}, new TrustManager[] {PKI.trustManager()}, null);
        return context;
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Provider.class))
                .filteredOn(found -> found instanceof RepriseProvider)
                .singleElement()
                .extracting(Provider::getName)
                .isEqualTo("Reprise");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS", "TLSv1.3", "TLSv1.2", "Reprise"})
    void hasTheContextsThatItSpeaks(String algorithm) throws Exception {
        SSLContext context = SSLContext.getInstance(algorithm, provider);
        context.init(null, null, null);

        assertThat(context.getProvider()).isSameAs(provider);
        assertThat(context.getSupportedSSLParameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(context.getDefaultSSLParameters().getProtocols())
                .containsExactly(
                        algorithm.equals("TLSv1.2") ? new String[] {"TLSv1.2"} : new String[] {"TLSv1.3", "TLSv1.2"});
        assertThat(context.getDefaultSSLParameters().getCipherSuites())
                .contains("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        assertThat(context.createSSLEngine()).isNotNull();
        assertThat(context.getSocketFactory().getDefaultCipherSuites()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSL", "Default"})
    void hasNoOthers(String algorithm) {
        assertThatThrownBy(() -> SSLContext.getInstance(algorithm, provider))
                .isInstanceOf(NoSuchAlgorithmException.class);
    }

    @Test
    void hasNothingButContexts() {
        assertThat(provider.getServices()).extracting(Provider.Service::getType).containsOnly("SSLContext");
    }

    @Test
    void mustBeInitialisedFirst() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", provider);

        assertThatThrownBy(context::createSSLEngine).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatABuilderMadeIsComplete() {
        SSLContext built = Reprise.client().build();

        assertThatThrownBy(() -> built.init(null, null, null)).isInstanceOf(IllegalStateException.class);
        assertThat(built.getProvider().getName()).isEqualTo("Reprise");
        assertThat(built.getProtocol()).isEqualTo("Reprise");
    }

    @Test
    void parametersSurviveTheRoundTrip() throws Exception {
        SSLEngine engine = initialised(PKI.serverEc()).createSSLEngine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
        parameters.setNeedClientAuth(true);
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        parameters.setUseCipherSuitesOrder(false);
        parameters.setEnableRetransmissions(false);
        parameters.setMaximumPacketSize(1400);
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setServerNames(List.of(new SNIHostName("shop.example")));
        parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(".*")));
        engine.setSSLParameters(parameters);
        SSLParameters back = engine.getSSLParameters();

        assertThat(back.getCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
        assertThat(back.getNeedClientAuth()).isTrue();
        assertThat(back.getWantClientAuth()).isFalse();
        assertThat(back.getEndpointIdentificationAlgorithm()).isEqualTo("LDAPS");
        assertThat(back.getUseCipherSuitesOrder()).isFalse();
        assertThat(back.getEnableRetransmissions()).isFalse();
        assertThat(back.getMaximumPacketSize()).isEqualTo(1400);
        assertThat(back.getApplicationProtocols()).containsExactly("h2", "http/1.1");
        assertThat(back.getServerNames()).isEqualTo(parameters.getServerNames());
        assertThat(back.getSNIMatchers()).hasSize(1);
        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
        assertThat(engine.getNeedClientAuth()).isTrue();
        engine.setWantClientAuth(true);
        assertThat(engine.getNeedClientAuth()).isFalse();
    }

    /** Programs and frameworks enable lists that were written for the JDK's provider. */
    @Test
    void whatIsLeftOutByChoiceIsPassedOverAsLongAsSomethingIsLeft() throws Exception {
        SSLEngine engine = initialised(PKI.serverEc()).createSSLEngine();
        engine.setEnabledCipherSuites(new String[] {
            "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384",
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"
        });
        engine.setEnabledProtocols(new String[] {"SSLv2Hello", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"});

        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThatThrownBy(() -> engine.setEnabledCipherSuites(
                        new String[] {"TLS_AES_256_GCM_SHA384", "TLS_AES_256_GMC_SHA384"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS_AES_256_GMC_SHA384");
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {"TLSv1.2", "TLS1.3"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS1.3");
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {"TLSv1", "TLSv1.1"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of the protocols");
    }

    @Test
    void whatIsNotSupportedIsRefusedAndNamed() throws Exception {
        SSLEngine engine = initialised(PKI.serverEc()).createSSLEngine();

        assertThatThrownBy(() -> engine.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_NULL_MD5"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS_RSA_WITH_NULL_MD5");
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {"SSLv3"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SSLv3");
        engine.setEnabledProtocols(new String[0]);
        engine.setUseClientMode(true);
        assertThatThrownBy(engine::beginHandshake).isInstanceOf(SSLHandshakeException.class);
    }

    private static ServerSocket listen(SSLContext server) throws IOException {
        return server.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static <T> FutureTask<T> background(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** A conversation over sockets; gives the client's end, closed. */
    private static SSLSocket connect(SSLContext client, ServerSocket listener) throws Exception {
        FutureTask<Void> serving = background(() -> {
            try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                accepted.getOutputStream().write(accepted.getInputStream().read());
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
            return null;
        });
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort());
        socket.setSoTimeout(10_000);
        try (socket) {
            socket.getOutputStream().write(42);
            assertThat(socket.getInputStream().read()).isEqualTo(42);
        }
        serving.get();
        return socket;
    }

    private static SSLSocket connect(SSLContext client, SSLContext server) throws Exception {
        try (ServerSocket listener = listen(server)) {
            return connect(client, listener);
        }
    }

    @Test
    void aContextServesBothSidesAndChecksNamesOnlyWhereParametersSaySo() throws Exception {
        SSLContext elsewhere = initialised(PKI.issue("elsewhere", "EC", "elsewhere.example"));

        connect(elsewhere, elsewhere);
    }

    // ---------------------------------------------------------------- beside the JDK's own

    private static SSLContext ofJdk(TestPki.Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        context.init(new KeyManager[] {identity.keyManager()}, new TrustManager[] {PKI.trustManager()}, null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void theJdksClientTalksToOurServerAndResumes(String kind) throws Exception {
        SSLContext jdk = ofJdk(PKI.client());
        SSLContext mine = initialised(PKI.issue("localhost", kind, "localhost"));

        try (ServerSocket listener = listen(mine)) {
            SSLSession first = connect(jdk, listener).getSession();
            SSLSession second = connect(jdk, listener).getSession();

            assertThat(second.getCreationTime())
                    .as("the JDK shows a resumption by the time of the first handshake")
                    .isEqualTo(first.getCreationTime());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void ourClientTalksToTheJdksServerAndResumes(String kind) throws Exception {
        SSLContext mine = initialised(PKI.client());
        SSLContext jdk = ofJdk(PKI.issue("localhost", kind, "localhost"));

        try (ServerSocket listener = listen(jdk)) {
            assertThat(Reprise.resumption(connect(mine, listener)).resumed()).isFalse();
            assertThat(Reprise.resumption(connect(mine, listener)).resumed()).isTrue();
        }
    }

    @Test
    void clientsAuthenticateBothWays() throws Exception {
        SSLContext mine = initialised(PKI.serverEc());
        SSLContext jdk = ofJdk(PKI.serverEc());
        for (SSLContext[] pair : new SSLContext[][] {{mine, jdk}, {jdk, mine}}) {
            try (ServerSocket listener = listen(pair[1])) {
                ((SSLServerSocket) listener).setNeedClientAuth(true);
                FutureTask<String> serving = background(() -> {
                    try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                        accepted.startHandshake();
                        return accepted.getSession().getPeerPrincipal().getName();
                    }
                });
                try (SSLSocket socket =
                        (SSLSocket) pair[0].getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                    socket.startHandshake();
                    assertThat(serving.get()).isEqualTo("CN=localhost");
                }
            }
        }
    }

    @Test
    void groupsOfTheJdkThatMissLeadToAHelloRetryRequest() throws Exception {
        SSLContext mine = Reprise.server()
                .identity(PKI.serverEc().keyManager())
                .groups("secp384r1")
                .build();

        connect(ofJdk(PKI.client()), mine);
    }
}
