package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server of TLS 1.2 does with hellos that no client of ours would send. */
class Tls12HellosTest {
    private static final CipherSuite RENEGOTIATION_SCSV = CipherSuite.of(0x00ff);
    private static final CipherSuite FALLBACK_SCSV = CipherSuite.of(0x5600);

    private final Endpoints ends = new Endpoints();
    private final Story story = new Story(ends);

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private static UnaryOperator<HandshakeMessage> hellos(UnaryOperator<ClientHello> change) {
        return message -> message instanceof ClientHello hello ? change.apply(hello) : message;
    }

    private AlertDescription alertTo(UnaryOperator<ClientHello> change) {
        Duel duel = new Duel(ends).changingTheClients(hellos(change));
        TlsFault fault = Story.faultOf(duel);
        assertThat(Story.said(duel.server(), ServerHello.class))
                .as("the server answers %s", fault)
                .isEmpty();
        return fault.alert();
    }

    /** A server that answered the changed hello. The client may make of it what it can. */
    private Duel.Player answering(UnaryOperator<ClientHello> change) {
        Duel duel = new Duel(ends).changingTheClients(hellos(change));
        Story.faultOf(duel);
        assertThat(Story.said(duel.server(), ServerHello.class)).hasSize(1);
        return duel.server();
    }

    private ServerHello answerTo(UnaryOperator<ClientHello> change) {
        return Story.said(answering(change), ServerHello.class).get(0);
    }

    private static ClientHello with(ClientHello hello, Extension extension) {
        return hello.withExtensions(hello.extensions().with(extension));
    }

    private static ClientHello without(ClientHello hello, int type) {
        return hello.withExtensions(hello.extensions().without(type));
    }

    private static ClientHello withSuites(ClientHello hello, List<CipherSuite> suites) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                suites,
                hello.compressionMethods(),
                hello.extensions());
    }

    private static ClientHello withSuiteToo(ClientHello hello, CipherSuite suite) {
        List<CipherSuite> suites = new ArrayList<>(hello.cipherSuites());
        suites.add(suite);
        return withSuites(hello, suites);
    }

    private static ClientHello withVersion(ClientHello hello, int version) {
        return new ClientHello(
                version,
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.compressionMethods(),
                hello.extensions());
    }

    private static ClientHello withCompression(ClientHello hello, byte... methods) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                methods,
                hello.extensions());
    }

    private static ClientHello withSessionId(ClientHello hello, byte[] id) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                id,
                hello.cipherSuites(),
                hello.compressionMethods(),
                hello.extensions());
    }

    @Nested
    class Versions {
        @ParameterizedTest
        @ValueSource(ints = {0x0300, 0x0301, 0x0302})
        @Rfc("5246#E.1 version")
        void belowTheOneAreRefused(int version) {
            assertThat(alertTo(hello -> withVersion(hello, version))).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0304, 0x0305, 0x03ff})
        @Rfc({"5246#E.1 version", "9846#4.3.1 absent"})
        void aboveTheOneAreTls12WhereTheExtensionIsNotThere(int version) {
            ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            assertThat(answerTo(hello -> withVersion(hello, version)).legacyVersion())
                    .isEqualTo(ProtocolVersion.TLS12);
        }

        @Test
        @Rfc("9846#4.3.1 only-the-extension")
        void areTakenFromTheExtensionAlone() {
            assertThat(alertTo(hello -> with(hello, new SupportedVersions(List.of(0x0304, 0x0302)))))
                    .isEqualTo(AlertDescription.PROTOCOL_VERSION);
            assertThat(answerTo(hello -> with(
                                    withVersion(hello, 0x0301),
                                    new SupportedVersions(List.of(0x7a7a, ProtocolVersion.TLS12))))
                            .legacyVersion())
                    .isEqualTo(ProtocolVersion.TLS12);
        }

        @Test
        @Rfc("7507#3 fallback")
        void lowerThanTheClientsOwnAreRefusedWhereTheyNeedNotBe() {
            ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            assertThat(alertTo(hello -> withSuiteToo(hello, FALLBACK_SCSV)))
                    .isEqualTo(AlertDescription.INAPPROPRIATE_FALLBACK);
            ends.serverVersions = List.of(ProtocolVersion.TLS12);
            answerTo(hello -> withSuiteToo(hello, FALLBACK_SCSV));
        }
    }

    @Nested
    class Renegotiation {
        @Test
        @Rfc("5746#3.6 empty-answer")
        void isIndicatedByExtensionOrScsvAndAnsweredEmpty() {
            for (UnaryOperator<ClientHello> change : List.<UnaryOperator<ClientHello>>of(
                    hello -> withSuiteToo(hello, CipherSuite.of(0x1234)),
                    hello -> withSuiteToo(without(hello, ExtensionType.RENEGOTIATION_INFO), RENEGOTIATION_SCSV),
                    hello -> withSuiteToo(hello, RENEGOTIATION_SCSV))) {
                RenegotiationInfo answer = answerTo(change).extensions().get(RenegotiationInfo.class);
                assertThat(answer).isEqualTo(new RenegotiationInfo(new byte[0]));
            }
        }

        @Test
        @Rfc("5746#3.6 empty-in-the-first")
        void thatSaysItIsOneIsRefusedInAFirstHello() {
            assertThat(alertTo(hello -> with(hello, new RenegotiationInfo(new byte[12]))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        @Rfc("5746#3.6 not-indicated")
        void isNotSpokenOfToAClientThatDoesNotKnowIt() {
            assertThat(answerTo(hello -> without(hello, ExtensionType.RENEGOTIATION_INFO))
                            .extensions()
                            .has(ExtensionType.RENEGOTIATION_INFO))
                    .isFalse();
        }
    }

    @Nested
    class Parameters {
        @Test
        @Rfc("5246#7.4.1.2 null-compression")
        void haveTheNullCompression() {
            assertThat(alertTo(hello -> withCompression(hello, (byte) 1)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            answerTo(hello -> withCompression(hello, (byte) 1, (byte) 0));
        }

        @Test
        @Rfc("5246#7.4.1.4.1 no-sha1")
        void saySignatureAlgorithmsOrMeanSha1WhichIsRefused() {
            assertThat(alertTo(hello -> without(hello, ExtensionType.SIGNATURE_ALGORITHMS)))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0203, 0x0401, 0x0804, 0x0403 + 1})
        @Rfc("5246#7.4.2 signed-as-offered")
        void haveASignatureSchemeThatTheCertificatesKeyHas(int scheme) {
            assertThat(alertTo(hello -> with(hello, new SignatureAlgorithms(List.of(SignatureScheme.of(scheme))))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        @Rfc("5246#7.4.2 certificate-fits")
        void haveASuiteThatTheCertificatesKeyHas() {
            List<CipherSuite> forRsa = CipherSuite.defaults().stream()
                    .filter(suite -> suite.authentication() == CipherSuite.Authentication.RSA)
                    .toList();
            assertThat(forRsa).isNotEmpty();
            assertThat(alertTo(hello -> withSuites(hello, forRsa))).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
            assertThat(alertTo(hello -> withSuites(hello, List.of(CipherSuite.TLS_AES_128_GCM_SHA256))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
            assertThat(alertTo(hello -> withSuites(hello, List.of(CipherSuite.of(0xc009), CipherSuite.of(0x009c)))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        @Rfc("8422#5.1 group-offered")
        void haveAGroupInCommon() {
            assertThat(alertTo(hello ->
                            with(hello, new SupportedGroups(List.of(NamedGroup.of(30), NamedGroup.X25519MLKEM768)))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
            Duel.Player server = answering(hello -> with(hello, new SupportedGroups(List.of(NamedGroup.SECP384R1))));
            assertThat(Story.said(server, ServerKeyExchange.class).get(0).group())
                    .isEqualTo(NamedGroup.SECP384R1);
        }

        @Test
        void thatNameNoGroupMeanP256() {
            Duel.Player server = answering(hello -> without(hello, ExtensionType.SUPPORTED_GROUPS));
            assertThat(Story.said(server, ServerKeyExchange.class).get(0).group())
                    .isEqualTo(NamedGroup.SECP256R1);
        }

        @Test
        @Rfc("8422#5.1.2 uncompressed")
        void haveTheOnePointFormatThereIs() {
            assertThat(alertTo(hello -> with(hello, new EcPointFormats(new byte[] {1, 2}))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(answerTo(hello -> with(hello, new EcPointFormats(new byte[] {1, 0})))
                            .extensions()
                            .get(EcPointFormats.class))
                    .isEqualTo(EcPointFormats.uncompressed());
            assertThat(answerTo(hello -> without(hello, ExtensionType.EC_POINT_FORMATS))
                            .extensions()
                            .has(ExtensionType.EC_POINT_FORMATS))
                    .isFalse();
        }

        @Test
        @Rfc("7301#3.2 none-in-common")
        void haveAnApplicationProtocolInCommon() {
            ends.selector = ApplicationProtocolSelector.preferring(List.of("h2"));
            assertThat(alertTo(hello -> with(hello, new ApplicationProtocols(List.of("http/1.1")))))
                    .isEqualTo(AlertDescription.NO_APPLICATION_PROTOCOL);
        }

        @Test
        void withoutAnyExtensionButOneAreAnsweredWithoutABlock() {
            ServerHello answer = answerTo(hello -> hello.withExtensions(
                    Extensions.of(Objects.requireNonNull(hello.extensions().get(SignatureAlgorithms.class)))));
            assertThat(answer.extensions()).isEqualTo(Extensions.absent());
        }
    }

    @Nested
    class SessionIds {
        @ParameterizedTest
        @ValueSource(ints = {1, 16, 31, 32})
        @Prevents("strangers-lookups")
        void thatAreNotOursReachNoStoreAndAreNotEchoed(int length) {
            StoreInTrouble store = new StoreInTrouble();
            store.failing(StoreInTrouble.Call.GET);
            ends.keepSessionsIn(store);
            byte[] id = new byte[length];
            Arrays.fill(id, (byte) 7);
            ServerHello answer = answerTo(hello -> withSessionId(hello, id));
            assertThat(answer.legacySessionIdEcho()).isNotEqualTo(id);
        }

        @Test
        @Rfc("5246#7.4.1.2 suite-of-the-session")
        void ofASessionWhoseSuiteTheHelloDoesNotOfferMakeAFullHandshake() {
            ends.takeTickets = false;
            ends.serverSuites = List.of(CipherSuite.of(0xc02b));
            TlsSession session = story.session();
            ends.bound = session;
            ends.serverSuites = CipherSuite.defaults();
            ServerHello answer = answerTo(hello -> withSuites(hello, List.of(CipherSuite.of(0xc02c))));
            assertThat(answer.cipherSuite()).isEqualTo(CipherSuite.of(0xc02c));
            assertThat(answer.legacySessionIdEcho())
                    .isNotEqualTo(Story.state(session).sessionId());
        }
    }
}
