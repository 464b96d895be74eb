package dev.reprise.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WireReaderTest {
    @Test
    void readsNumbersInNetworkOrder() {
        WireReader reader = reader("01 0203 040506 0708090a 0b0c0d0e0f101112");
        assertThat(reader.u8()).isEqualTo(0x01);
        assertThat(reader.u16()).isEqualTo(0x0203);
        assertThat(reader.u24()).isEqualTo(0x040506);
        assertThat(reader.u32()).isEqualTo(0x0708090aL);
        assertThat(reader.position()).isEqualTo(10);
        assertThat(reader.u64()).isEqualTo(0x0b0c0d0e0f101112L);
        assertThat(reader.isEmpty()).isTrue();
        reader.end("all of it");
    }

    @Test
    void readsTheGreatestNumbersWithoutASign() {
        WireReader reader = reader("ff ffff ffffff ffffffff ffffffffffffffff");
        assertThat(reader.u8()).isEqualTo(0xff);
        assertThat(reader.u16()).isEqualTo(0xffff);
        assertThat(reader.u24()).isEqualTo(0xffffff);
        assertThat(reader.u32()).isEqualTo(0xffffffffL);
        assertThat(Long.toUnsignedString(reader.u64())).isEqualTo("18446744073709551615");
    }

    @Test
    void readsItsPieceOfAnArrayAndNothingAround() {
        byte[] array = hex("aa 0001 bb");
        WireReader reader = WireReader.of(array, 1, 2);
        assertThat(reader.remaining()).isEqualTo(2);
        assertThat(reader.u16()).isEqualTo(1);
        assertThatExceptionOfType(DecodeFault.class).isThrownBy(reader::u8);
        assertThatThrownBy(() -> WireReader.of(array, 3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aVectorCannotBeReadPastItsEndAndIsSteppedOver() {
        WireReader reader = reader("0002 aabb cc");
        WireReader inside = reader.vector16(0, 10);
        assertThat(reader.u8()).isEqualTo(0xcc);
        assertThat(inside.position()).isZero();
        assertThat(inside.u8()).isEqualTo(0xaa);
        assertThat(inside.position()).isEqualTo(1);
        assertThatExceptionOfType(DecodeFault.class).isThrownBy(inside::u16);
        assertThat(inside.rest()).containsExactly(0xbb);
    }

    @Test
    void aLengthOutOfItsBoundsIsAFaultEvenIfTheBytesAreThere() {
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("01 aa").opaque8(2, 3))
                .withMessage("a vector of 1 bytes where 2 to 3 are allowed");
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("04 aabbccdd").opaque8(2, 3));
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("0001 aa").vector16(2, 3));
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("000004 aabbccdd").vector24(2, 3));
    }

    @Test
    void aVectorLongerThanWhatIsThereIsAFault() {
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("03 aabb").opaque8(0, 255))
                .withMessage("3 bytes expected at 1, there are 2");
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader("ffffff 00").vector24(0, 0xffffff));
    }

    @Test
    void aNegativeCountIsAFaultAndNoStepBack() {
        WireReader reader = reader("aabb");
        reader.u8();
        assertThatExceptionOfType(DecodeFault.class).isThrownBy(() -> reader.bytes(-1));
        assertThat(reader.position()).isEqualTo(1);
    }

    @Test
    void whatIsLeftOverIsAFaultThatNamesTheStructure() {
        WireReader reader = reader("aabb");
        assertThatExceptionOfType(DecodeFault.class)
                .isThrownBy(() -> reader.end("ClientHello"))
                .withMessage("ClientHello: 2 bytes too many")
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.DECODE_ERROR));
    }

    @Test
    void bytesAreHandedOutAsACopy() {
        byte[] array = hex("aabb");
        byte[] read = WireReader.of(array).bytes(2);
        read[0] = 0;
        assertThat(array).containsExactly(0xaa, 0xbb);
    }

    private static WireReader reader(String hex) {
        return WireReader.of(hex(hex));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
