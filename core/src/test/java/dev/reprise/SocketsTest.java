package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class SocketsTest {
    private final String version;

    SocketsTest(String version) {
        this.version = version;
    }

    private ServerBuilder server() {
        return Contexts.server().versions(version);
    }

    private ClientBuilder client() {
        return Contexts.client().versions(version);
    }

    private boolean isTls12() {
        return version.equals("TLSv1.2");
    }

    /** How a session is resumed that the client carries. */
    private Mechanism carried() {
        return isTls12() ? Mechanism.TICKET : Mechanism.PSK_STATELESS;
    }

    /** A first connection that talked, so that its tickets arrived, and the one after it. */
    private static Resumption secondOf(SSLContext client, SSLContext server) throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server);
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                second.talk();
                assertThat(Reprise.resumption(second.client).resumed())
                        .isEqualTo(Reprise.resumption(second.server).resumed());
                assertThat(Reprise.resumption(second.server).isResumptionOf(Reprise.resumption(first.server)))
                        .isEqualTo(Reprise.resumption(second.server).resumed());
                return Reprise.resumption(second.server);
            }
        }
    }

    @Test
    void talksAfterAFullHandshake() throws Exception {
        try (SocketPair pair =
                SocketPair.connect(client().build(), server().build()).handshake()) {
            pair.talk();

            assertThat(Reprise.resumption(pair.server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
            assertThat(Reprise.resumption(pair.client).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        }
    }

    @Test
    void resumesStatelesslyUnlessToldOtherwise() throws Exception {
        Resumption second = secondOf(client().build(), server().build());

        assertThat(second.mechanism()).isEqualTo(carried());
    }

    @Test
    void resumesFromTheStore() throws Exception {
        Resumption second = secondOf(
                client().build(), server().ticketMode(TicketMode.STORED).build());

        assertThat(second.mechanism()).isEqualTo(isTls12() ? Mechanism.TICKET : Mechanism.PSK_STORED);
    }

    @Test
    void resumesFromTheStoreWhereClientsMayCarryNoState() throws Exception {
        Resumption second = secondOf(client().build(), server().tickets(false).build());

        assertThat(second.mechanism()).isEqualTo(isTls12() ? Mechanism.SESSION_ID : Mechanism.PSK_STORED);
    }

    @Test
    void givesNothingToResumeWithoutTicketsAndStore() throws Exception {
        Resumption second = secondOf(
                client().build(),
                server().tickets(false).sessionStore(SessionStores.none()).build());

        assertThat(second.reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
    }

    @Test
    void aClientWithoutTicketsResumesWhatHasASessionIdAtMost() throws Exception {
        SSLContext client = client().tickets(false).build();

        assertThat(secondOf(client, server().build()).mechanism())
                .isEqualTo(isTls12() ? Mechanism.SESSION_ID : Mechanism.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    })
    void speaksEverySuite(String ofTls13, String ofTls12) throws Exception {
        String suite = isTls12() ? ofTls12 : ofTls13;
        SSLContext server = server().ciphers(suite).build();

        assertThat(secondOf(client().build(), server).resumed()).isTrue();
        try (SocketPair pair = SocketPair.connect(client().build(), server).handshake()) {
            assertThat(pair.client.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    /** An identity of each kind of key. */
    enum KeyKind {
        EC,
        P384,
        RSA,
        RSASSA_PSS,
        ED25519;

        TestPki.Identity identity() {
            return switch (this) {
                case EC -> PKI.serverEc();
                case P384 -> PKI.issue("localhost", "P-384", "localhost");
                case RSA -> PKI.serverRsa();
                case RSASSA_PSS -> PKI.issue("localhost", "RSASSA-PSS", "localhost");
                case ED25519 -> PKI.serverEd25519();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void authenticatesWithEveryKindOfKeyFromPemFiles(KeyKind kind) throws Exception {
        TestPki.Identity identity = kind.identity();
        SSLContext server = Reprise.server()
                .identity(identity.certificatePem(), identity.keyPem())
                .build();

        try (SocketPair pair = SocketPair.connect(client().build(), server).handshake()) {
            pair.talk();
            assertThat(pair.client.getSession().getPeerCertificates()[0]).isEqualTo(identity.certificate());
            assertThat(pair.server.getSession().getLocalCertificates()[0]).isEqualTo(identity.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource
    void authenticatesWithEveryKindOfKeyFromAKeyManager(KeyKind kind) throws Exception {
        TestPki.Identity identity = kind.identity();
        SSLContext server = Reprise.server().identity(identity.keyManager()).build();

        try (SocketPair pair = SocketPair.connect(client().build(), server).handshake()) {
            pair.talk();
            assertThat(pair.client.getSession().getPeerCertificates()[0]).isEqualTo(identity.certificate());
        }
    }

    @Test
    void asksOnceMoreForAGroupThatTheServerTakes() throws Exception {
        SSLContext server = server().groups("secp384r1").build();
        try (SocketPair pair = SocketPair.connect(
                        client().groups("x25519", "secp384r1").build(), server)
                .handshake()) {
            pair.talk();
        }

        assertThat(secondOf(client().groups("x25519", "secp384r1").build(), server)
                        .resumed())
                .isTrue();
    }

    @Test
    void withoutACommonGroupThereIsNoConnection() throws Exception {
        try (SocketPair pair = SocketPair.connect(
                client().groups("x25519").build(), server().groups("secp256r1").build())) {
            assertThatThrownBy(pair::handshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    // ---------------------------------------------------------------- clients that authenticate

    private ClientBuilder authenticating() {
        return client().identity(PKI.client().certificatePem(), PKI.client().keyPem());
    }

    private ServerBuilder asking(ClientAuth mode) {
        return server().trust(PKI.authorityPem()).clientAuth(mode);
    }

    @Test
    void aClientsCertificateIsThereAfterResumptionToo() throws Exception {
        SSLContext server = asking(ClientAuth.NEED).build();
        SSLContext client = authenticating().build();
        try (SSLServerSocket listener = SocketPair.listen(server);
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            assertThat(first.server.getSession().getPeerCertificates())
                    .containsExactly(PKI.client().chain().toArray(X509Certificate[]::new));
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                assertThat(Reprise.resumption(second.server).resumed()).isTrue();
                assertThat(second.server.getSession().getPeerCertificates())
                        .containsExactly(PKI.client().chain().toArray(X509Certificate[]::new));
                assertThat(second.client.getSession().getPeerCertificates())
                        .containsExactly(PKI.serverEc().chain().toArray(X509Certificate[]::new));
            }
        }
    }

    @Test
    void aClientWithoutCertificateIsRefusedWhereOneIsNeeded() throws Exception {
        try (SocketPair pair =
                SocketPair.connect(client().build(), asking(ClientAuth.NEED).build())) {
            FutureTask<Void> serving = SocketPair.background(() -> {
                pair.server.startHandshake();
                return null;
            });
            assertThatThrownBy(() -> {
                        pair.client.startHandshake();
                        pair.client.getInputStream().read();
                    })
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(isTls12() ? "handshake_failure" : "certificate_required");
            assertThatThrownBy(() -> SocketPair.get(serving)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aClientWithoutCertificateIsWelcomeWhereOneIsOnlyWanted() throws Exception {
        try (SocketPair pair = SocketPair.connect(
                        client().build(), asking(ClientAuth.WANT).build())
                .handshake()) {
            pair.talk();
            assertThatThrownBy(() -> pair.server.getSession().getPeerCertificates())
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @Test
    void aStrangersCertificateIsRefused() throws Exception {
        TestPki elsewhere = TestPki.newAuthority("Elsewhere");
        TestPki.Identity stranger = elsewhere.issue("stranger", "EC", "stranger.test");
        SSLContext client =
                client().identity(stranger.keyStore(), TestPki.PASSWORD).build();
        SSLContext server = asking(ClientAuth.WANT).build();

        // The server names the authorities it accepts, so a well-behaved client shows nothing.
        try (SocketPair pair = SocketPair.connect(client, server).handshake()) {
            assertThat(pair.client.getSession().getLocalCertificates()).isNull();
        }
    }

    @Test
    void clientAuthenticationCanBeAskedForByParametersOfTheConnection() throws Exception {
        SSLContext server = server().trust(PKI.authorityPem()).build();
        try (SSLServerSocket listener = SocketPair.listen(server)) {
            listener.setNeedClientAuth(true);
            try (SocketPair pair =
                    SocketPair.connect(authenticating().build(), listener).handshake()) {
                assertThat(pair.server.getNeedClientAuth()).isTrue();
                assertThat(pair.server.getSession().getPeerPrincipal())
                        .isEqualTo(PKI.client().certificate().getSubjectX500Principal());
            }
        }
    }

    // ---------------------------------------------------------------- names

    @Test
    void theServerSeesTheNameThatTheClientConnectsTo() throws Exception {
        try (SocketPair pair =
                SocketPair.connect(client().build(), server().build()).handshake()) {
            assertThat(((ExtendedSSLSession) pair.server.getSession()).getRequestedServerNames())
                    .containsExactly(new SNIHostName("localhost"));
        }
    }

    @Test
    void anAddressIsNoServerName() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server().build())) {
            SSLSocket client =
                    (SSLSocket) client().build().getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort());
            SSLSocket server = (SSLSocket) listener.accept();
            FutureTask<Void> serving = SocketPair.background(() -> {
                server.startHandshake();
                return null;
            });
            client.startHandshake();
            SocketPair.get(serving);

            assertThat(((ExtendedSSLSession) server.getSession()).getRequestedServerNames())
                    .isEmpty();
            client.close();
            server.close();
        }
    }

    @Test
    void anotherNameCanBeAskedForAndIsCheckedInTheCertificate() throws Exception {
        TestPki.Identity shop = PKI.issue("shop", "EC", "shop.example");
        SSLContext server = server().identity(shop.keyStore(), TestPki.PASSWORD).build();
        try (SocketPair pair = SocketPair.connect(client().build(), server)) {
            SSLParameters parameters = pair.client.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("shop.example")));
            pair.client.setSSLParameters(parameters);
            pair.handshake();

            assertThat(pair.client.getSession().getPeerCertificates()[0]).isEqualTo(shop.certificate());
        }
    }

    @Test
    void theIdentityWithTheVeryNameComesBeforeAWildcardAndThatBeforeTheFirst() throws Exception {
        TestPki.Identity wildcard = PKI.issue("wild", "EC", "*.shop.example");
        TestPki.Identity exact = PKI.issue("exact", "EC", "a.shop.example");
        SSLContext server = server().identity(wildcard.keyStore(), TestPki.PASSWORD)
                .identity(exact.keyStore(), TestPki.PASSWORD)
                .build();
        SSLContext client = client().endpointIdentification("").build();

        assertThat(shownFor("a.shop.example", client, server)).isEqualTo(exact.certificate());
        assertThat(shownFor("b.shop.example", client, server)).isEqualTo(wildcard.certificate());
        assertThat(shownFor("b.c.shop.example", client, server))
                .isEqualTo(PKI.serverEc().certificate());
        assertThat(shownFor("elsewhere.example", client, server))
                .isEqualTo(PKI.serverEc().certificate());
    }

    private static X509Certificate shownFor(String name, SSLContext client, SSLContext server) throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server)) {
            SSLParameters parameters = pair.client.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            pair.client.setSSLParameters(parameters);
            pair.handshake();
            return (X509Certificate) pair.client.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void aNameThatNoMatcherTakesEndsTheConnection() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server().build())) {
            SSLParameters parameters = listener.getSSLParameters();
            parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("shop\\.example")));
            listener.setSSLParameters(parameters);
            try (SocketPair pair = SocketPair.connect(client().build(), listener)) {
                FutureTask<Void> serving = SocketPair.background(() -> {
                    pair.server.startHandshake();
                    return null;
                });
                assertThatThrownBy(pair.client::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("unrecognized_name");
                assertThatThrownBy(() -> SocketPair.get(serving)).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void aServerForAnotherHostIsRefusedUnlessNamesAreNotChecked() throws Exception {
        TestPki.Identity elsewhere = PKI.issue("elsewhere", "EC", "elsewhere.example");
        SSLContext server = Reprise.server()
                .identity(elsewhere.keyStore(), TestPki.PASSWORD)
                .build();

        try (SocketPair pair = SocketPair.connect(client().build(), server)) {
            assertThatThrownBy(pair::handshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("localhost");
        }
        try (SocketPair pair =
                SocketPair.connect(client().endpointIdentification("").build(), server)) {
            pair.handshake().talk();
        }
    }

    // ---------------------------------------------------------------- application protocols, keying material

    @Test
    void agreesOnAnApplicationProtocolByTheServersPreference() throws Exception {
        try (SocketPair pair = SocketPair.connect(
                        client().alpn("http/1.1", "h2").build(),
                        server().alpn("h2", "http/1.1").build())
                .handshake()) {
            assertThat(pair.client.getApplicationProtocol()).isEqualTo("h2");
            assertThat(pair.server.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void withoutOneThereIsAnEmptyApplicationProtocolAndBeforeItNone() throws Exception {
        try (SocketPair pair =
                SocketPair.connect(client().build(), server().alpn("h2").build())) {
            assertThat(pair.client.getApplicationProtocol()).isNull();
            pair.handshake();
            assertThat(pair.client.getApplicationProtocol()).isEmpty();
            assertThat(pair.server.getApplicationProtocol()).isEmpty();
        }
    }

    @Test
    void aSelectorComesBeforeTheListAndSeesTheNameAskedFor() throws Exception {
        try (SocketPair pair = SocketPair.connect(
                client().alpn("one", "two").build(), server().alpn("one").build())) {
            pair.server.setHandshakeApplicationProtocolSelector((socket, offered) -> {
                ExtendedSSLSession session = (ExtendedSSLSession) socket.getHandshakeSession();
                assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName("localhost"));
                return offered.get(1);
            });
            pair.handshake();
            assertThat(pair.client.getApplicationProtocol()).isEqualTo("two");
        }
    }

    @Test
    void aSelectorThatRefusesOrThrowsEndsTheConnectionWithAnAlert() throws Exception {
        try (SocketPair pair = SocketPair.connect(client().alpn("one").build(), server().build())) {
            pair.server.setHandshakeApplicationProtocolSelector((socket, offered) -> null);
            assertThatThrownBy(() -> alertOf(pair)).hasMessageContaining("no_application_protocol");
        }
        try (SocketPair pair = SocketPair.connect(client().alpn("one").build(), server().build())) {
            pair.server.setHandshakeApplicationProtocolSelector((socket, offered) -> {
                throw new IllegalStateException("no idea");
            });
            assertThatThrownBy(() -> alertOf(pair)).hasMessageContaining("internal_error");
        }
    }

    static void alertOf(SocketPair pair) throws IOException {
        FutureTask<Void> serving = SocketPair.background(() -> {
            pair.server.startHandshake();
            return null;
        });
        try {
            pair.client.startHandshake();
        } finally {
            assertThatThrownBy(() -> SocketPair.get(serving)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void bothEndsExportTheSameKeyingMaterial() throws Exception {
        byte[] context = "a channel".getBytes(StandardCharsets.US_ASCII);
        try (SocketPair pair =
                SocketPair.connect(client().build(), server().build()).handshake()) {
            byte[] ofClient = Reprise.exportKeyingMaterial(pair.client, "EXPERIMENTAL test", context, 40);

            assertThat(ofClient).hasSize(40);
            assertThat(Reprise.exportKeyingMaterial(pair.server, "EXPERIMENTAL test", context, 40))
                    .isEqualTo(ofClient);
            byte[] ofNone = Reprise.exportKeyingMaterial(pair.server, "EXPERIMENTAL test", null, 40);
            byte[] ofEmpty = Reprise.exportKeyingMaterial(pair.client, "EXPERIMENTAL test", new byte[0], 40);
            assertThat(ofNone).isNotEqualTo(ofClient);
            // RFC 5705 section 4 tells no context from an empty one; RFC 9846 section 7.5 does not.
            assertThat(Arrays.equals(ofNone, ofEmpty)).isNotEqualTo(isTls12());
        }
    }
}
