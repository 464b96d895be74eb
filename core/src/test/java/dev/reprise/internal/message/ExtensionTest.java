package dev.reprise.internal.message;

import static dev.reprise.internal.message.ExtensionContext.CERTIFICATE;
import static dev.reprise.internal.message.ExtensionContext.CERTIFICATE_REQUEST;
import static dev.reprise.internal.message.ExtensionContext.CLIENT_HELLO;
import static dev.reprise.internal.message.ExtensionContext.ENCRYPTED_EXTENSIONS;
import static dev.reprise.internal.message.ExtensionContext.HELLO_RETRY_REQUEST;
import static dev.reprise.internal.message.ExtensionContext.NEW_SESSION_TICKET;
import static dev.reprise.internal.message.ExtensionContext.SERVER_HELLO;
import static dev.reprise.internal.message.ExtensionContext.TLS12_SERVER_HELLO;
import static dev.reprise.internal.message.Wire.assertRefused;
import static dev.reprise.internal.message.Wire.hex;
import static dev.reprise.internal.wire.AlertDescription.DECODE_ERROR;
import static dev.reprise.internal.wire.AlertDescription.ILLEGAL_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExtensionTest {
    private static final String BINDER = "20" + "ab".repeat(32);

    /** Message, code point, {@code extension_data}, value. */
    static Stream<Arguments> wellFormed() {
        NamedGroup grease = NamedGroup.of(0x1a1a);
        return Stream.of(
                arguments(CLIENT_HELLO, 0, "0009 00 0006 736572766572", new ServerName("server")),
                arguments(CLIENT_HELLO, 0, "0009 00 0006 536572566572", new ServerName("SerVer")),
                arguments(ENCRYPTED_EXTENSIONS, 0, "", new ServerNameAck()),
                arguments(TLS12_SERVER_HELLO, 0, "", new ServerNameAck()),
                arguments(CERTIFICATE_REQUEST, 0, "0102", new Unknown(0, hex("0102"))),
                arguments(CLIENT_HELLO, 43, "06 0304 7a7a 0303", new SupportedVersions(List.of(0x304, 0x7a7a, 0x303))),
                arguments(SERVER_HELLO, 43, "0304", new SelectedVersion(0x304)),
                arguments(HELLO_RETRY_REQUEST, 43, "0304", new SelectedVersion(0x304)),
                arguments(
                        CLIENT_HELLO,
                        10,
                        "0006 1a1a 001d 11ec",
                        new SupportedGroups(List.of(grease, NamedGroup.X25519, NamedGroup.X25519MLKEM768))),
                arguments(ENCRYPTED_EXTENSIONS, 10, "0002 0017", new SupportedGroups(List.of(NamedGroup.SECP256R1))),
                arguments(
                        CLIENT_HELLO,
                        13,
                        "0004 0403 0a0a",
                        new SignatureAlgorithms(
                                List.of(SignatureScheme.ECDSA_SECP256R1_SHA256, SignatureScheme.of(0x0a0a)))),
                arguments(
                        CERTIFICATE_REQUEST,
                        13,
                        "0002 0807",
                        new SignatureAlgorithms(List.of(SignatureScheme.ED25519))),
                arguments(
                        CLIENT_HELLO,
                        50,
                        "0002 0401",
                        new SignatureAlgorithmsCert(List.of(SignatureScheme.RSA_PKCS1_SHA256))),
                arguments(
                        CERTIFICATE_REQUEST,
                        50,
                        "0002 0401",
                        new SignatureAlgorithmsCert(List.of(SignatureScheme.RSA_PKCS1_SHA256))),
                arguments(
                        CLIENT_HELLO,
                        51,
                        "000c 1a1a 0001 00 001d 0003 010203",
                        new KeyShares(List.of(
                                new KeyShareEntry(grease, hex("00")),
                                new KeyShareEntry(NamedGroup.X25519, hex("010203"))))),
                arguments(CLIENT_HELLO, 51, "0000", new KeyShares(List.of())),
                arguments(
                        SERVER_HELLO,
                        51,
                        "0017 0002 0405",
                        new KeyShare(new KeyShareEntry(NamedGroup.SECP256R1, hex("0405")))),
                arguments(HELLO_RETRY_REQUEST, 51, "0018", new KeyShareRetry(NamedGroup.SECP384R1)),
                arguments(CLIENT_HELLO, 45, "02 01 ba", new PskKeyExchangeModes(List.of(1, 0xba))),
                arguments(
                        CLIENT_HELLO,
                        41,
                        "000f 0001 aa 00000000 0002 bbcc fad6aacb 0042" + BINDER + BINDER,
                        new PreSharedKeys(
                                List.of(new PskIdentity(hex("aa"), 0), new PskIdentity(hex("bbcc"), 0xfad6aacbL)),
                                List.of(hex("ab".repeat(32)), hex("ab".repeat(32))))),
                arguments(SERVER_HELLO, 41, "0001", new SelectedPsk(1)),
                arguments(CLIENT_HELLO, 42, "", new EarlyDataIndication()),
                arguments(ENCRYPTED_EXTENSIONS, 42, "", new EarlyDataIndication()),
                arguments(NEW_SESSION_TICKET, 42, "ffffffff", new MaxEarlyData(0xffffffffL)),
                arguments(CLIENT_HELLO, 44, "0002 0102", new Cookie(hex("0102"))),
                arguments(HELLO_RETRY_REQUEST, 44, "0001 ff", new Cookie(hex("ff"))),
                arguments(
                        CLIENT_HELLO,
                        16,
                        "000c 02 6832 08 687474702f312e31",
                        new ApplicationProtocols(List.of("h2", "http/1.1"))),
                arguments(CLIENT_HELLO, 16, "0004 03 ff00e9", new ApplicationProtocols(List.of("\u00ff\u0000\u00e9"))),
                arguments(ENCRYPTED_EXTENSIONS, 16, "0003 02 6832", new ApplicationProtocols(List.of("h2"))),
                arguments(TLS12_SERVER_HELLO, 16, "0003 02 6832", new ApplicationProtocols(List.of("h2"))),
                arguments(CLIENT_HELLO, 28, "0040", new RecordSizeLimit(64)),
                arguments(CLIENT_HELLO, 28, "ffff", new RecordSizeLimit(0xffff)),
                arguments(ENCRYPTED_EXTENSIONS, 28, "4001", new RecordSizeLimit(16385)),
                arguments(CLIENT_HELLO, 58, "0402", new TicketRequest(4, 2)),
                arguments(ENCRYPTED_EXTENSIONS, 58, "ff", new TicketRequestHint(255)),
                arguments(
                        CERTIFICATE_REQUEST,
                        47,
                        "0007 0002 3000 0001 05",
                        new CertificateAuthorities(List.of(hex("3000"), hex("05")))),
                arguments(CLIENT_HELLO, 47, "0003 0001 05", new CertificateAuthorities(List.of(hex("05")))),
                arguments(CLIENT_HELLO, 23, "", new ExtendedMasterSecret()),
                arguments(TLS12_SERVER_HELLO, 23, "", new ExtendedMasterSecret()),
                arguments(CLIENT_HELLO, 0xff01, "00", new RenegotiationInfo(hex())),
                arguments(TLS12_SERVER_HELLO, 0xff01, "02 0a0b", new RenegotiationInfo(hex("0a0b"))),
                arguments(CLIENT_HELLO, 35, "", new SessionTicketExtension(hex())),
                arguments(CLIENT_HELLO, 35, "010203", new SessionTicketExtension(hex("010203"))),
                arguments(TLS12_SERVER_HELLO, 35, "", new SessionTicketExtension(hex())),
                arguments(CLIENT_HELLO, 11, "02 0001", new EcPointFormats(hex("0001"))),
                arguments(CLIENT_HELLO, 5, "01 0000 0000", StatusRequest.ocsp()),
                arguments(TLS12_SERVER_HELLO, 5, "", new StatusRequestAck()),
                arguments(CERTIFICATE, 5, "01 000003 300102", new CertificateStatus(hex("300102"))),
                arguments(CLIENT_HELLO, 0x8a8a, "00", new Unknown(0x8a8a, hex("00"))),
                arguments(ENCRYPTED_EXTENSIONS, 0x1234, "", new Unknown(0x1234, hex())));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void readsAndWritesIt(ExtensionContext message, int type, String data, Extension expected) {
        byte[] block = block(type, hex(data));

        Extensions read = parse(message, block);

        assertThat(read.all()).containsExactly(expected);
        assertThat(read.all().get(0)).hasSameHashCodeAs(expected);
        assertThat(expected.type()).isEqualTo(type);
        assertThat(written(read)).isEqualTo(block);
    }

    /** All of these have a structure that ends before the extension does, so one byte more is one too many. */
    @ParameterizedTest
    @MethodSource("wellFormed")
    void refusesAByteAfterIt(ExtensionContext message, int type, String data, Extension expected) {
        if (!(expected instanceof Unknown) && !(expected instanceof SessionTicketExtension)) {
            assertRefused(DECODE_ERROR, () -> parse(message, block(type, hex(data, "00"))));
        }
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void refusesItCutShort(ExtensionContext message, int type, String data, Extension expected) {
        byte[] whole = hex(data);
        if (!(expected instanceof Unknown) && !(expected instanceof SessionTicketExtension) && whole.length > 0) {
            byte[] cut = Arrays.copyOf(whole, whole.length - 1);
            assertRefused(DECODE_ERROR, () -> parse(message, block(type, cut)));
        }
    }

    /** Message, code point, {@code extension_data}, alert. */
    static Stream<Arguments> malformed() {
        String identity = "0001 aa 00000000";
        return Stream.of(
                arguments(CLIENT_HELLO, 0, "", DECODE_ERROR),
                arguments(CLIENT_HELLO, 0, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 0, "0003 00 0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 0, "0004 01 0001 61", DECODE_ERROR),
                arguments(CLIENT_HELLO, 0, "0008 00 0001 61 00 0001 62", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0005 00 0002 612e", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0004 00 0001 2e", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0005 00 0002 6100", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0005 00 0002 6120", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0005 00 0002 c3a4", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 0, "0103 00 0100" + "61".repeat(256), ILLEGAL_PARAMETER),
                arguments(ENCRYPTED_EXTENSIONS, 0, "0009 00 0006 736572766572", DECODE_ERROR),
                arguments(CLIENT_HELLO, 5, "", DECODE_ERROR),
                arguments(CLIENT_HELLO, 5, "01 0000", DECODE_ERROR),
                arguments(TLS12_SERVER_HELLO, 5, "01 0000 0000", DECODE_ERROR),
                arguments(CERTIFICATE, 5, "01 000000", DECODE_ERROR),
                arguments(CERTIFICATE, 5, "02 000001 30", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 43, "00", DECODE_ERROR),
                arguments(CLIENT_HELLO, 43, "03 0304 03", DECODE_ERROR),
                arguments(CLIENT_HELLO, 43, "ff" + "0304".repeat(127) + "03", DECODE_ERROR),
                arguments(CLIENT_HELLO, 10, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 10, "0003 001d 00", DECODE_ERROR),
                arguments(CLIENT_HELLO, 13, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 50, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 51, "0004 001d 0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 51, "000a 001d 0001 01 001d 0001 02", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 51, "000a 1a1a 0001 01 1a1a 0001 02", ILLEGAL_PARAMETER),
                arguments(SERVER_HELLO, 51, "0017 0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 45, "00", DECODE_ERROR),
                arguments(CLIENT_HELLO, 41, "0000 0021" + BINDER, DECODE_ERROR),
                arguments(CLIENT_HELLO, 41, "0006 0000 00000000 0021" + BINDER, DECODE_ERROR),
                arguments(CLIENT_HELLO, 41, "0007" + identity + "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 41, "0007" + identity + "0020 1f" + "ab".repeat(31), DECODE_ERROR),
                arguments(
                        CLIENT_HELLO,
                        41,
                        "000e" + identity + identity + "0041" + BINDER + "1f" + "ab".repeat(31),
                        DECODE_ERROR),
                arguments(CLIENT_HELLO, 41, "0007" + identity + "0042" + BINDER + BINDER, ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 41, "000e" + identity + identity + "0021" + BINDER, ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 44, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 16, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 16, "0001 00", DECODE_ERROR),
                arguments(CLIENT_HELLO, 16, "0004 02 6832 00", DECODE_ERROR),
                arguments(ENCRYPTED_EXTENSIONS, 16, "0006 02 6832 02 6833", DECODE_ERROR),
                arguments(CLIENT_HELLO, 28, "003f", ILLEGAL_PARAMETER),
                arguments(ENCRYPTED_EXTENSIONS, 28, "0000", ILLEGAL_PARAMETER),
                arguments(ENCRYPTED_EXTENSIONS, 28, "4002", ILLEGAL_PARAMETER),
                arguments(CLIENT_HELLO, 58, "01", DECODE_ERROR),
                arguments(ENCRYPTED_EXTENSIONS, 58, "0101", DECODE_ERROR),
                arguments(CLIENT_HELLO, 47, "0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 47, "0005 0001 05 0000", DECODE_ERROR),
                arguments(CLIENT_HELLO, 42, "00000000", DECODE_ERROR),
                arguments(NEW_SESSION_TICKET, 42, "", DECODE_ERROR),
                arguments(CLIENT_HELLO, 11, "00", DECODE_ERROR));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatItsStructureDoesNotAllow(ExtensionContext message, int type, String data, AlertDescription alert) {
        assertRefused(alert, () -> parse(message, block(type, hex(data))));
    }

    @Test
    void takesAServerNameOf255Characters() {
        String name = "a".repeat(255);

        byte[] data = new WireWriter()
                .vector16(list -> list.u8(0).opaque16(name.getBytes(StandardCharsets.US_ASCII)))
                .toByteArray();

        assertThat(parse(CLIENT_HELLO, block(0, data)).all()).containsExactly(new ServerName(name));
    }

    @Test
    void makesNoServerNameThatItWouldRefuse() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName("shop.example."));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName("a".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName("b\u00fccher.example"));
    }

    @Test
    void findsAKeyShareByItsGroup() {
        KeyShareEntry share = new KeyShareEntry(NamedGroup.X25519, hex("01"));
        KeyShares shares = new KeyShares(List.of(new KeyShareEntry(NamedGroup.SECP256R1, hex("02")), share));

        assertThat(shares.of(NamedGroup.X25519)).isEqualTo(share);
        assertThat(shares.of(NamedGroup.SECP384R1)).isNull();
    }

    @Test
    void countsTheBytesOfBindersWithTheirLengths() {
        PreSharedKeys offer = new PreSharedKeys(
                List.of(new PskIdentity(hex("aa"), 0), new PskIdentity(hex("bb"), 0)),
                List.of(new byte[32], new byte[48]));

        assertThat(offer.bindersLength()).isEqualTo(2 + 33 + 49);
    }

    @Test
    void copiesArraysInAndOut() {
        byte[] given = hex("010203");
        Cookie cookie = new Cookie(given);
        PskIdentity identity = new PskIdentity(given, 0);
        PreSharedKeys offer = new PreSharedKeys(List.of(identity), List.of(given));
        given[0] = 9;
        cookie.cookie()[1] = 9;
        identity.identity()[1] = 9;
        offer.binders().get(0)[1] = 9;

        assertThat(cookie.cookie()).isEqualTo(hex("010203"));
        assertThat(identity.identity()).isEqualTo(hex("010203"));
        assertThat(offer.binders()).containsExactly(hex("010203"));
    }

    private static Extensions parse(ExtensionContext message, byte[] block) {
        WireReader in = WireReader.of(block);
        Extensions extensions = Extensions.parse(in, message);
        in.end("block");
        return extensions;
    }

    private static byte[] block(int type, byte[] data) {
        return new WireWriter()
                .vector16(block -> block.u16(type).opaque16(data))
                .toByteArray();
    }

    private static byte[] written(Extensions extensions) {
        WireWriter out = new WireWriter();
        extensions.write(out);
        return out.toByteArray();
    }
}
