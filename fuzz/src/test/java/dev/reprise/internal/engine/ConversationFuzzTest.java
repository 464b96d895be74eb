package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two honest sides, full or resumed, of either version, and somebody between them who can see and change what the keys would hide: up to three
 * messages are edited and framed again. No side that got a changed message before it was connected is connected afterwards.
 */
class ConversationFuzzTest {
    private static final int MOST_CHANGED = 3;

    @FuzzTest
    void connectsNobodyWhoWasLiedTo(byte[] input) {
        Feed feed = new Feed(input);
        int how = feed.u8();
        Endpoints ends = ends(how);
        Duel duel = new Duel(ends);
        Between between = new Between(feed);
        List<Duel.Player> liedTo = new ArrayList<>();
        duel.changingTheClientsBytes(encoded -> between.pass(encoded, duel.server(), liedTo));
        duel.changingTheServersBytes(encoded -> between.pass(encoded, duel.client(), liedTo));

        try {
            duel.fight();
            if (!between.changedAny) {
                assertThat(duel.client().summary).isNotNull();
                assertThat(duel.server().summary).isNotNull();
            }
        } catch (LocalFault broken) {
            throw new AssertionError("the peer's bytes are no fault of this side", broken);
        } catch (TlsFault refused) {
            assertThat(between.changedAny)
                    .as("%s: %s", refused.alert(), refused.getMessage())
                    .isTrue();
        }

        assertThat(liedTo).allMatch(player -> player.summary == null);
    }

    private static Endpoints ends(int how) {
        Story story = Story.with(Carrier.values()[how % 4]);
        if ((how & 4) != 0) {
            story.ends.bound = story.session();
        }
        if ((how & 8) != 0) {
            story.ends.clientAuthentication = ClientAuthentication.NEED;
            story.ends.clientHasACertificate();
        }
        story.ends.asksForStatus = (how & 16) != 0;
        story.ends.status = (how & 32) != 0 ? new byte[] {1, 2, 3} : new byte[0];
        return story.ends;
    }

    /** Changes the messages whose numbers come up. */
    private static final class Between {
        private final Feed feed;
        private int untilNext;
        private int left = MOST_CHANGED;
        boolean changedAny;

        Between(Feed feed) {
            this.feed = feed;
            this.untilNext = feed.below(16);
        }

        byte[] pass(byte[] encoded, Duel.Player to, List<Duel.Player> liedTo) {
            if (left == 0 || untilNext-- > 0) {
                return encoded;
            }
            left--;
            untilNext = feed.below(8);
            byte[] changed = edited(encoded);
            if (!Arrays.equals(changed, encoded)) {
                changedAny = true;
                if (to.summary == null) {
                    liedTo.add(to);
                }
            }
            return changed;
        }

        /** Type and body may become anything, the length stays right. */
        private byte[] edited(byte[] encoded) {
            byte[] content = new byte[encoded.length - 3];
            content[0] = encoded[0];
            System.arraycopy(encoded, 4, content, 1, content.length - 1);
            byte[] changed = Edits.apply(content, feed);
            if (changed.length == 0) {
                return encoded;
            }
            return ByteBuffer.allocate(3 + changed.length)
                    .putInt((changed[0] & 0xff) << 24 | changed.length - 1)
                    .put(changed, 1, changed.length - 1)
                    .array();
        }
    }

    static void seeds(Seeds seeds) {
        for (int how = 0; how < 12; how++) {
            seeds.put("honest-" + how, how + 48, 15);
        }
        for (int how = 0; how < 8; how++) {
            for (int message = how % 2; message < 9; message += 2) {
                seeds.put("bit-" + how + "-" + message, how + 48, message, 1, 1, 7, 3);
            }
            seeds.put("two-changes-" + how, how + 8, 1, 1, 3, 9, 2, 0, 2, 5, 0, 12);
        }
    }
}
