package dev.reprise.internal.message;

import static dev.reprise.internal.message.Wire.assertRefused;
import static dev.reprise.internal.message.Wire.hex;
import static dev.reprise.internal.message.Wire.message;
import static dev.reprise.internal.message.Wire.parse;
import static dev.reprise.internal.wire.AlertDescription.DECODE_ERROR;
import static dev.reprise.internal.wire.AlertDescription.ILLEGAL_PARAMETER;
import static dev.reprise.internal.wire.AlertDescription.PROTOCOL_VERSION;
import static dev.reprise.internal.wire.AlertDescription.UNEXPECTED_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.testing.Prevents;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final String RANDOM = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
    private static final String SESSION_ID = "20" + "5e".repeat(32);

    /** Type, body, value. */
    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments(
                        HandshakeType.CLIENT_HELLO,
                        "0303" + RANDOM + SESSION_ID + "0004 1301 1a1a 01 00 0007 002b 0003 02 0304",
                        new ClientHello(
                                0x0303,
                                hex(RANDOM),
                                hex("5e".repeat(32)),
                                List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.of(0x1a1a)),
                                hex("00"),
                                Extensions.of(new SupportedVersions(List.of(0x0304))))),
                arguments(
                        HandshakeType.CLIENT_HELLO,
                        "0301" + RANDOM + "00 0002 c02f 02 0100",
                        new ClientHello(
                                0x0301,
                                hex(RANDOM),
                                hex(),
                                List.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
                                hex("0100"),
                                Extensions.absent())),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + SESSION_ID + "1302 00 000c 002b 0002 0304 0029 0002 0000",
                        new ServerHello(
                                0x0303,
                                hex(RANDOM),
                                hex("5e".repeat(32)),
                                CipherSuite.TLS_AES_256_GCM_SHA384,
                                Extensions.of(new SelectedVersion(0x0304), new SelectedPsk(0)))),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + "00 c02f 00",
                        new ServerHello(
                                0x0303,
                                hex(RANDOM),
                                hex(),
                                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                Extensions.absent())),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + "00 c02f 00 000d ff01 0001 00 0017 0000 0023 0000",
                        new ServerHello(
                                0x0303,
                                hex(RANDOM),
                                hex(),
                                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                Extensions.of(
                                        new RenegotiationInfo(hex()),
                                        new ExtendedMasterSecret(),
                                        new SessionTicketExtension(hex())))),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RETRY_RANDOM + SESSION_ID
                                + "1303 00 0013 0033 0002 0017 002b 0002 0304 002c 0003 0001 07",
                        new HelloRetryRequest(
                                hex("5e".repeat(32)),
                                CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
                                Extensions.of(
                                        new KeyShareRetry(NamedGroup.SECP256R1),
                                        new SelectedVersion(0x0304),
                                        new Cookie(hex("07"))))),
                arguments(HandshakeType.ENCRYPTED_EXTENSIONS, "0000", new EncryptedExtensions(Extensions.of())),
                arguments(
                        HandshakeType.ENCRYPTED_EXTENSIONS,
                        "0008 0000 0000 002a 0000",
                        new EncryptedExtensions(Extensions.of(new ServerNameAck(), new EarlyDataIndication()))),
                arguments(
                        HandshakeType.CERTIFICATE_REQUEST,
                        "02 c0de 0008 000d 0004 0002 0403",
                        new CertificateRequest(
                                hex("c0de"),
                                Extensions.of(
                                        new SignatureAlgorithms(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256))))),
                arguments(
                        HandshakeType.CERTIFICATE,
                        "00 000013 000002 3000 0004 0012 0000 000003 300100 0000",
                        new CertificateMessage(
                                hex(),
                                List.of(
                                        new CertificateEntry(hex("3000"), Extensions.of(new Unknown(0x12, hex()))),
                                        new CertificateEntry(hex("300100"), Extensions.of())))),
                arguments(HandshakeType.CERTIFICATE, "01 ff 000000", new CertificateMessage(hex("ff"), List.of())),
                arguments(
                        HandshakeType.CERTIFICATE_VERIFY,
                        "0804 0003 010203",
                        new CertificateVerify(SignatureScheme.RSA_PSS_RSAE_SHA256, hex("010203"))),
                arguments(HandshakeType.FINISHED, "ab".repeat(32), new Finished(hex("ab".repeat(32)))),
                arguments(HandshakeType.FINISHED, "ab".repeat(48), new Finished(hex("ab".repeat(48)))),
                arguments(
                        HandshakeType.NEW_SESSION_TICKET,
                        "00001c20 ffffffff 02 0001 0003 aabbcc 0008 002a 0004 00000400",
                        new NewSessionTicket(
                                7200, 0xffffffffL, hex("0001"), hex("aabbcc"), Extensions.of(new MaxEarlyData(1024)))),
                arguments(
                        HandshakeType.NEW_SESSION_TICKET,
                        "ffffffff 00000000 00 0001 aa 0000",
                        new NewSessionTicket(0xffffffffL, 0, hex(), hex("aa"), Extensions.of())),
                arguments(HandshakeType.KEY_UPDATE, "00", new KeyUpdate(false)),
                arguments(HandshakeType.KEY_UPDATE, "01", new KeyUpdate(true)),
                arguments(HandshakeType.END_OF_EARLY_DATA, "", new EndOfEarlyData()));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void readsAndWritesIt(HandshakeType type, String body, HandshakeMessage expected) {
        byte[] encoded = message(type, body);

        Received received = MessageCodec.receive13(encoded);

        assertThat(received.message()).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(received.type()).isEqualTo(type);
        assertThat(received.encoded()).isSameAs(encoded);
        assertThat(expected.type()).isEqualTo(type);
        assertThat(expected.encode()).isEqualTo(encoded);
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void refusesBytesLeftOver(HandshakeType type, String body) {
        assertRefused(DECODE_ERROR, () -> parse(message(type, body, "00")));
        byte[] encoded = message(type, body);
        assertRefused(DECODE_ERROR, () -> MessageCodec.parse13(type, Arrays.copyOf(encoded, encoded.length + 1)));
    }

    /** Type, body, alert. */
    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(
                        HandshakeType.CLIENT_HELLO,
                        "0303" + RANDOM + "21" + "00".repeat(33) + "0002 1301 01 00",
                        DECODE_ERROR),
                arguments(HandshakeType.CLIENT_HELLO, "0303" + RANDOM + "00 0000 01 00", DECODE_ERROR),
                arguments(HandshakeType.CLIENT_HELLO, "0303" + RANDOM + "00 0003 130113 01 00", DECODE_ERROR),
                arguments(HandshakeType.CLIENT_HELLO, "0303" + RANDOM + "00 0002 1301 00", DECODE_ERROR),
                arguments(HandshakeType.CLIENT_HELLO, "0303" + RANDOM + "00 0002 1301 01 00 00", DECODE_ERROR),
                arguments(HandshakeType.SERVER_HELLO, "0303" + RANDOM + "00 1301 01 0000", ILLEGAL_PARAMETER),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + "21" + "00".repeat(33) + "1301 00 0000",
                        DECODE_ERROR),
                arguments(HandshakeType.SERVER_HELLO, "0303" + RANDOM + "00 1301 00 0004 002b 0002", DECODE_ERROR),
                // key_share belongs to a ServerHello that says supported_versions.
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + "00 1301 00 0008 0033 0004 001d 0001",
                        ILLEGAL_PARAMETER),
                // extended_master_secret belongs to one that does not.
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RANDOM + "00 1301 00 000a 0017 0000 002b 0002 0304",
                        ILLEGAL_PARAMETER),
                arguments(HandshakeType.SERVER_HELLO, "0303" + RETRY_RANDOM + "00 1301 00", DECODE_ERROR),
                arguments(HandshakeType.SERVER_HELLO, "0302" + RETRY_RANDOM + "00 1301 00 0000", PROTOCOL_VERSION),
                arguments(HandshakeType.SERVER_HELLO, "0303" + RETRY_RANDOM + "00 1301 01 0000", ILLEGAL_PARAMETER),
                arguments(
                        HandshakeType.SERVER_HELLO,
                        "0303" + RETRY_RANDOM + "00 1301 00 0006 0029 0002 0000",
                        ILLEGAL_PARAMETER),
                arguments(HandshakeType.ENCRYPTED_EXTENSIONS, "", DECODE_ERROR),
                arguments(HandshakeType.ENCRYPTED_EXTENSIONS, "0006 002b 0002 0304", ILLEGAL_PARAMETER),
                arguments(HandshakeType.CERTIFICATE, "00 000005 000000 0000", DECODE_ERROR),
                arguments(HandshakeType.CERTIFICATE, "00 000004 000001 30", DECODE_ERROR),
                arguments(HandshakeType.CERTIFICATE, "00 00000a 000001 30 0004 0000 0000", ILLEGAL_PARAMETER),
                arguments(HandshakeType.CERTIFICATE_VERIFY, "0804 0003 0102", DECODE_ERROR),
                arguments(HandshakeType.FINISHED, "", DECODE_ERROR),
                arguments(HandshakeType.FINISHED, "ab".repeat(31), DECODE_ERROR),
                arguments(HandshakeType.FINISHED, "ab".repeat(33), DECODE_ERROR),
                arguments(HandshakeType.FINISHED, "ab".repeat(64), DECODE_ERROR),
                arguments(HandshakeType.NEW_SESSION_TICKET, "00001c20 00000000 00 0000 0000", DECODE_ERROR),
                arguments(HandshakeType.NEW_SESSION_TICKET, "00001c20 00000000 00 0001 aa", DECODE_ERROR),
                arguments(
                        HandshakeType.NEW_SESSION_TICKET,
                        "00001c20 00000000 00 0001 aa 0006 0029 0002 0000",
                        ILLEGAL_PARAMETER),
                arguments(HandshakeType.KEY_UPDATE, "", DECODE_ERROR),
                arguments(HandshakeType.KEY_UPDATE, "02", ILLEGAL_PARAMETER),
                arguments(HandshakeType.KEY_UPDATE, "ff", ILLEGAL_PARAMETER),
                arguments(HandshakeType.END_OF_EARLY_DATA, "00", DECODE_ERROR));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @Prevents({"ticket-message-rules", "offered-psks-lengths"})
    void refusesWhatItsStructureDoesNotAllow(HandshakeType type, String body, AlertDescription alert) {
        assertRefused(alert, () -> parse(message(type, body)));
    }

    @ParameterizedTest
    @EnumSource(
            value = HandshakeType.class,
            names = {
                "HELLO_REQUEST",
                "SERVER_KEY_EXCHANGE",
                "SERVER_HELLO_DONE",
                "CLIENT_KEY_EXCHANGE",
                "CERTIFICATE_STATUS",
                "MESSAGE_HASH"
            })
    void refusesMessagesThatAreNotOfTls13(HandshakeType type) {
        assertRefused(UNEXPECTED_MESSAGE, () -> parse(message(type, "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 9, 10, 23, 25, 253, 255})
    void refusesTypesThatAreNobodys(int code) {
        assertThat(HandshakeType.of(code)).isNull();
        assertRefused(UNEXPECTED_MESSAGE, () -> parse(new byte[] {(byte) code, 0, 0, 0}));
    }

    @Test
    void refusesAHeaderThatIsNotWholeOrSaysAnotherLength() {
        byte[] finished = new Finished(new byte[32]).encode();

        assertRefused(DECODE_ERROR, () -> parse(hex()));
        assertRefused(DECODE_ERROR, () -> parse(hex("140000")));
        assertRefused(DECODE_ERROR, () -> parse(Arrays.copyOf(finished, finished.length - 1)));
        assertRefused(DECODE_ERROR, () -> MessageCodec.parse13(HandshakeType.CERTIFICATE_VERIFY, finished));
    }

    @Test
    void refusesToWriteWhatAFieldCannotHold() {
        Extensions none = Extensions.of();

        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> new NewSessionTicket(0x1_0000_0000L, 0, hex(), hex("aa"), none).encode());
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> new NewSessionTicket(0, 0, hex(), new byte[0x10000], none).encode());
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> new NewSessionTicket(0, 0, new byte[256], hex("aa"), none).encode());
    }

    @Nested
    class AHello {
        @Test
        void hasARandomOf32Bytes() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new ClientHello(0x0303, new byte[31], hex(), List.of(), hex("00"), Extensions.absent()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new ServerHello(0x0303, new byte[33], hex(), CipherSuite.of(0x1301), Extensions.absent()));
        }

        @Test
        void saysWhichVersionsItOffers() {
            assertThat(hello(Extensions.absent()).versions()).containsExactly(0x0303);
            assertThat(hello(Extensions.of(new SupportedVersions(List.of(0x0304, 0x0303))))
                            .versions())
                    .containsExactly(0x0304, 0x0303);
        }

        @Test
        void saysWhetherItOffersNothingButNullCompression() {
            assertThat(withCompression("00").offersOnlyNullCompression()).isTrue();
            assertThat(withCompression("0100").offersOnlyNullCompression()).isFalse();
            assertThat(withCompression("0100").offersNullCompression()).isTrue();
            assertThat(withCompression("01").offersOnlyNullCompression()).isFalse();
            assertThat(withCompression("01").offersNullCompression()).isFalse();
        }

        @Test
        void takesOtherBinders() {
            PreSharedKeys offer = new PreSharedKeys(List.of(new PskIdentity(hex("aa"), 7)), List.of(new byte[32]));
            ClientHello unbound = hello(Extensions.of(new Cookie(hex("01")), offer));
            byte[] binder = hex("b1".repeat(32));

            ClientHello bound = unbound.withBinders(List.of(binder));

            PreSharedKeys now = bound.extensions().get(PreSharedKeys.class);
            assertThat(now).isNotNull();
            assertThat(now.binders()).containsExactly(binder);
            assertThat(now.identities()).isEqualTo(offer.identities());
            int unboundPart = unbound.encode().length - offer.bindersLength();
            assertThat(Arrays.copyOf(bound.encode(), unboundPart))
                    .isEqualTo(Arrays.copyOf(unbound.encode(), unboundPart));
        }

        @Test
        void withoutAnOfferTakesNoBinders() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> hello(Extensions.absent()).withBinders(List.of()));
        }

        @Test
        void ofAServerSignalsADowngrade() {
            assertThat(withRandomEnd("444f574e47524401").signalsDowngrade()).isTrue();
            assertThat(withRandomEnd("444f574e47524400").signalsDowngrade()).isTrue();
            assertThat(withRandomEnd("444f574e47524402").signalsDowngrade()).isFalse();
            assertThat(withRandomEnd("18191a1b1c1d1e1f").signalsDowngrade()).isFalse();
        }

        @Test
        void ofAServerIsOfTls13IfItSaysSo() {
            assertThat(withRandomEnd("18191a1b1c1d1e1f").isTls13()).isFalse();
            assertThat(new ServerHello(
                                    0x0303,
                                    hex(RANDOM),
                                    hex(),
                                    CipherSuite.TLS_AES_128_GCM_SHA256,
                                    Extensions.of(new SelectedVersion(0x0304)))
                            .isTls13())
                    .isTrue();
        }

        private static ClientHello hello(Extensions extensions) {
            return new ClientHello(
                    0x0303, hex(RANDOM), hex(), List.of(CipherSuite.TLS_AES_128_GCM_SHA256), hex("00"), extensions);
        }

        private static ClientHello withCompression(String methods) {
            return new ClientHello(0x0303, hex(RANDOM), hex(), List.of(), hex(methods), Extensions.absent());
        }

        private static ServerHello withRandomEnd(String end) {
            return new ServerHello(
                    0x0303,
                    hex(RANDOM.substring(0, 48), end),
                    hex(),
                    CipherSuite.TLS_AES_128_GCM_SHA256,
                    Extensions.absent());
        }
    }

    @Nested
    class OfRfc8448 {
        @Test
        void readsTheClientHello() {
            ClientHello hello = parse(ClientHello.class, Rfc8448.CLIENT_HELLO);

            assertThat(hello.cipherSuites())
                    .containsExactly(
                            CipherSuite.TLS_AES_128_GCM_SHA256,
                            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
                            CipherSuite.TLS_AES_256_GCM_SHA384);
            assertThat(hello.versions()).containsExactly(ProtocolVersion.TLS13);
            assertThat(hello.offersOnlyNullCompression()).isTrue();
            assertThat(hello.legacySessionId()).isEmpty();
            assertThat(hello.extensions().get(ServerName.class)).isEqualTo(new ServerName("server"));
            assertThat(hello.extensions().get(RecordSizeLimit.class)).isEqualTo(new RecordSizeLimit(0x4001));
            assertThat(hello.extensions().get(PskKeyExchangeModes.class))
                    .isEqualTo(new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_DHE_KE)));
            KeyShares shares = hello.extensions().get(KeyShares.class);
            assertThat(shares).isNotNull();
            KeyShareEntry share = shares.of(NamedGroup.X25519);
            assertThat(share).isNotNull();
            assertThat(share.share())
                    .isEqualTo(hex("99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c"));
            assertThat(hello.encode()).isEqualTo(Rfc8448.CLIENT_HELLO);
        }

        @Test
        void readsTheServerHello() {
            ServerHello hello = parse(ServerHello.class, Rfc8448.SERVER_HELLO);

            assertThat(hello.cipherSuite()).isEqualTo(CipherSuite.TLS_AES_128_GCM_SHA256);
            assertThat(hello.isTls13()).isTrue();
            assertThat(hello.extensions().get(SelectedVersion.class))
                    .isEqualTo(new SelectedVersion(ProtocolVersion.TLS13));
            assertThat(hello.encode()).isEqualTo(Rfc8448.SERVER_HELLO);
        }

        @Test
        void knowsWhereTheBindersOfTheResumingHelloBegin() {
            ClientHello hello = parse(ClientHello.class, Rfc8448.RESUMING_CLIENT_HELLO);

            PreSharedKeys offer = hello.extensions().get(PreSharedKeys.class);
            assertThat(offer).isNotNull();
            assertThat(Rfc8448.RESUMING_CLIENT_HELLO.length - offer.bindersLength())
                    .isEqualTo(477);
            assertThat(offer.identities().get(0).obfuscatedAge()).isEqualTo(0xfad6aacbL);
            assertThat(offer.identities().get(0).identity()).hasSize(178);
            assertThat(offer.binders())
                    .containsExactly(hex("3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d"));
            assertThat(hello.extensions().get(EarlyDataIndication.class)).isNotNull();
            assertThat(hello.encode()).isEqualTo(Rfc8448.RESUMING_CLIENT_HELLO);
        }
    }

    @Nested
    class OfRealClients {
        @ParameterizedTest
        @FieldSource("dev.reprise.internal.message.CapturedHello#CLIENTS")
        void readsAndWritesTheHello(String client) {
            byte[] encoded = CapturedHello.of(client);

            ClientHello hello = parse(ClientHello.class, encoded);

            assertThat(hello.encode()).isEqualTo(encoded);
            assertThat(hello.legacyVersion()).isEqualTo(ProtocolVersion.TLS12);
            assertThat(hello.offersOnlyNullCompression()).isTrue();
            assertThat(hello.extensions().get(ServerName.class)).isEqualTo(new ServerName("shop.example"));
            assertThat(hello.extensions().get(SupportedGroups.class)).isNotNull();
            assertThat(hello.extensions().get(SignatureAlgorithms.class)).isNotNull();
            assertThat(hello.extensions().get(ExtendedMasterSecret.class) != null)
                    .isEqualTo(!client.equals("go"));
            if (client.endsWith("tls12")) {
                assertThat(hello.extensions().get(SupportedVersions.class)).isNull();
            } else {
                assertThat(hello.versions()).startsWith(ProtocolVersion.TLS13).contains(ProtocolVersion.TLS12);
                KeyShares shares = hello.extensions().get(KeyShares.class);
                assertThat(shares).isNotNull();
                assertThat(shares.entries()).isNotEmpty();
            }
        }

        @Test
        void readsWhatCurlNegotiatesOverHttp() {
            ClientHello hello = parse(ClientHello.class, CapturedHello.of("curl"));

            assertThat(hello.extensions().get(ApplicationProtocols.class))
                    .isEqualTo(new ApplicationProtocols(List.of("h2", "http/1.1")));
        }

        @Test
        void refusesEveryBeginningOfAHello() {
            byte[] encoded = CapturedHello.of("openssl-s_client-3.0");
            ClientHello whole = parse(ClientHello.class, encoded);
            // A hello may end before its extensions, but nowhere else.
            int withoutExtensions = whole.withExtensions(Extensions.absent()).encode().length;
            for (int length = 0; length < encoded.length; length++) {
                byte[] beginning = Arrays.copyOf(encoded, length);
                assertRefused(DECODE_ERROR, () -> parse(beginning));
                if (length >= HandshakeMessage.HEADER_LENGTH) {
                    byte[] body = Arrays.copyOfRange(encoded, HandshakeMessage.HEADER_LENGTH, length);
                    if (length == withoutExtensions) {
                        assertThat(ClientHello.parse(WireReader.of(body)).extensions())
                                .isEqualTo(Extensions.absent());
                    } else {
                        assertRefused(DECODE_ERROR, () -> ClientHello.parse(WireReader.of(body)));
                    }
                }
            }
        }
    }
}
