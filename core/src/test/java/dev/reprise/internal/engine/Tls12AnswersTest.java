package dev.reprise.internal.engine;

import static dev.reprise.internal.engine.ServerHellos.with;
import static dev.reprise.internal.engine.ServerHellos.withRandomEnd;
import static dev.reprise.internal.engine.ServerHellos.withSessionId;
import static dev.reprise.internal.engine.ServerHellos.withSuite;
import static dev.reprise.internal.engine.ServerHellos.withVersion;
import static dev.reprise.internal.engine.ServerHellos.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EcPointFormats;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.KeyShareRetry;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.SelectedVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.SessionTicketExtension;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.Unknown;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does with answers of TLS 1.2 that no server of ours would give. */
class Tls12AnswersTest {
    private static final CipherSuite ECDSA_AES128 = CipherSuite.of(0xc02b);
    private static final CipherSuite ECDSA_AES256 = CipherSuite.of(0xc02c);
    private static final byte[] DOWNGRADE = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    private static final byte[] DOWNGRADE_BELOW = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 0};

    private final Endpoints ends = new Endpoints();

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private void bothVersions() {
        ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
    }

    private TlsFault refusal(UnaryOperator<HandshakeMessage> change) {
        return Story.faultOf(new Duel(ends).changingTheServers(change));
    }

    private AlertDescription alertTo(UnaryOperator<HandshakeMessage> change) {
        return refusal(change).alert();
    }

    private AlertDescription alertToHello(UnaryOperator<ServerHello> change) {
        return alertTo(message -> message instanceof ServerHello hello ? change.apply(hello) : message);
    }

    @Nested
    class Versions {
        @ParameterizedTest
        @ValueSource(ints = {0x0300, 0x0301, 0x0302, 0x0304, 0x0305})
        @Rfc("5246#E.1 version")
        void otherThanTheOneAreRefused(int version) {
            assertThat(alertToHello(hello -> withVersion(hello, version))).isEqualTo(AlertDescription.PROTOCOL_VERSION);
            bothVersions();
            assertThat(alertToHello(hello -> withVersion(hello, version))).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        }

        @Test
        @Prevents("hello-retry-downgrade")
        @Rfc("9846#4.2.3 downgrade")
        void thatTheServersRandomBeliesAreRefused() {
            bothVersions();
            assertThat(alertToHello(hello -> withRandomEnd(hello, DOWNGRADE)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToHello(hello -> withRandomEnd(hello, DOWNGRADE_BELOW)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void ofAServerThatSpeaksMoreAreFineWhereTheClientDoesNot() {
            ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            Duel duel = new Duel(ends).fight();
            assertThat(duel.client().summary).isNotNull();
            byte[] random = Story.said(duel.server(), ServerHello.class).get(0).random();
            assertThat(Arrays.copyOfRange(random, 24, 32)).isEqualTo(DOWNGRADE);
        }

        @Test
        @Rfc("9846#4.3.1 versions-offered")
        void ofTls13AreRefusedWhereTheyAreNotOffered() {
            assertThat(alertToHello(hello -> with(hello, Extensions.of(new SelectedVersion(ProtocolVersion.TLS13)))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertTo(message -> message instanceof ServerHello hello
                            ? new HelloRetryRequest(
                                    hello.legacySessionIdEcho(),
                                    hello.cipherSuite(),
                                    Extensions.of(
                                            new SelectedVersion(ProtocolVersion.TLS13),
                                            new KeyShareRetry(NamedGroup.SECP384R1)))
                            : message))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.3.1 versions-offered")
        void ofTls12MayNotBeSaidByTheExtensionOfTls13() {
            bothVersions();
            assertThat(alertToHello(hello -> with(hello, Extensions.of(new SelectedVersion(ProtocolVersion.TLS12)))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void ofTls13HaveNoSuiteOfTls12() {
            bothVersions();
            ends.serverVersions = ends.clientVersions;
            assertThat(alertToHello(hello -> withSuite(hello, ECDSA_AES128)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void ofTls12HaveNoSuiteOfTls13() {
            bothVersions();
            assertThat(alertToHello(hello -> withSuite(hello, CipherSuite.TLS_AES_128_GCM_SHA256)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    @Nested
    class Hellos {
        @Test
        @Rfc("5246#7.4.1.3 suite-offered")
        void withASuiteThatWasNotOfferedAreRefused() {
            ends.clientSuites = List.of(ECDSA_AES256);
            assertThat(alertToHello(hello -> withSuite(hello, ECDSA_AES128)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToHello(hello -> withSuite(hello, CipherSuite.of(0xc023))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("5246#7.4.1.4 extensions-offered")
        void withExtensionsThatWereNotOfferedAreRefused() {
            ends.takeTickets = false;
            for (Extension extension : List.of(
                    new SessionTicketExtension(new byte[0]),
                    new ApplicationProtocols(List.of("h2")),
                    new Unknown(ExtensionType.STATUS_REQUEST, new byte[0]),
                    new Unknown(ExtensionType.MAX_FRAGMENT_LENGTH, new byte[] {1}),
                    new Unknown(ExtensionType.ENCRYPT_THEN_MAC, new byte[0]),
                    new Unknown(0x1234, new byte[0]))) {
                assertThat(alertToHello(hello -> with(hello, extension)))
                        .as("%s", extension)
                        .isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION);
            }
        }

        @Test
        void withExtensionsOfTls13AreRefused() {
            bothVersions();
            for (int type : List.of(
                    ExtensionType.KEY_SHARE,
                    ExtensionType.PRE_SHARED_KEY,
                    ExtensionType.PSK_KEY_EXCHANGE_MODES,
                    ExtensionType.COOKIE,
                    ExtensionType.SIGNATURE_ALGORITHMS)) {
                assertThat(alertToHello(hello -> with(hello, new Unknown(type, new byte[4]))))
                        .as("%s", ExtensionType.name(type))
                        .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            }
        }

        @Test
        @Rfc("5246#7.4.1.4 once")
        void withAnExtensionTwiceAreRefused() {
            TlsFault fault = Story.faultOf(new Duel(ends)
                    .changingTheServersBytes(encoded -> encoded[0] == 2 ? withExtensionTwice(encoded) : encoded));
            assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        /** extended_master_secret, which has no data, is put behind all others once more. */
        private byte[] withExtensionTwice(byte[] hello) {
            byte[] longer = Arrays.copyOf(hello, hello.length + 4);
            longer[hello.length + 1] = ExtensionType.EXTENDED_MASTER_SECRET;
            int body = longer.length - 4;
            longer[2] = (byte) (body >> 8);
            longer[3] = (byte) body;
            int extensionsAt = 4 + 2 + 32 + 1 + (hello[38] & 0xff) + 3;
            int length = longer.length - extensionsAt - 2;
            longer[extensionsAt] = (byte) (length >> 8);
            longer[extensionsAt + 1] = (byte) length;
            return longer;
        }

        @Test
        @Rfc("8422#5.2 uncompressed")
        void withoutTheOnePointFormatAreRefused() {
            assertThat(alertToHello(hello -> with(hello, new EcPointFormats(new byte[] {1, 2}))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void withSupportedGroupsAreNot() {
            Duel duel = new Duel(ends)
                    .changingTheServers(message -> message instanceof ServerHello hello
                            ? with(hello, new SupportedGroups(List.of(NamedGroup.X25519)))
                            : message);
            // The hello that was changed is in the client's transcript: it comes as far as the Finished.
            assertThat(Story.faultOf(duel).alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
            assertThat(Story.said(duel.server(), ServerKeyExchange.class)).hasSize(1);
        }

        @Test
        @Rfc("5746#3.4 empty-answer")
        void thatSayTheyRenegotiateAreRefused() {
            assertThat(alertToHello(hello -> with(hello, new RenegotiationInfo(new byte[12]))))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        @Rfc("5746#4.1 insecure-servers")
        void ofServersThatDoNotKnowSecureRenegotiationAreRefused() {
            assertThat(alertToHello(hello -> without(hello, ExtensionType.RENEGOTIATION_INFO)))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        void thatChooseAProtocolThatWasNotOfferedAreRefused() {
            ends.clientProtocols = List.of("h2", "http/1.1");
            assertThat(alertToHello(hello -> with(hello, new ApplicationProtocols(List.of("h3")))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void thatChooseTwoProtocolsOrNoneAreRefused() {
            ends.clientProtocols = List.of("h2", "http/1.1");
            assertThat(alertToHello(hello -> with(hello, new ApplicationProtocols(List.of("h2", "http/1.1")))))
                    .isEqualTo(AlertDescription.DECODE_ERROR);
            assertThat(alertToHello(hello -> with(
                            hello,
                            new Unknown(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, new byte[] {0, 0}))))
                    .isEqualTo(AlertDescription.DECODE_ERROR);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 63, 16_386, 65_535})
        void withALimitThatIsNoneAreRefused(int limit) {
            assertThat(alertToHello(hello -> with(hello, new RecordSizeLimit(limit))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    @Test
    @Rfc("5246#7.4.9 finished")
    void aFinishedThatDoesNotVerifyIsRefused() {
        assertThat(alertTo(message -> {
                    if (message instanceof Finished finished) {
                        byte[] data = finished.verifyData();
                        data[0] ^= 1;
                        return new Finished(data);
                    }
                    return message;
                }))
                .isEqualTo(AlertDescription.DECRYPT_ERROR);
        assertThat(alertTo(message -> message instanceof Finished ? new Finished(new byte[12]) : message))
                .isEqualTo(AlertDescription.DECRYPT_ERROR);
    }

    @Nested
    class ToAnOffer {
        private final Story story = new Story(ends);

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("other-suite")
        @Rfc("5246#7.4.1.3 resumed-suite")
        void withAnotherSuiteAreRefused(boolean tickets) {
            ends.takeTickets = tickets;
            ends.serverSuites = List.of(ECDSA_AES128);
            story.session();
            assertThat(alertToHello(hello -> withSuite(hello, ECDSA_AES256)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("extended-master-secret")
        @Rfc("7627#5.3 client-aborts-without")
        void withoutTheSessionsExtendedMasterSecretAreRefused(boolean tickets) {
            ends.takeTickets = tickets;
            story.session();
            assertThat(alertToHello(hello -> without(hello, ExtensionType.EXTENDED_MASTER_SECRET)))
                    .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        void inAnotherVersionAreRefused() {
            story.session();
            assertThat(alertToHello(hello -> withVersion(hello, 0x0302))).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        }

        @Test
        @Prevents("legacy-session-id")
        void thatEchoASessionIdThatWasOfferedForNothingAreRefused() {
            bothVersions();
            List<byte[]> offered = new ArrayList<>();
            TlsFault fault = Story.faultOf(new Duel(ends)
                    .changingTheClients(message -> {
                        if (message instanceof ClientHello hello) {
                            offered.add(hello.legacySessionId());
                        }
                        return message;
                    })
                    .changingTheServers(message ->
                            message instanceof ServerHello hello ? withSessionId(hello, offered.get(0)) : message));
            assertThat(offered.get(0)).hasSize(32);
            assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("skipped-finished")
        @Rfc("5246#7.4.9 finished")
        void byAServerThatDoesNotKnowTheSecretAreRefused() {
            story.session();
            assertThat(alertTo(message -> message instanceof Finished ? new Finished(new byte[12]) : message))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void withAnotherSessionIdAreFullHandshakes(boolean tickets) {
            ends.takeTickets = tickets;
            TlsSession session = story.session();
            ends.bound = session;
            // The client believes the ID it gets: it awaits certificates, where the server goes on with its ticket or
            // Finished.
            TlsFault fault = refusal(
                    message -> message instanceof ServerHello hello ? withSessionId(hello, new byte[32]) : message);
            assertThat(fault.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
            assertThat(fault).hasMessageContaining("ExpectTls12Certificate");
        }

        @Test
        @Rfc("5077#3.4 empty-session-id")
        void ofAServerThatDeclinesAreFullHandshakes() {
            story.session();
            Endpoints stranger = new Endpoints();
            stranger.serverVersions = List.of(ProtocolVersion.TLS12);
            Wire wire = new Wire(ends.client(), stranger.server()).run();
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
            assertThat(Story.seenBy(wire.server).reason()).isEqualTo(Reason.UNKNOWN_TICKET_KEY);
        }
    }
}
