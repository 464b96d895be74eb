package dev.reprise.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WireWriterTest {
    @Test
    void writesNumbersInNetworkOrder() {
        assertThat(hex(new WireWriter()
                        .u8(1)
                        .u16(0x0203)
                        .u24(0x040506)
                        .u32(0xf708090aL)
                        .u64(0xfb0c0d0e0f101112L)))
                .isEqualTo("010203040506f708090afb0c0d0e0f101112");
    }

    @Test
    void writesVectorsBehindTheirLength() {
        byte[] content = {1, 2, 3};
        assertThat(hex(new WireWriter().opaque8(content).opaque16(content).opaque24(content)))
                .isEqualTo("03010203" + "0003010203" + "000003010203");
        assertThat(hex(new WireWriter().bytes(content, 1, 2))).isEqualTo("0203");
    }

    @Test
    void writesVectorsWithinVectorsWhoseLengthIsKnownAfterwards() {
        WireWriter writer = new WireWriter(0);
        writer.vector24(outer ->
                outer.u8(7).vector16(inner -> inner.vector8(nothing -> {}).u8(8)));
        assertThat(hex(writer)).isEqualTo("000005" + "07" + "0002" + "00" + "08");
        assertThat(writer.size()).isEqualTo(8);
    }

    @Test
    void aNumberThatDoesNotFitIsADefectOfOurs() {
        WireWriter writer = new WireWriter();
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u8(256));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u8(-1));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u16(65536));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u24(1 << 24));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u32(1L << 32));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> writer.u32(-1));
        assertThat(writer.size()).isZero();
    }

    @Test
    void aVectorThatDoesNotFitIntoItsLengthIsADefectOfOurs() {
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> new WireWriter().opaque8(new byte[256]));
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> new WireWriter().opaque16(new byte[65536]));
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> new WireWriter().vector8(inside -> inside.bytes(new byte[256])));
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> new WireWriter().vector16(inside -> inside.bytes(new byte[65536])));
    }

    @Test
    void aPieceThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> new WireWriter().bytes(new byte[2], 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatWasHandedOutStaysAsItWas() {
        WireWriter writer = new WireWriter().u8(1);
        byte[] first = writer.toByteArray();
        writer.wipe();
        writer.u8(2);
        assertThat(first).containsExactly(1);
        assertThat(writer.toByteArray()).containsExactly(2);
    }

    private static String hex(WireWriter writer) {
        return HexFormat.of().formatHex(writer.toByteArray());
    }
}
