package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestRandom;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/** A store that somebody else writes: an entry opens in its own place and as it was put, and a stranger's reference asks for none. */
class EntryOpenerFuzzTest {
    private static final Instant LATER = SampleSessions.NOW.plus(Duration.ofHours(1));
    private static final CountingStore STORE = new CountingStore();
    private static final SessionVault VAULT =
            new SessionVault(STORE, MasterKeys.ephemeral(new TestRandom(1)), new TestRandom(2));
    private static final byte[] CONTENT =
            SessionCodec.encode(SampleSessions.server12().build());
    private static final byte[] REFERENCE = VAULT.newReference();
    private static final byte[] OTHER = VAULT.newReference();

    /** The first byte says what is not as it was: the reference, the entry, or its place. */
    @FuzzTest
    void opensWhatItPutThereAndNothingElse(byte[] input) throws StoreException {
        Feed feed = new Feed(input);
        STORE.entries.clear();
        VAULT.put(REFERENCE, CONTENT, LATER);
        Map.Entry<ByteBuffer, SessionStore.Entry> kept =
                STORE.entries.entrySet().iterator().next();
        byte[] sealed = kept.getValue().content();
        int calls = STORE.calls;
        switch (feed.u8() % 3) {
            case 0 -> {
                byte[] reference = Edits.apply(REFERENCE, feed);
                boolean ours = Arrays.equals(reference, REFERENCE);
                assertThat(VAULT.get(reference) instanceof SessionVault.Found.Entry)
                        .isEqualTo(ours);
                assertThat(STORE.calls).isEqualTo(calls + (ours ? 1 : 0));
            }
            case 1 -> {
                byte[] changed = Edits.apply(sealed, feed);
                kept.setValue(new SessionStore.Entry(changed, LATER));
                assertThat(content(REFERENCE)).isEqualTo(Arrays.equals(changed, sealed) ? CONTENT : new byte[0]);
            }
            default -> {
                byte[] elsewhere = Edits.apply(sealed, feed);
                VAULT.put(OTHER, new byte[1], LATER);
                STORE.entries.entrySet().stream()
                        .filter(each -> !each.getKey().equals(kept.getKey()))
                        .forEach(each -> each.setValue(new SessionStore.Entry(elsewhere, LATER)));
                assertThat(content(OTHER)).isEmpty();
                assertThat(content(REFERENCE)).isEqualTo(CONTENT);
            }
        }
    }

    private static byte[] content(byte[] reference) throws StoreException {
        return VAULT.get(reference) instanceof SessionVault.Found.Entry entry ? entry.plaintext() : new byte[0];
    }

    static void seeds(Seeds seeds) {
        for (int what = 0; what < 3; what++) {
            seeds.put("as-it-was-" + what, what, 0);
            seeds.put("bit-" + what, what, 1, 1, 0, 20, 3);
            seeds.put("cut-" + what, what, 1, 5, 0, 31);
            seeds.put("longer-" + what, what, 1, 2, 0, 10, 0, 2, 1, 2);
        }
    }
}
