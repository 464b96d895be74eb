package dev.reprise.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a peer that has the keys, some of them changed on their way, lost, repeated or exchanged: those that come as they were sent,
 * in their place, give what was sent, and the first that does not is the last that gives anything.
 */
class ProtectedRecordsFuzzTest {
    private static final CipherSuite[] TLS12 = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    };
    private static final byte[] RANDOM = new byte[32];
    private static final int MOST_RECORDS = 12;

    @FuzzTest
    void giveWhatWasSentUntilOneIsChanged(byte[] input) {
        Feed feed = new Feed(input);
        int suite = feed.u8();
        int padding = feed.u8();
        RecordWriter writer = new RecordWriter(content -> padding, Long.MAX_VALUE);
        RecordReader reader = new RecordReader();
        install(suite, writer, reader);
        List<Sent> all = new ArrayList<>();
        int expected = 0;
        for (int i = 0; i < MOST_RECORDS && !feed.isEmpty(); i++) {
            int what = feed.u8();
            byte[] content = feed.bytes(feed.below(what < 128 ? 200 : 20_000) + 1);
            if (content.length == 0) {
                return;
            }
            ContentType type = what % 8 == 0 ? ContentType.HANDSHAKE : ContentType.APPLICATION_DATA;
            byte[] sent = write(writer, type, content);
            all.add(new Sent(type, content, sent));
            byte[] came = (what & 64) != 0
                    ? i == 0 ? new byte[0] : all.get(i - 1).record
                    : (what & 32) != 0 ? Edits.apply(sent, feed) : sent;
            if (came.length > 0 && !arrives(reader, came, all.get(expected++))) {
                return;
            }
        }
    }

    /** A record as it was sent. */
    private record Sent(ContentType type, byte[] content, byte[] record) {
        boolean isFirstOf(byte[] came) {
            return came.length >= record.length && Arrays.equals(record, 0, record.length, came, 0, record.length);
        }
    }

    private static void install(int number, RecordWriter writer, RecordReader reader) {
        if (number % 2 == 0) {
            CipherSuite suite = Records.SUITES.get(number / 2 % 3);
            writer.install(suite, Records.secret(suite, 1));
            reader.install(suite, Records.secret(suite, 1));
        } else {
            CipherSuite suite = TLS12[number / 2 % 3];
            writer.install(suite, keys(suite));
            reader.install(suite, keys(suite));
        }
    }

    private static MasterSecret.Keys keys(CipherSuite suite) {
        return MasterSecret.plain(suite, Secret.owning(new byte[48]), RANDOM, RANDOM)
                .keys(RANDOM, RANDOM)
                .client();
    }

    private static byte[] write(RecordWriter writer, ContentType type, byte[] content) {
        ByteBuffer dst = ByteBuffer.allocate(RecordSizes.MAX_RECORD);
        writer.write(type, new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, dst);
        return Arrays.copyOf(dst.array(), dst.position());
    }

    /** What comes where one is expected; whether the connection goes on. */
    private static boolean arrives(RecordReader reader, byte[] came, Sent expected) {
        InboundRecord record = read(reader, came);
        if (!expected.isFirstOf(came)) {
            // A change_cipher_spec that somebody put in is refused too: nobody allowed it.
            assertThat(record)
                    .as("content of a record that was changed, or is not the next")
                    .isNull();
            return false;
        }
        assertThat(record).isNotNull();
        assertThat(record.type()).isEqualTo(expected.type);
        int length = record.length();
        assertThat(Arrays.copyOfRange(record.array(), record.offset(), record.offset() + length))
                .isEqualTo(Arrays.copyOf(expected.content, length));
        return came.length == expected.record.length;
    }

    /** What a record holds; null if it is refused, or is not whole. */
    private static @Nullable InboundRecord read(RecordReader reader, byte[] bytes) {
        ByteBuffer src = ByteBuffer.wrap(bytes);
        try {
            int length = reader.recordLength(src);
            return length < 0 || length > src.remaining() ? null : reader.read(src);
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            return null;
        }
    }

    static void seeds(Seeds seeds) {
        for (int suite = 0; suite < 6; suite++) {
            seeds.put("honest-" + suite, suite, 0, 1, 3, 7, 7, 7, 7, 0, 2, 8, 8, 8);
            seeds.put("changed-" + suite, suite, 9, 1, 2, 7, 7, 7, 33, 2, 8, 8, 8, 1, 1, 5, 3);
        }
        seeds.put("repeated", 0, 0, 1, 2, 7, 7, 7, 65, 2, 8, 8, 8);
        seeds.put("cut", 1, 0, 33, 2, 7, 7, 7, 1, 5, 9);
        seeds.put("with-more-behind", 0, 0, 33, 2, 7, 7, 7, 1, 2, 25, 2, 5, 5);
    }
}
