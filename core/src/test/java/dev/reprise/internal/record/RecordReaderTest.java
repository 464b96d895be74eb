package dev.reprise.internal.record;

import static dev.reprise.internal.record.ContentType.ALERT;
import static dev.reprise.internal.record.ContentType.APPLICATION_DATA;
import static dev.reprise.internal.record.ContentType.HANDSHAKE;
import static dev.reprise.internal.record.Records.assertRefused;
import static dev.reprise.internal.record.Records.buffer;
import static dev.reprise.internal.record.Records.content;
import static dev.reprise.internal.record.Records.hex;
import static dev.reprise.internal.record.Records.inner;
import static dev.reprise.internal.record.Records.plain;
import static dev.reprise.internal.record.Records.reader;
import static dev.reprise.internal.record.Records.sealed;
import static dev.reprise.internal.record.Records.secret;
import static dev.reprise.internal.record.Records.writer;
import static dev.reprise.internal.record.Records.written;
import static dev.reprise.internal.wire.AlertDescription.BAD_RECORD_MAC;
import static dev.reprise.internal.wire.AlertDescription.DECODE_ERROR;
import static dev.reprise.internal.wire.AlertDescription.RECORD_OVERFLOW;
import static dev.reprise.internal.wire.AlertDescription.UNEXPECTED_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    @Nested
    class Framing {
        private final RecordReader reader = new RecordReader();

        @Test
        void saysHowLongARecordIsOnceItsHeaderIsThere() {
            byte[] record = hex("16 0301 0004 01000000");
            for (int length = 0; length <= record.length; length++) {
                ByteBuffer src = ByteBuffer.wrap(record, 0, length);

                assertThat(reader.recordLength(src)).isEqualTo(length < 5 ? -1 : 9);
                assertThat(src.position()).isZero();
            }
        }

        @Test
        void consumesExactlyOneRecord() {
            ByteBuffer src = ByteBuffer.allocate(64);
            src.position(3);
            src.put(hex("16 0303 0002 aabb 16 0303 0001 cc 16"))
                    .limit(src.position())
                    .position(3);
            int limit = src.limit();

            assertThat(content(reader.read(src))).isEqualTo(hex("aabb"));
            assertThat(src.position()).isEqualTo(10);
            assertThat(src.limit()).isEqualTo(limit);
            assertThat(content(reader.read(src))).isEqualTo(hex("cc"));
            assertThat(reader.recordLength(src)).isEqualTo(-1);
            assertThat(src.remaining()).isEqualTo(1);
            assertThat(reader.bytesRead()).isEqualTo(13);
        }

        @Test
        void readsFromEveryKindOfBuffer() {
            byte[] record = hex("16 0303 0002 aabb");
            ByteBuffer direct = ByteBuffer.allocateDirect(7).put(record).flip();
            ByteBuffer slice =
                    ByteBuffer.wrap(hex("0000", "16 0303 0002 aabb"), 2, 7).slice();

            for (ByteBuffer src : new ByteBuffer[] {
                ByteBuffer.wrap(record), ByteBuffer.wrap(record).asReadOnlyBuffer(), direct, slice
            }) {
                InboundRecord read = reader.read(src);

                assertThat(content(read)).isEqualTo(hex("aabb"));
                assertThat(src.hasRemaining()).isFalse();
            }
        }

        @Test
        void saysHowMuchContentARecordCanHold() {
            assertThat(reader.largestContent(5)).isZero();
            assertThat(reader.largestContent(105)).isEqualTo(100);
            assertThat(reader().largestContent(105)).isEqualTo(83);
            assertThat(reader().largestContent(writer().maxRecord(700))).isEqualTo(700);
            assertThat(reader().largestContent(6)).isZero();
        }

        @Test
        void refusesToReadARecordThatIsNotWhole() {
            byte[] record = hex("16 0303 0002 aabb");
            for (int length = 0; length < record.length; length++) {
                ByteBuffer src = ByteBuffer.wrap(record, 0, length);

                assertThatIllegalArgumentException().isThrownBy(() -> reader.read(src));
                assertThat(src.position()).isZero();
            }
        }

        @Test
        void keepsContentUntilTheNextRecordOnly() {
            InboundRecord first = reader.read(buffer("16 0303 0002 aabb"));
            assertThat(first).isNotNull();
            byte[] array = first.array();

            InboundRecord second = reader.read(buffer("15 0303 0002 0228"));

            assertThat(second).isSameAs(first);
            assertThat(second.array()).isSameAs(array);
            assertThat(second.type()).isEqualTo(ALERT);
            assertThat(content(second)).isEqualTo(hex("0228"));
        }

        @Test
        void allocatesNothingForARecord() {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            ByteBuffer record = plain(HANDSHAKE, new byte[1000]);
            int times = 1000;
            readOften(record, times);
            long before = threads.getCurrentThreadAllocatedBytes();

            readOften(record, times);

            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(times);
        }

        private void readOften(ByteBuffer record, int times) {
            for (int i = 0; i < times; i++) {
                reader.read(record);
                record.rewind();
            }
        }

        @Test
        void takesAsMuchPlaintextAsARecordHoldsAndNoMore() {
            assertThat(reader.recordLength(buffer("16 0303 4000"))).isEqualTo(5 + 16384);
            assertRefused(RECORD_OVERFLOW, () -> reader.recordLength(buffer("16 0303 4001")));
            assertThat(content(reader.read(plain(HANDSHAKE, new byte[16384])))).hasSize(16384);
        }

        @Test
        void takesAsMuchCiphertextAsARecordHoldsAndNoMore() {
            RecordReader protectedReader = reader();

            assertThat(protectedReader.recordLength(buffer("17 0303 4100"))).isEqualTo(5 + 16640);
            assertRefused(RECORD_OVERFLOW, () -> protectedReader.recordLength(buffer("17 0303 4101")));
        }

        /** "This field is deprecated and MUST be ignored for all purposes", once it is known that this is TLS. */
        @Test
        void ignoresTheVersionOfLaterRecords() {
            reader.read(plain(HANDSHAKE, (byte) 1));

            assertThat(content(reader.read(buffer("16 7f1c 0001 aa")))).isEqualTo(hex("aa"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0300", "0301", "0303", "0304", "03ff"})
        void takesAFirstRecordOfAnyVersionThatIsTls(String version) {
            assertThat(content(reader.read(buffer("16" + version + "0001 aa")))).isEqualTo(hex("aa"));
        }
    }

    @Nested
    class BeforeThereAreKeys {
        private final RecordReader reader = new RecordReader();

        @Test
        void applicationDataIsRefused() {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(APPLICATION_DATA, (byte) 1)));
        }

        @ParameterizedTest
        @EnumSource(names = {"HANDSHAKE", "ALERT"})
        void emptyRecordsAreRefused(ContentType type) {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(type)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"01", "010000", "01000100"})
        void anAlertIsTwoBytes(String alert) {
            assertRefused(DECODE_ERROR, () -> reader.read(plain(ALERT, hex(alert))));
        }

        @Test
        void contentIsSaidToBeUnprotected() {
            InboundRecord read = reader.read(plain(HANDSHAKE, (byte) 1));

            assertThat(read).isNotNull();
            assertThat(read.wasProtected()).isFalse();
            assertThat(reader.recordsUnderKey()).isZero();
        }

        /** RFC 8449 section 4: the limit is one of protected records. */
        @Test
        void aLimitDoesNotHold() {
            reader.plaintextLimit(64);

            assertThat(content(reader.read(plain(HANDSHAKE, new byte[65])))).hasSize(65);
        }
    }

    @Nested
    class WithKeys {
        private final RecordReader reader = reader();
        private final RecordWriter writer = writer();

        @ParameterizedTest
        @EnumSource(names = {"HANDSHAKE", "ALERT"})
        void recordsWithoutProtectionAreRefused(ContentType type) {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(type, (byte) 2, (byte) 40)));
        }

        @Test
        void anAlertMayComeWithoutProtectionUntilThePeersFinished() {
            reader.allowChangeCipherSpec(true);
            InboundRecord alert = reader.read(plain(ALERT, (byte) 2, (byte) 40));
            assertThat(alert).isNotNull();
            assertThat(alert.wasProtected()).isFalse();
            assertThat(content(alert)).isEqualTo(hex("0228"));
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(HANDSHAKE, (byte) 2, (byte) 40)));

            reader.allowChangeCipherSpec(false);

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(ALERT, (byte) 2, (byte) 40)));
        }

        @Test
        void aRecordThatWasChangedDoesNotOpen() {
            ByteBuffer record = written(writer, APPLICATION_DATA, (byte) 7);
            for (int i = 5; i < record.limit(); i++) {
                byte[] changed = record.array().clone();
                changed[i] ^= 1;

                assertRefused(BAD_RECORD_MAC, () -> reader().read(ByteBuffer.wrap(changed)));
            }
            assertThat(content(reader.read(record))).isEqualTo(hex("07"));
        }

        /** The header is what is authenticated along with the content, its version included. */
        @Test
        void aRecordWhoseHeaderWasChangedDoesNotOpen() {
            byte[] changed = written(writer, APPLICATION_DATA, (byte) 7).array();
            changed[2] = 1;

            assertRefused(BAD_RECORD_MAC, () -> reader.read(ByteBuffer.wrap(changed)));
        }

        @Test
        void aRecordOutOfOrderDoesNotOpen() {
            written(writer, APPLICATION_DATA, (byte) 1);
            ByteBuffer second = written(writer, APPLICATION_DATA, (byte) 2);

            assertRefused(BAD_RECORD_MAC, () -> reader.read(second));
        }

        @Test
        void aRecordComesOnce() {
            ByteBuffer record = written(writer, APPLICATION_DATA, (byte) 1);
            reader.read(record.duplicate());

            assertRefused(BAD_RECORD_MAC, () -> reader.read(record));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 15})
        void aRecordShorterThanATagDoesNotOpen(int length) {
            assertRefused(BAD_RECORD_MAC, () -> reader.read(plain(APPLICATION_DATA, new byte[length])));
        }

        @Test
        void aRecordWithoutATypeIsRefused() {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(sealed(0)));
            assertRefused(UNEXPECTED_MESSAGE, () -> reader().read(sealed(0, (byte) 0)));
            assertRefused(UNEXPECTED_MESSAGE, () -> reader().read(sealed(0, new byte[16385])));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 19, 20, 24, 255})
        void aRecordWithATypeThatMustNotBeProtectedIsRefused(int type) {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(sealed(0, (byte) 1, (byte) type)));
        }

        @ParameterizedTest
        @EnumSource(names = {"HANDSHAKE", "ALERT"})
        void emptyRecordsAreRefusedHoweverPadded(ContentType type) {
            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(sealed(0, inner(0, type, 0))));
            assertRefused(UNEXPECTED_MESSAGE, () -> reader().read(sealed(0, inner(0, type, 100))));
        }

        @Test
        void paddingIsTakenAwayButContentThatEndsWithZerosStays() {
            InboundRecord read = reader.read(sealed(0, hex("0100000017", "000000")));

            assertThat(content(read)).isEqualTo(hex("01000000"));
            assertThat(read.wasProtected()).isTrue();
            assertThat(read.type()).isEqualTo(APPLICATION_DATA);
        }

        @Test
        void emptyApplicationDataIsRead() {
            assertThat(content(reader.read(sealed(0, inner(0, APPLICATION_DATA, 10)))))
                    .isEmpty();
        }

        @Test
        void anAlertIsTwoBytes() {
            assertRefused(DECODE_ERROR, () -> reader.read(sealed(0, inner(3, ALERT, 0))));
            assertThat(content(reader().read(sealed(0, inner(2, ALERT, 5))))).hasSize(2);
        }

        @Test
        void newKeysBeginToCountAnew() {
            reader.read(written(writer, APPLICATION_DATA, (byte) 1));
            reader.read(written(writer, APPLICATION_DATA, (byte) 2));
            assertThat(reader.recordsUnderKey()).isEqualTo(2);
            reader.install(Records.SUITE, secret(Records.SUITE, 2));
            writer.install(Records.SUITE, secret(Records.SUITE, 2));
            assertThat(reader.recordsUnderKey()).isZero();

            assertThat(content(reader.read(written(writer, APPLICATION_DATA, (byte) 3))))
                    .isEqualTo(hex("03"));
        }

        @Test
        void nothingIsLeftAfterTheEnd() {
            InboundRecord read = reader.read(written(writer, APPLICATION_DATA, (byte) 7));
            assertThat(read).isNotNull();

            reader.destroy();

            assertThat(read.array()).containsOnly(0);
        }
    }

    @Nested
    class Limits {
        @Test
        void aRecordHolds16384BytesOfContentAndItsType() {
            assertThat(content(reader().read(sealed(0, inner(16384, APPLICATION_DATA, 0)))))
                    .hasSize(16384);
            assertRefused(RECORD_OVERFLOW, () -> reader().read(sealed(0, inner(16385, APPLICATION_DATA, 0))));
        }

        @Test
        void paddingCounts() {
            assertThat(content(reader().read(sealed(0, inner(0, APPLICATION_DATA, 16384)))))
                    .isEmpty();
            assertThat(content(reader().read(sealed(0, inner(16000, APPLICATION_DATA, 384)))))
                    .hasSize(16000);
            assertRefused(RECORD_OVERFLOW, () -> reader().read(sealed(0, inner(0, APPLICATION_DATA, 16385))));
            assertRefused(RECORD_OVERFLOW, () -> reader().read(sealed(0, inner(16000, APPLICATION_DATA, 385))));
        }

        @ParameterizedTest
        @ValueSource(ints = {64, 512, 16384})
        void ourOwnLimitCountsContentTypeAndPadding(int limit) {
            assertThat(content(limited(limit).read(sealed(0, inner(limit - 1, APPLICATION_DATA, 0)))))
                    .hasSize(limit - 1);
            assertThat(content(limited(limit).read(sealed(0, inner(limit - 3, APPLICATION_DATA, 2)))))
                    .hasSize(limit - 3);
            assertRefused(RECORD_OVERFLOW, () -> limited(limit).read(sealed(0, inner(limit, APPLICATION_DATA, 0))));
            assertRefused(RECORD_OVERFLOW, () -> limited(limit).read(sealed(0, inner(limit - 3, APPLICATION_DATA, 3))));
        }

        @Test
        void ourOwnLimitIsWithinWhatTlsAllows() {
            RecordReader reader = new RecordReader();

            assertThatIllegalArgumentException().isThrownBy(() -> reader.plaintextLimit(0));
            assertThatIllegalArgumentException().isThrownBy(() -> reader.plaintextLimit(16386));
        }

        private static RecordReader limited(int limit) {
            RecordReader reader = reader();
            reader.plaintextLimit(limit);
            return reader;
        }
    }

    @Nested
    class LimitOfAKey {
        private final RecordWriter writer = writer();

        @Test
        void isReachedWhenThePeerShouldBeAskedForANewOne() {
            RecordReader reader = withLimits(3, Long.MAX_VALUE);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.keyUpdateDue()).isFalse();
                reader.read(written(writer, APPLICATION_DATA, (byte) 1));
            }

            assertThat(reader.keyUpdateDue()).isTrue();

            assertThat(content(reader.read(written(writer, APPLICATION_DATA, (byte) 1))))
                    .hasSize(1);
            reader.install(Records.SUITE, secret(Records.SUITE, 2));
            assertThat(reader.keyUpdateDue()).isFalse();
        }

        @Test
        void isNoneWithoutKeys() {
            RecordReader reader = new RecordReader(1, 1);
            reader.read(plain(HANDSHAKE, (byte) 1));
            reader.read(plain(HANDSHAKE, (byte) 1));

            assertThat(reader.keyUpdateDue()).isFalse();
        }

        @Test
        void endsTheConnectionBeforeNumbersBeginAnew() {
            RecordReader reader = withLimits(Long.MAX_VALUE, 3);
            for (int i = 0; i < 3; i++) {
                reader.read(written(writer, APPLICATION_DATA, (byte) 1));
            }

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(written(writer, APPLICATION_DATA, (byte) 1)));
        }

        private static RecordReader withLimits(long recordLimit, long mostRecords) {
            RecordReader reader = new RecordReader(recordLimit, mostRecords);
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            return reader;
        }
    }
}
