package dev.reprise.internal.record;

import static dev.reprise.internal.record.Records.assertRefused;
import static dev.reprise.internal.record.Records.hex;
import static dev.reprise.internal.wire.AlertDescription.DECODE_ERROR;
import static dev.reprise.internal.wire.AlertDescription.UNEXPECTED_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.wire.WireWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeJoinerTest {
    private static final byte[] FIRST = hex("08 000002 0000");
    private static final byte[] SECOND = hex("14 000020", "ab".repeat(32));

    private final HandshakeJoiner joiner = new HandshakeJoiner();

    @Test
    void givesAMessageThatFillsItsRecord() {
        add(FIRST);

        assertThat(joiner.isAligned()).isFalse();
        assertThat(joiner.next()).isEqualTo(FIRST);
        assertThat(joiner.next()).isNull();
        assertThat(joiner.isAligned()).isTrue();
    }

    @Test
    void joinsAMessageWhereverItWasSplit() {
        byte[] both = concatenated(FIRST, SECOND);
        for (int at = 0; at <= both.length; at++) {
            HandshakeJoiner fresh = new HandshakeJoiner();
            fresh.add(both, 0, at);
            List<byte[]> messages = new ArrayList<>(drained(fresh));
            assertThat(fresh.isAligned()).isEqualTo(at == 0 || at == FIRST.length || at == both.length);
            fresh.add(both, at, both.length - at);
            messages.addAll(drained(fresh));

            assertThat(messages).containsExactly(FIRST, SECOND);
            assertThat(fresh.isAligned()).isTrue();
        }
    }

    @Test
    void joinsAMessageThatComesByteByByte() {
        byte[] both = concatenated(FIRST, SECOND);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < both.length; i++) {
            joiner.add(both, i, 1);
            messages.addAll(drained(joiner));
        }

        assertThat(messages).containsExactly(FIRST, SECOND);
    }

    @Test
    void partsMessagesThatCameTogetherAndKeepsTheBeginningOfTheNext() {
        byte[] record = concatenated(FIRST, FIRST, SECOND);
        joiner.add(record, 0, record.length - 1);

        assertThat(drained(joiner)).containsExactly(FIRST, FIRST);
        assertThat(joiner.isAligned()).isFalse();
        joiner.add(record, record.length - 1, 1);
        assertThat(drained(joiner)).containsExactly(SECOND);
    }

    @Test
    void isNotAlignedWhileAWholeMessageWaits() {
        add(concatenated(FIRST, SECOND));
        joiner.next();

        assertThat(joiner.isAligned()).isFalse();
        joiner.next();
        assertThat(joiner.isAligned()).isTrue();
    }

    @Test
    void givesMessagesOfTheirOwn() {
        byte[] record = FIRST.clone();
        add(record);
        record[0] = 99;

        assertThat(joiner.next()).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 23, 99, 254, 255})
    void refusesAnUnknownTypeByItsFirstByte(int type) {
        assertRefused(UNEXPECTED_MESSAGE, () -> joiner.add(new byte[] {(byte) type}, 0, 1));
    }

    @Test
    void refusesAnUnknownTypeBehindAWholeMessageAfterGivingThatOne() {
        add(concatenated(FIRST, hex("63")));

        assertThat(joiner.next()).isEqualTo(FIRST);
        assertRefused(UNEXPECTED_MESSAGE, joiner::next);
    }

    @ParameterizedTest
    @CsvSource({
        "HELLO_REQUEST, 0",
        "CLIENT_HELLO, 65536",
        "SERVER_HELLO, 65536",
        "NEW_SESSION_TICKET, 131072",
        "END_OF_EARLY_DATA, 0",
        "ENCRYPTED_EXTENSIONS, 65536",
        "CERTIFICATE, 131072",
        "CERTIFICATE_REQUEST, 131072",
        "CERTIFICATE_VERIFY, 16384",
        "SERVER_KEY_EXCHANGE, 65536",
        "SERVER_HELLO_DONE, 0",
        "CLIENT_KEY_EXCHANGE, 16384",
        "CERTIFICATE_STATUS, 65536",
        "FINISHED, 64",
        "KEY_UPDATE, 1"
    })
    void takesMessagesAsLongAsTheirTypeMayBe(HandshakeType type, int limit) {
        byte[] longest =
                new WireWriter().u8(type.code()).opaque24(new byte[limit]).toByteArray();
        for (int at = 0; at < longest.length; at += 16384) {
            joiner.add(longest, at, Math.min(16384, longest.length - at));
        }
        assertThat(joiner.next()).isEqualTo(longest);

        byte[] header = new WireWriter().u8(type.code()).u24(limit + 1).toByteArray();
        assertRefused(DECODE_ERROR, () -> add(header));
    }

    @Test
    void takesCertificatesAsLongAsConfigured() {
        HandshakeJoiner small = new HandshakeJoiner(1000);

        small.add(hex("0b 0003e8"), 0, 4);
        assertRefused(DECODE_ERROR, () -> new HandshakeJoiner(1000).add(hex("0b 0003e9"), 0, 4));
        assertThat(small.next()).isNull();
    }

    @Test
    void refusesALengthThatCameInPieces() {
        add(hex("14"));
        add(hex("0000"));

        assertRefused(DECODE_ERROR, () -> add(hex("41")));
    }

    @Test
    void allocatesNoMoreThanCame() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] promising = hex("0b 01ffff 00");
        new HandshakeJoiner().add(promising, 0, promising.length);
        long before = threads.getCurrentThreadAllocatedBytes();

        joiner.add(promising, 0, promising.length);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
    }

    @Test
    void refusesAPieceThatIsNotInTheArray() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> joiner.add(FIRST, 1, FIRST.length));
    }

    private void add(byte[] bytes) {
        joiner.add(bytes, 0, bytes.length);
    }

    private static List<byte[]> drained(HandshakeJoiner joiner) {
        List<byte[]> messages = new ArrayList<>();
        byte @Nullable [] message;
        while ((message = joiner.next()) != null) {
            messages.add(message);
        }
        return messages;
    }

    private static byte[] concatenated(byte[]... parts) {
        WireWriter out = new WireWriter();
        Arrays.stream(parts).forEach(out::bytes);
        return out.toByteArray();
    }
}
