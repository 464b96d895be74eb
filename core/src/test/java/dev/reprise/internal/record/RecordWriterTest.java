package dev.reprise.internal.record;

import static dev.reprise.internal.record.ContentType.ALERT;
import static dev.reprise.internal.record.ContentType.APPLICATION_DATA;
import static dev.reprise.internal.record.ContentType.CHANGE_CIPHER_SPEC;
import static dev.reprise.internal.record.ContentType.HANDSHAKE;
import static dev.reprise.internal.record.Records.buffer;
import static dev.reprise.internal.record.Records.content;
import static dev.reprise.internal.record.Records.hex;
import static dev.reprise.internal.record.Records.reader;
import static dev.reprise.internal.record.Records.secret;
import static dev.reprise.internal.record.Records.writer;
import static dev.reprise.internal.record.Records.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.wire.LocalFault;
import java.io.ByteArrayOutputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordWriterTest {
    @Nested
    class BeforeThereAreKeys {
        private final RecordWriter writer = new RecordWriter();

        @Test
        void writesHeaderAndContent() {
            assertThat(written(writer, HANDSHAKE, hex("02000000")).array()).isEqualTo(hex("16 0303 0004 02000000"));
            assertThat(writer.bytesWritten()).isEqualTo(9);
            assertThat(writer.recordsUnderKey()).isZero();
        }

        @Test
        void cutsWhatIsLongerThanARecord() {
            ByteBuffer message = ByteBuffer.allocate(40_000);
            ByteBuffer dst = ByteBuffer.allocate(50_000);

            for (int taken : new int[] {16384, 16384, 7232}) {
                assertThat(writer.write(HANDSHAKE, new ByteBuffer[] {message}, 0, 1, dst))
                        .isEqualTo(taken);
            }

            assertThat(message.hasRemaining()).isFalse();
            assertThat(dst.position()).isEqualTo(40_000 + 3 * 5);
        }

        /** RFC 8449 section 4: what the peer asked for holds for protected records. */
        @Test
        void aLimitDoesNotHold() {
            writer.plaintextLimit(64);

            assertThat(writer.maxFragment()).isEqualTo(16384);
        }

        @Test
        void applicationDataIsNotWritten() {
            ByteBuffer src = buffer("01");

            assertThatExceptionOfType(LocalFault.class)
                    .isThrownBy(() ->
                            writer.write(APPLICATION_DATA, new ByteBuffer[] {src}, 0, 1, ByteBuffer.allocate(100)));
            assertThat(src.remaining()).isEqualTo(1);
        }
    }

    @Nested
    class FirstClientHello {
        private final RecordWriter writer = new RecordWriter().beginningWithClientHello();

        @Test
        void hasAnOlderVersionAndNothingElseHas() {
            assertThat(version(written(writer, HANDSHAKE, hex("01000002 aabb"))))
                    .isEqualTo("0301");
            assertThat(version(written(writer, HANDSHAKE, hex("01000002 aabb"))))
                    .isEqualTo("0303");
            assertThat(version(written(writer, ALERT, hex("0228")))).isEqualTo("0303");
        }

        @Test
        void hasItInEveryRecordItTakes() {
            byte[] hello = new byte[4 + 40_000];
            hello[0] = 1;
            hello[2] = (byte) (40_000 >> 8);
            hello[3] = (byte) 40_000;
            ByteBuffer src = ByteBuffer.wrap(hello);
            ByteBuffer dst = ByteBuffer.allocate(20_000);
            for (int i = 0; i < 3; i++) {
                writer.write(HANDSHAKE, new ByteBuffer[] {src}, 0, 1, dst.clear());
                assertThat(version(dst.flip())).isEqualTo("0301");
            }

            assertThat(version(written(writer, HANDSHAKE, hex("01000000")))).isEqualTo("0303");
        }

        @Test
        void isFollowedByEarlyDataWithTheVersionOfTheTime() {
            written(writer, HANDSHAKE, hex("01000000"));
            writer.install(Records.SUITE, secret(Records.SUITE, 1));

            assertThat(version(written(writer, APPLICATION_DATA, hex("01")))).isEqualTo("0303");
        }

        /** A client that is closed before it began says goodbye, too. */
        @Test
        void isNotAnAlertThatComesBeforeIt() {
            assertThat(version(written(writer, ALERT, hex("0100")))).isEqualTo("0303");
            assertThat(version(written(writer, HANDSHAKE, hex("01000000")))).isEqualTo("0301");
        }

        @Test
        void isNotWhatAServerWrites() {
            assertThat(version(written(new RecordWriter(), HANDSHAKE, hex("02000000"))))
                    .isEqualTo("0303");
        }

        private static String version(ByteBuffer record) {
            return HexFormat.of().toHexDigits(record.getShort(record.position() + 1));
        }
    }

    @Nested
    class Gathering {
        @Test
        void takesFromAllSourcesAndLeavesTheRest() {
            ByteBuffer[] srcs = {
                buffer("ffff"),
                buffer(""),
                buffer("0102"),
                ByteBuffer.allocateDirect(3).put(hex("030405")).flip(),
                buffer("0607").asReadOnlyBuffer(),
                buffer("eeee")
            };
            RecordWriter writer = writer();
            ByteBuffer dst = ByteBuffer.allocate(100);

            int taken = writer.write(APPLICATION_DATA, srcs, 1, 4, dst);

            assertThat(taken).isEqualTo(7);
            assertThat(srcs[0].remaining()).isEqualTo(2);
            assertThat(srcs[5].remaining()).isEqualTo(2);
            assertThat(content(reader().read(dst.flip()))).isEqualTo(hex("01020304050607"));
        }

        @Test
        void stopsInTheMiddleOfASourceWhenTheRecordIsFull() {
            RecordWriter writer = writer();
            writer.plaintextLimit(64);
            ByteBuffer first = ByteBuffer.allocate(60);
            ByteBuffer second = ByteBuffer.allocate(60);
            ByteBuffer third = ByteBuffer.allocate(60);
            second.limit(50);

            int taken = writer.write(
                    APPLICATION_DATA, new ByteBuffer[] {first, second, third}, 0, 3, ByteBuffer.allocate(200));

            assertThat(taken).isEqualTo(63);
            assertThat(first.remaining()).isZero();
            assertThat(second.remaining()).isEqualTo(47);
            assertThat(second.limit()).isEqualTo(50);
            assertThat(third.remaining()).isEqualTo(60);
        }

        @Test
        void writesIntoEveryKindOfBuffer() {
            byte[] expected = written(writer(), APPLICATION_DATA, hex("0102")).array();
            ByteBuffer direct = ByteBuffer.allocateDirect(100).position(7);
            ByteBuffer little =
                    ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).position(7);
            ByteBuffer slice = ByteBuffer.allocate(100).position(20).slice().position(7);

            for (ByteBuffer dst : new ByteBuffer[] {direct, little, slice}) {
                writer().write(APPLICATION_DATA, new ByteBuffer[] {buffer("0102")}, 0, 1, dst);

                byte[] record = new byte[dst.position() - 7];
                dst.get(7, record);
                assertThat(record).isEqualTo(expected);
            }
        }

        @Test
        void consumesNothingWithoutRoom() {
            RecordWriter writer = writer();
            ByteBuffer src = buffer("010203");
            ByteBuffer small = ByteBuffer.allocate(writer.maxRecord(3) - 1);

            assertThatExceptionOfType(BufferOverflowException.class)
                    .isThrownBy(() -> writer.write(APPLICATION_DATA, new ByteBuffer[] {src}, 0, 1, small));

            assertThat(src.remaining()).isEqualTo(3);
            assertThat(small.position()).isZero();
            assertThat(writer.recordsUnderKey()).isZero();
            assertThat(writer.bytesWritten()).isZero();
        }
    }

    @Nested
    class Sizes {
        @Test
        void leaveRoomForTypeAndTag() {
            RecordWriter writer = writer();

            assertThat(writer.maxFragment()).isEqualTo(16384);
            assertThat(writer.maxRecord(16384)).isEqualTo(5 + 16384 + 1 + 16);
            assertThat(writer.maxRecord(0)).isEqualTo(22);
        }

        @ParameterizedTest
        @CsvSource({"64, 63", "1024, 1023", "16385, 16384", "16386, 16384", "65535, 16384"})
        void keepToWhatThePeerTakes(int limit, int fragment) {
            RecordWriter writer = writer();
            writer.plaintextLimit(limit);
            RecordReader peer = reader();
            peer.plaintextLimit(Math.min(limit, RecordSizes.MAX_INNER_PLAINTEXT));

            assertThat(writer.maxFragment()).isEqualTo(fragment);
            assertThat(content(peer.read(written(writer, APPLICATION_DATA, new byte[fragment]))))
                    .hasSize(fragment);
        }

        @Test
        void haveASenselessLimitRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> writer().plaintextLimit(1));
        }
    }

    @Nested
    class Padding {
        @ParameterizedTest
        @CsvSource({"0, 256", "1, 256", "255, 256", "256, 512", "16300, 16384"})
        void isWhatThePolicySays(int length, int inner) {
            RecordWriter writer = padding(content -> 255 - content % 256);

            ByteBuffer record = written(writer, APPLICATION_DATA, new byte[length]);

            assertThat(record.remaining()).isEqualTo(5 + inner + 16);
            assertThat(content(reader().read(record))).hasSize(length);
        }

        @Test
        void neverMakesARecordTooLong() {
            RecordWriter writer = padding(content -> 1_000_000);
            RecordReader reader = reader();
            assertThat(written(writer, APPLICATION_DATA, new byte[16384]).remaining())
                    .isEqualTo(5 + 16385 + 16);
            writer = padding(content -> 1_000_000);
            writer.plaintextLimit(100);
            reader.plaintextLimit(100);

            assertThat(content(reader.read(written(writer, HANDSHAKE, new byte[50]))))
                    .hasSize(50);
        }

        @Test
        void overwritesWhatWasInTheBuffer() {
            RecordWriter writer = padding(content -> 40);
            ByteBuffer dst = ByteBuffer.allocate(200);
            Arrays.fill(dst.array(), (byte) 0x5a);

            writer.write(APPLICATION_DATA, new ByteBuffer[] {buffer("0102")}, 0, 1, dst);

            assertThat(content(reader().read(dst.flip()))).isEqualTo(hex("0102"));
        }

        @Test
        void isNoneWherePolicySaysLessThanNothing() {
            assertThat(written(padding(content -> -5), APPLICATION_DATA, (byte) 1)
                            .remaining())
                    .isEqualTo(23);
        }

        @Test
        void isNoneWithoutKeys() {
            RecordWriter writer = new RecordWriter(content -> 100, Long.MAX_VALUE);

            assertThat(written(writer, HANDSHAKE, hex("02000000")).remaining()).isEqualTo(9);
        }

        private static RecordWriter padding(IntUnaryOperator policy) {
            RecordWriter writer = new RecordWriter(policy, Long.MAX_VALUE);
            writer.install(Records.SUITE, secret(Records.SUITE, 1));
            return writer;
        }
    }

    @Nested
    class Kinds {
        @Test
        void emptyApplicationDataMayBeWritten() {
            assertThat(content(reader().read(written(writer(), APPLICATION_DATA))))
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource(names = {"HANDSHAKE", "ALERT"})
        void othersMustNotBeEmpty(ContentType type) {
            assertThatIllegalArgumentException().isThrownBy(() -> written(writer(), type));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, 4})
        void anAlertIsTwoBytes(int length) {
            assertThatIllegalArgumentException().isThrownBy(() -> written(writer(), ALERT, new byte[length]));
        }

        @Test
        void changeCipherSpecHasAMethodOfItsOwn() {
            assertThatIllegalArgumentException().isThrownBy(() -> written(writer(), CHANGE_CIPHER_SPEC, (byte) 1));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void changeCipherSpecIsNeverProtected(boolean keys) {
            RecordWriter writer = keys ? writer() : new RecordWriter();
            ByteBuffer dst = ByteBuffer.allocate(RecordWriter.CHANGE_CIPHER_SPEC_LENGTH);

            writer.writeChangeCipherSpec(dst);

            assertThat(dst.array()).isEqualTo(hex("14 0303 0001 01"));
            assertThat(writer.bytesWritten()).isEqualTo(6);
            assertThat(writer.recordsUnderKey()).isZero();
        }

        @Test
        void changeCipherSpecNeedsRoom() {
            ByteBuffer dst = ByteBuffer.allocate(5);

            assertThatExceptionOfType(BufferOverflowException.class)
                    .isThrownBy(() -> writer().writeChangeCipherSpec(dst));
            assertThat(dst.position()).isZero();
        }
    }

    @Nested
    class LimitOfAKey {
        private final RecordWriter writer = new RecordWriter(content -> 0, 32);

        @Test
        void isAnnouncedWithASixteenthLeftAndThenHeld() {
            writer.install(Records.SUITE, secret(Records.SUITE, 1));
            ByteArrayOutputStream due = new ByteArrayOutputStream();
            for (int i = 0; i < 32; i++) {
                if (writer.keyUpdateDue()) {
                    due.write(i);
                }
                written(writer, APPLICATION_DATA, (byte) 1);
            }
            assertThat(due.toByteArray()).containsExactly(30, 31);

            assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> written(writer, APPLICATION_DATA, (byte) 1));
        }

        @Test
        void beginsAnewWithNewKeys() {
            writer.install(Records.SUITE, secret(Records.SUITE, 1));
            for (int i = 0; i < 31; i++) {
                written(writer, APPLICATION_DATA, (byte) 1);
            }
            assertThat(writer.keyUpdateDue()).isTrue();

            writer.install(Records.SUITE, secret(Records.SUITE, 2));

            assertThat(writer.keyUpdateDue()).isFalse();
            assertThat(writer.recordsUnderKey()).isZero();
        }

        @Test
        void isAtLeastOne() {
            assertThatIllegalArgumentException().isThrownBy(() -> new RecordWriter(content -> 0, 0));
        }

        @Test
        void isNoneWithoutKeys() {
            written(writer, HANDSHAKE, hex("02000000"));

            assertThat(writer.keyUpdateDue()).isFalse();
        }
    }

    @Test
    void writesNothingAfterTheEnd() {
        RecordWriter writer = writer();

        writer.destroy();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> written(writer, APPLICATION_DATA, (byte) 1));
    }
}
