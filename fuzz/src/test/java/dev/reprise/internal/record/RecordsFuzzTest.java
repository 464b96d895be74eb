package dev.reprise.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.engine.Recordings;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;

/** What a transport brings, before anything of it is proved. */
class RecordsFuzzTest {
    private static final int MOST_ALLOCATED_FOR_A_BYTE = 16;

    /** The first byte says how the reader stands; then come its bytes. */
    @FuzzTest
    void areReadOrRefused(byte[] input) {
        Feed feed = new Feed(input);
        int standing = feed.u8();
        byte[] stream = feed.rest();
        Cost.atMost(
                256 * 1024 + (long) MOST_ALLOCATED_FOR_A_BYTE * stream.length,
                () -> read(readerThat(standing), ByteBuffer.wrap(stream)));
    }

    private static RecordReader readerThat(int standing) {
        RecordReader reader = new RecordReader();
        if ((standing & 1) != 0) {
            reader.install(
                    Records.SUITES.get((standing >> 4) % 3),
                    Records.secret(Records.SUITES.get((standing >> 4) % 3), 1));
        }
        if ((standing & 2) != 0) {
            reader.skipEarlyData(300);
        }
        reader.allowChangeCipherSpec((standing & 4) != 0);
        if ((standing & 8) != 0) {
            reader.plaintextLimit(100);
        }
        return reader;
    }

    /** As a connection does: handshake content is joined, and every message that is whole is taken. */
    private static void read(RecordReader reader, ByteBuffer src) {
        HandshakeJoiner joiner = new HandshakeJoiner();
        try {
            int length;
            while ((length = reader.recordLength(src)) >= 0 && length <= src.remaining()) {
                int before = src.position();
                InboundRecord record = reader.read(src);
                assertThat(src.position()).isEqualTo(before + length);
                if (record == null) {
                    continue;
                }
                assertThat(record.length()).isLessThanOrEqualTo(RecordSizes.MAX_PLAINTEXT);
                if (record.type() == ContentType.HANDSHAKE) {
                    joiner.add(record.array(), record.offset(), record.length());
                    while (joiner.next() != null) {
                        // the next
                    }
                }
            }
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    static void seeds(Seeds seeds) {
        for (boolean ofTheClient : new boolean[] {true, false}) {
            Recordings.streams(ofTheClient).forEach((name, stream) -> {
                if (!name.endsWith("-full")) {
                    seeds.put((ofTheClient ? "client-" : "server-") + name, 4, stream);
                }
            });
        }
        seeds.put("alert", 0, 21, 3, 3, 0, 2, 2, 40);
        seeds.put("change-cipher-spec", 5, 20, 3, 3, 0, 1, 1);
        seeds.put("too-long", 0, 22, 3, 3, 255, 255);
        seeds.put("skipped", 7, 23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
        seeds.put("http", 0, 'G', 'E', 'T', ' ', '/', ' ', 'H', 'T', 'T', 'P');
        seeds.put("ssl2", 0, 0x80, 46, 1, 3, 1);
    }
}
