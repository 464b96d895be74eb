package dev.reprise.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written is read again; what is cut short is refused; what is not there is never read. */
class WirePropertiesTest {
    /** One field of a structure: how it is written, and how it is read and compared. */
    private sealed interface Field {
        void write(WireWriter out);

        void check(WireReader in);
    }

    private record Number(int width, long value) implements Field {
        @Override
        public void write(WireWriter out) {
            switch (width) {
                case 1 -> out.u8((int) value);
                case 2 -> out.u16((int) value);
                case 3 -> out.u24((int) value);
                case 4 -> out.u32(value);
                default -> out.u64(value);
            }
        }

        @Override
        public void check(WireReader in) {
            long read = switch (width) {
                case 1 -> in.u8();
                case 2 -> in.u16();
                case 3 -> in.u24();
                case 4 -> in.u32();
                default -> in.u64();
            };
            assertThat(read).isEqualTo(value);
        }
    }

    private record Opaque(int width, byte[] content) implements Field {
        @Override
        public void write(WireWriter out) {
            switch (width) {
                case 1 -> out.opaque8(content);
                case 2 -> out.opaque16(content);
                default -> out.opaque24(content);
            }
        }

        @Override
        public void check(WireReader in) {
            byte[] read = switch (width) {
                case 1 -> in.opaque8(0, 0xff);
                case 2 -> in.opaque16(0, 0xffff);
                default -> in.opaque24(0, 0xffffff);
            };
            assertThat(read).isEqualTo(content);
        }
    }

    private record Vector(int width, List<Field> fields) implements Field {
        @Override
        public void write(WireWriter out) {
            switch (width) {
                case 1 -> out.vector8(this::writeAll);
                case 2 -> out.vector16(this::writeAll);
                default -> out.vector24(this::writeAll);
            }
        }

        private void writeAll(WireWriter out) {
            fields.forEach(field -> field.write(out));
        }

        @Override
        public void check(WireReader in) {
            WireReader inside = switch (width) {
                case 1 -> in.vector8(0, 0xff);
                case 2 -> in.vector16(0, 0xffff);
                default -> in.vector24(0, 0xffffff);
            };
            fields.forEach(field -> field.check(inside));
            inside.end("vector");
        }
    }

    @Property
    void whatWasWrittenIsReadAgain(@ForAll("structures") List<Field> structure) {
        byte[] encoded = encode(structure);
        WireReader reader = WireReader.of(encoded);
        structure.forEach(field -> field.check(reader));
        reader.end("structure");
    }

    @Property
    void itMakesNoDifferenceWhereInAnArrayItStands(
            @ForAll("structures") List<Field> structure,
            @ForAll @Size(max = 5) byte[] before,
            @ForAll @Size(max = 5) byte[] after) {
        byte[] encoded = encode(structure);
        byte[] array =
                new WireWriter().bytes(before).bytes(encoded).bytes(after).toByteArray();
        WireReader reader = WireReader.of(array, before.length, encoded.length);
        structure.forEach(field -> field.check(reader));
        reader.end("structure");
    }

    @Property(tries = 200)
    void cutShortAnywhereItIsADecodeFault(@ForAll("structures") List<Field> structure) {
        byte[] encoded = encode(structure);
        for (int length = 0; length < encoded.length; length++) {
            WireReader reader = WireReader.of(encoded, 0, length);
            assertThatExceptionOfType(DecodeFault.class)
                    .isThrownBy(() -> structure.forEach(field -> field.check(reader)));
        }
    }

    @Property
    void oneByteMoreIsADecodeFaultAtTheEnd(@ForAll("structures") List<Field> structure, @ForAll byte more) {
        byte[] encoded = encode(structure);
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        longer[encoded.length] = more;
        WireReader reader = WireReader.of(longer);
        structure.forEach(field -> field.check(reader));
        assertThatExceptionOfType(DecodeFault.class).isThrownBy(() -> reader.end("structure"));
    }

    @Property
    void aVectorIsReadExactlyIfItsLengthIsWithinTheBounds(
            @ForAll @IntRange(max = 40) int length,
            @ForAll @IntRange(max = 40) int min,
            @ForAll @IntRange(max = 40) int max) {
        Assume.that(min <= max);
        byte[] content = new byte[length];
        WireReader reader = WireReader.of(new WireWriter()
                .opaque8(content)
                .opaque16(content)
                .opaque24(content)
                .toByteArray());
        if (min <= length && length <= max) {
            assertThat(reader.opaque8(min, max)).isEqualTo(content);
            assertThat(reader.vector16(min, max).remaining()).isEqualTo(length);
            assertThat(reader.opaque24(min, max)).isEqualTo(content);
        } else {
            assertThatExceptionOfType(DecodeFault.class).isThrownBy(() -> reader.opaque8(min, max));
        }
    }

    /** Whatever the bytes are, reading them gives values or a fault, and never an exception of the array. */
    @Property
    void garbageIsReadOrRefused(
            @ForAll byte[] garbage, @ForAll @Size(max = 20) List<@IntRange(max = 13) Integer> calls) {
        WireReader reader = WireReader.of(garbage);
        try {
            for (int call : calls) {
                read(reader, call);
                assertThat(reader.position() + reader.remaining()).isEqualTo(garbage.length);
            }
        } catch (DecodeFault e) {
            assertThat(reader.remaining()).isBetween(0, garbage.length);
        }
    }

    private static void read(WireReader reader, int call) {
        switch (call) {
            case 0 -> reader.u8();
            case 1 -> reader.u16();
            case 2 -> reader.u24();
            case 3 -> reader.u32();
            case 4 -> reader.u64();
            case 5 -> reader.opaque8(0, 0xff);
            case 6 -> reader.opaque16(0, 0xffff);
            case 7 -> reader.opaque24(0, 0xffffff);
            case 8 -> reader.vector8(1, 0xff).u8();
            case 9 -> reader.vector16(2, 0xffff).u16();
            case 10 -> reader.vector24(3, 0xffffff).u24();
            case 11 -> reader.rest();
            case 12 -> reader.bytes(3);
            default -> reader.vector8(0, 0xff).rest();
        }
    }

    private static byte[] encode(List<Field> structure) {
        WireWriter writer = new WireWriter(0);
        structure.forEach(field -> field.write(writer));
        return writer.toByteArray();
    }

    @Provide
    Arbitrary<List<Field>> structures() {
        return fields(2).list().ofMaxSize(6).edgeCases(cases -> cases.none());
    }

    private static Arbitrary<Field> fields(int depth) {
        Arbitrary<Field> number = Arbitraries.oneOf(
                number(1, 0xff), number(2, 0xffff), number(3, 0xffffff), number(4, 0xffffffffL), longNumber());
        Arbitrary<Field> opaque = Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                .as(Opaque::new);
        if (depth == 0) {
            return Arbitraries.oneOf(number, opaque);
        }
        // At most 3 x 62 bytes, so that a length of one byte is enough.
        Arbitrary<Field> vector = Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        fields(depth - 1).list().ofMaxSize(depth == 1 ? 2 : 3))
                .as(Vector::new);
        return Arbitraries.oneOf(number, opaque, vector);
    }

    private static Arbitrary<Field> number(int width, long max) {
        return Arbitraries.longs().between(0, max).map(value -> new Number(width, value));
    }

    private static Arbitrary<Field> longNumber() {
        return Arbitraries.longs().map(value -> new Number(8, value));
    }
}
