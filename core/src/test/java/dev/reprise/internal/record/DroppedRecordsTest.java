package dev.reprise.internal.record;

import static dev.reprise.internal.record.ContentType.ALERT;
import static dev.reprise.internal.record.ContentType.APPLICATION_DATA;
import static dev.reprise.internal.record.ContentType.CHANGE_CIPHER_SPEC;
import static dev.reprise.internal.record.ContentType.HANDSHAKE;
import static dev.reprise.internal.record.Records.assertRefused;
import static dev.reprise.internal.record.Records.content;
import static dev.reprise.internal.record.Records.hex;
import static dev.reprise.internal.record.Records.plain;
import static dev.reprise.internal.record.Records.reader;
import static dev.reprise.internal.record.Records.sealed;
import static dev.reprise.internal.record.Records.secret;
import static dev.reprise.internal.record.Records.writer;
import static dev.reprise.internal.record.Records.written;
import static dev.reprise.internal.wire.AlertDescription.BAD_RECORD_MAC;
import static dev.reprise.internal.wire.AlertDescription.UNEXPECTED_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that a reader takes but that mean nothing, and how many of them. */
class DroppedRecordsTest {
    private static final byte[] CCS = {1};

    @Nested
    class ChangeCipherSpec {
        @Test
        void isRefusedUnlessItIsAllowed() {
            assertRefused(UNEXPECTED_MESSAGE, () -> new RecordReader().read(plain(CHANGE_CIPHER_SPEC, CCS)));
            assertRefused(UNEXPECTED_MESSAGE, () -> reader().read(plain(CHANGE_CIPHER_SPEC, CCS)));
        }

        @Test
        void isDroppedWhileItIsAllowedWithAndWithoutKeys() {
            RecordReader reader = new RecordReader();
            reader.allowChangeCipherSpec(true);
            assertThat(reader.read(plain(CHANGE_CIPHER_SPEC, CCS))).isNull();
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            ByteBuffer src = plain(CHANGE_CIPHER_SPEC, CCS);
            assertThat(reader.read(src)).isNull();
            assertThat(src.hasRemaining()).isFalse();
            assertThat(reader.recordsUnderKey()).isZero();
            assertThat(content(reader.read(written(writer(), APPLICATION_DATA, (byte) 1))))
                    .hasSize(1);

            reader.allowChangeCipherSpec(false);

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(CHANGE_CIPHER_SPEC, CCS)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "00", "02", "0101", "ff"})
        void isASingleByte1(String content) {
            RecordReader reader = new RecordReader();
            reader.allowChangeCipherSpec(true);

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(CHANGE_CIPHER_SPEC, hex(content))));
        }

        @Test
        void isNeverProtected() {
            RecordReader reader = reader();
            reader.allowChangeCipherSpec(true);

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(sealed(0, hex("01 14"))));
        }
    }

    @Nested
    class Floods {
        @Test
        void ofChangeCipherSpecEnd() {
            RecordReader reader = new RecordReader();
            reader.allowChangeCipherSpec(true);
            for (int i = 0; i < RecordReader.MAX_IDLE_RECORDS; i++) {
                assertThat(reader.read(plain(CHANGE_CIPHER_SPEC, CCS))).isNull();
            }

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(CHANGE_CIPHER_SPEC, CCS)));
        }

        @Test
        void ofEmptyRecordsEnd() {
            RecordReader reader = reader();
            RecordWriter writer = writer();
            for (int i = 0; i < RecordReader.MAX_IDLE_RECORDS; i++) {
                reader.read(written(writer, APPLICATION_DATA));
            }

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(written(writer, APPLICATION_DATA)));
        }

        @Test
        void ofWarningsEnd() {
            RecordReader reader = reader();
            RecordWriter writer = writer();
            for (int i = 0; i < RecordReader.MAX_IDLE_RECORDS; i++) {
                reader.read(written(writer, ALERT, (byte) 1, (byte) 90));
            }

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(written(writer, ALERT, (byte) 1, (byte) 90)));
        }

        @ParameterizedTest
        @EnumSource(names = {"HANDSHAKE", "APPLICATION_DATA"})
        void areNoneWhereSomethingComesBetween(ContentType type) {
            RecordReader reader = reader();
            RecordWriter writer = writer();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < RecordReader.MAX_IDLE_RECORDS; i++) {
                    reader.read(written(writer, APPLICATION_DATA));
                }
                assertThat(content(reader.read(written(writer, type, (byte) 1))))
                        .hasSize(1);
            }
        }
    }

    @Nested
    class SkippedEarlyData {
        private final RecordWriter early = new RecordWriter();
        private final RecordReader reader = new RecordReader();

        SkippedEarlyData() {
            early.install(Records.SUITE, secret(Records.SUITE, 9));
        }

        @Test
        void isDroppedUntilARecordOpens() {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            reader.skipEarlyData(1000);
            assertThat(reader.read(written(early, APPLICATION_DATA, new byte[100])))
                    .isNull();
            assertThat(reader.read(written(early, HANDSHAKE, (byte) 5, (byte) 0, (byte) 0, (byte) 0)))
                    .isNull();

            assertThat(content(reader.read(written(writer(), HANDSHAKE, (byte) 20))))
                    .isEqualTo(hex("14"));

            assertThat(reader.recordsUnderKey()).isEqualTo(1);
            assertRefused(BAD_RECORD_MAC, () -> reader.read(written(early, APPLICATION_DATA, (byte) 1)));
        }

        @ParameterizedTest
        @EnumSource(names = {"ALERT", "APPLICATION_DATA"})
        void isOverWithARecordThatOpensWhateverItIs(ContentType type) {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            reader.skipEarlyData(1000);
            assertThat(content(reader.read(written(writer(), type, (byte) 1, (byte) 90))))
                    .hasSize(2);

            assertRefused(BAD_RECORD_MAC, () -> reader.read(written(early, APPLICATION_DATA, (byte) 1)));
        }

        @Test
        void isDroppedAfterAHelloRetryRequestUntilTheNextHello() {
            reader.skipEarlyData(1000);
            reader.allowChangeCipherSpec(true);
            assertThat(reader.read(written(early, APPLICATION_DATA, new byte[100])))
                    .isNull();
            assertThat(reader.read(plain(CHANGE_CIPHER_SPEC, CCS))).isNull();
            assertThat(reader.read(written(early, APPLICATION_DATA, new byte[100])))
                    .isNull();

            assertThat(content(reader.read(plain(HANDSHAKE, (byte) 1)))).isEqualTo(hex("01"));

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(written(early, APPLICATION_DATA, (byte) 1)));
        }

        @Test
        void mayFillRecordsThoughThereAreNoKeysYet() {
            reader.skipEarlyData(20_000);

            assertThat(reader.read(written(early, APPLICATION_DATA, new byte[16384])))
                    .isNull();
        }

        @Test
        void mayBeLongerThanOurOwnLimit() {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            reader.plaintextLimit(64);
            reader.skipEarlyData(1000);

            assertThat(reader.read(written(early, APPLICATION_DATA, new byte[500])))
                    .isNull();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isBoundedInBytes(boolean keys) {
            if (keys) {
                reader.install(Records.SUITE, secret(Records.SUITE, 1));
            }
            reader.skipEarlyData(250);
            reader.read(written(early, APPLICATION_DATA, new byte[100]));
            reader.read(written(early, APPLICATION_DATA, new byte[150]));

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(written(early, APPLICATION_DATA, (byte) 1)));
        }

        @Test
        void isBoundedInRecords() {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            reader.skipEarlyData(3);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.read(plain(APPLICATION_DATA))).isNull();
            }

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(plain(APPLICATION_DATA)));
        }

        @Test
        void doesNotExcuseARecordThatOpensButIsWrong() {
            reader.install(Records.SUITE, secret(Records.SUITE, 1));
            reader.skipEarlyData(1000);

            assertRefused(UNEXPECTED_MESSAGE, () -> reader.read(sealed(0, new byte[3])));
        }
    }
}
