package dev.reprise.internal.message;

import static dev.reprise.internal.message.Wire.assertRefused;
import static dev.reprise.internal.message.Wire.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExtensionsTest {
    @Nested
    class WhereOneMayStand {
        /** The table of RFC 9846 section 4.3, and the entries of TLS 1.2, which are for both hellos of it. */
        @ParameterizedTest
        @CsvSource({
            "0, CH EE CR SH2",
            "5, CH CR CT SH2",
            "10, CH EE SH2",
            "13, CH CR",
            "14, CH EE SH2",
            "15, CH EE SH2",
            "16, CH EE SH2",
            "19, CH EE SH2",
            "20, CH EE SH2",
            "21, CH",
            "27, CH CR",
            "28, CH EE SH2",
            "41, CH SH",
            "42, CH EE NST",
            "43, CH SH HRR",
            "44, CH HRR",
            "45, CH",
            "47, CH CR",
            "48, CR",
            "49, CH",
            "50, CH CR",
            "51, CH SH HRR",
            "57, CH EE",
            "58, CH EE",
            "11, CH SH2",
            "22, CH SH2",
            "23, CH SH2",
            "35, CH SH2",
            "65281, CH SH2",
            "2570, CH SH HRR EE CR CT NST SH2"
        })
        void isWhatTheTableSays(int type, String messages) {
            Set<ExtensionContext> expected = EnumSet.noneOf(ExtensionContext.class);
            for (String message : messages.split(" ")) {
                expected.add(
                        switch (message) {
                            case "CH" -> ExtensionContext.CLIENT_HELLO;
                            case "SH" -> ExtensionContext.SERVER_HELLO;
                            case "HRR" -> ExtensionContext.HELLO_RETRY_REQUEST;
                            case "EE" -> ExtensionContext.ENCRYPTED_EXTENSIONS;
                            case "CR" -> ExtensionContext.CERTIFICATE_REQUEST;
                            case "CT" -> ExtensionContext.CERTIFICATE;
                            case "NST" -> ExtensionContext.NEW_SESSION_TICKET;
                            case "SH2" -> ExtensionContext.TLS12_SERVER_HELLO;
                            default -> throw new IllegalArgumentException(message);
                        });
            }

            Set<ExtensionContext> allowed = EnumSet.noneOf(ExtensionContext.class);
            for (ExtensionContext message : ExtensionContext.values()) {
                if (ExtensionType.isAllowed(type, message)) {
                    allowed.add(message);
                }
            }

            assertThat(allowed).isEqualTo(expected);
        }

        @Test
        void elsewhereItIsAnIllegalParameterWhateverItsData() {
            for (ExtensionContext message : ExtensionContext.values()) {
                for (int type = 0; type <= 0xffff; type++) {
                    if (!ExtensionType.isAllowed(type, message)) {
                        byte[] block = block(new Unknown(type, hex("00")));
                        assertRefused(AlertDescription.ILLEGAL_PARAMETER, () -> parse(message, block));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ExtensionContext.class)
    void refusesACodePointThatStandsTwice(ExtensionContext message) {
        Extension grease = new Unknown(0x2a2a, hex());

        assertThat(parse(message, block(grease, new Unknown(0x3a3a, hex()))).all())
                .hasSize(2);
        assertRefused(
                AlertDescription.ILLEGAL_PARAMETER,
                () -> parse(message, block(grease, new Unknown(0x3a3a, hex()), grease)));
    }

    @Test
    void refusesPreSharedKeyAnywhereButAtTheEndOfAClientHello() {
        PreSharedKeys offer = new PreSharedKeys(List.of(new PskIdentity(hex("aa"), 0)), List.of(new byte[32]));
        Extension other = new Cookie(hex("01"));

        assertThat(parse(ExtensionContext.CLIENT_HELLO, block(other, offer)).all())
                .containsExactly(other, offer);
        assertRefused(
                AlertDescription.ILLEGAL_PARAMETER, () -> parse(ExtensionContext.CLIENT_HELLO, block(offer, other)));
    }

    @Test
    void takesPreSharedKeyAnywhereInAServerHello() {
        Extension[] either = {new SelectedPsk(0), new SelectedVersion(ProtocolVersion.TLS13)};

        assertThat(parse(ExtensionContext.SERVER_HELLO, block(either)).all()).containsExactly(either);
    }

    @Test
    void refusesABlockThatIsLongerOrShorterThanItsExtensions() {
        assertRefused(AlertDescription.DECODE_ERROR, () -> parse(ExtensionContext.CLIENT_HELLO, hex("0003 0015 00")));
        assertRefused(AlertDescription.DECODE_ERROR, () -> parse(ExtensionContext.CLIENT_HELLO, hex("0004 0015 0001")));
        assertRefused(AlertDescription.DECODE_ERROR, () -> parse(ExtensionContext.CLIENT_HELLO, hex("0001")));
        assertRefused(AlertDescription.DECODE_ERROR, () -> parse(ExtensionContext.CLIENT_HELLO, hex("00")));
    }

    @Test
    void givesAnExtensionByItsKindAndByItsCodePoint() {
        SelectedPsk selected = new SelectedPsk(3);
        Extensions extensions = Extensions.of(new SelectedVersion(ProtocolVersion.TLS13), selected);

        assertThat(extensions.get(SelectedPsk.class)).isSameAs(selected);
        assertThat(extensions.get(ExtensionType.PRE_SHARED_KEY)).isSameAs(selected);
        assertThat(extensions.has(ExtensionType.PRE_SHARED_KEY)).isTrue();
        assertThat(extensions.get(PreSharedKeys.class)).isNull();
        assertThat(extensions.get(ExtensionType.COOKIE)).isNull();
        assertThat(extensions.has(ExtensionType.COOKIE)).isFalse();
        assertThat(extensions.isEmpty()).isFalse();
    }

    @Test
    void replacesInPlaceAddsAtTheEndAndTakesAway() {
        Extension version = new SelectedVersion(ProtocolVersion.TLS13);
        Extensions two = Extensions.of(version, new SelectedPsk(0));

        assertThat(two.with(new SelectedVersion(0x0303)).all())
                .containsExactly(new SelectedVersion(0x0303), new SelectedPsk(0));
        assertThat(two.with(new Cookie(hex("01"))).all())
                .containsExactly(version, new SelectedPsk(0), new Cookie(hex("01")));
        assertThat(two.without(ExtensionType.PRE_SHARED_KEY)).isEqualTo(Extensions.of(version));
        assertThat(two.without(ExtensionType.COOKIE)).isSameAs(two);
        assertThat(two.all()).hasSize(2);
    }

    @Test
    void areNeverMadeWithACodePointTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Extensions.of(new Cookie(hex("01")), new Cookie(hex("02"))))
                .withMessageContaining("cookie");
    }

    @Test
    void anAbsentBlockIsNotAnEmptyOne() {
        assertThat(Extensions.absent()).isNotEqualTo(Extensions.of());
        assertThat(Extensions.absent().isEmpty()).isTrue();
        assertThat(written(Extensions.absent())).isEmpty();
        assertThat(written(Extensions.of())).isEqualTo(hex("0000"));
        assertThat(written(Extensions.absent().with(new ExtendedMasterSecret())))
                .isEqualTo(hex("0004 0017 0000"));
    }

    @Test
    void namesCodePointsAsTheirRegistryDoes() {
        assertThat(ExtensionType.name(ExtensionType.PRE_SHARED_KEY)).isEqualTo("pre_shared_key");
        assertThat(ExtensionType.name(0x1a1a)).isEqualTo("0x1A1A");
        assertThat(Stream.of(0x0304, 0x0303, 0x0302, 0x0301, 0x0300, 0x7a7a).map(ProtocolVersion::name))
                .containsExactly("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "0x7A7A");
    }

    private static Extensions parse(ExtensionContext message, byte[] block) {
        return Extensions.parse(WireReader.of(block), message);
    }

    private static byte[] block(Extension... extensions) {
        return new WireWriter()
                .vector16(block -> Arrays.stream(extensions)
                        .forEach(each -> block.u16(each.type()).vector16(each::writeBody)))
                .toByteArray();
    }

    private static byte[] written(Extensions extensions) {
        WireWriter out = new WireWriter();
        extensions.write(out);
        return out.toByteArray();
    }
}
