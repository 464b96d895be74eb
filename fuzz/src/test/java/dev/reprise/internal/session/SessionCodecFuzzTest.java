package dev.reprise.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.session.SessionFormatException;
import dev.reprise.session.TlsSession;
import java.util.Arrays;

/** A session's bytes, as they come out of a ticket, a store, a file or somebody's hands. */
class SessionCodecFuzzTest {
    private static final int MOST_ALLOCATED_FOR_A_BYTE = 200;

    /** The first byte says which frame is made to fit: none, the codec's own, or that of an exported session. */
    @FuzzTest
    void isRefusedOrASessionThatIsWrittenAndReadAgain(byte[] input) {
        Feed feed = new Feed(input);
        int frame = feed.u8() % 4;
        byte[] rest = feed.rest();
        byte[] encoded = frame == 0 ? rest : framed(rest);
        Cost.atMost(64 * 1024 + (long) MOST_ALLOCATED_FOR_A_BYTE * encoded.length, () -> {
            if (frame < 2) {
                decoded(encoded);
            } else {
                exported(frame == 2 ? encoded : digested(encoded));
            }
        });
    }

    private static void decoded(byte[] encoded) {
        try {
            SessionState session = SessionCodec.decode(encoded);
            assertThat(SessionCodec.decode(SessionCodec.encode(session))).isEqualTo(session);
            assertThat(session.toString()).isNotNull();
        } catch (DecodeFault refused) {
            assertThat(refused).hasMessageMatching(".+");
        }
    }

    private static void exported(byte[] bytes) {
        try {
            TlsSession session = TlsSession.parse(bytes);
            assertThat(TlsSession.parse(session.export())).isEqualTo(session);
            assertThat(session.toString()).isNotNull();
        } catch (SessionFormatException refused) {
            assertThat(refused).hasMessageMatching(".+");
        }
    }

    private static byte[] framed(byte[] fields) {
        return new WireWriter()
                .bytes(new byte[] {'R', 'P', 'S', 'N', 1})
                .opaque24(fields)
                .toByteArray();
    }

    private static byte[] digested(byte[] encoded) {
        byte[] exported = Arrays.copyOf(encoded, encoded.length + 16);
        System.arraycopy(HashAlgorithm.SHA256.digest(encoded), 0, exported, encoded.length, 16);
        return exported;
    }

    static void seeds(Seeds seeds) {
        SampleSessions.all().forEach((name, session) -> {
            byte[] encoded = SessionCodec.encode(session);
            seeds.put("whole-" + name, 0, encoded);
            seeds.put("fields-" + name, 1, Arrays.copyOfRange(encoded, 8, encoded.length));
            seeds.put("exported-" + name, 3, Arrays.copyOfRange(encoded, 8, encoded.length));
        });
        seeds.put("unknown-skippable", 1, 0x7f, 0, 0, 0, 1, 5);
        seeds.put("unknown-critical", 1, 0xff, 0, 0, 0, 1, 5);
        seeds.put("long-field", 1, 0x80, 1, 255, 255, 255);
    }
}
