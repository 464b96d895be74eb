package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Edits;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.resumption.ServerSessions.Candidate;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.testing.TestRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client shows as its ticket: the server has a session only of what it sealed itself, and of that the very session. */
class TicketOpenerFuzzTest {
    private static final Instant NOW = SampleSessions.NOW;
    private static final EphemeralKeys KEYS = new EphemeralKeys(KeySchedule.DEFAULT, new TestRandom(1));
    private static final TicketSealer SEALER = new TicketSealer(KEYS, new TestRandom(2));
    private static final ServerSessions SESSIONS =
            new ServerSessions(KEYS, null, TicketMode.STATELESS, new TestRandom(3));
    private static final SessionState SEALED = SampleSessions.server13().build();
    private static final byte[] TICKET = seal(SessionCodec.encode(SEALED));

    private static byte[] seal(byte[] plaintext) {
        return SEALER.seal(plaintext, NOW).orElseThrow().ticket();
    }

    /** The first byte says what is shown: any bytes, bytes that name our key, a ticket that was changed, or one of ours with anything in it. */
    @FuzzTest
    void opensWhatItSealedAndNothingElse(byte[] input) {
        Feed feed = new Feed(input);
        switch (feed.u8() % 4) {
            case 0 -> assertThat(open(feed.rest())).isNull();
            case 1 -> assertThat(open(named(feed.rest()))).isNull();
            case 2 -> {
                byte[] ticket = Edits.apply(TICKET, feed);
                assertThat(open(ticket)).isEqualTo(Arrays.equals(ticket, TICKET) ? SEALED : null);
            }
            default -> {
                byte[] inside = feed.rest();
                assertThat(open(seal(inside))).isEqualTo(readable(inside));
            }
        }
    }

    private static @Nullable SessionState open(byte[] ticket) {
        if (ticket.length == 0 || ticket.length > 0xffff) {
            return null;
        }
        List<PskIdentity> offer = List.of(new PskIdentity(ticket, 0));
        Cost.atMost(256 * 1024 + 100L * ticket.length, () -> SESSIONS.open(offer, NOW));
        Candidate candidate = SESSIONS.open(offer, NOW).get(0);
        return candidate instanceof Candidate.Known known ? known.session() : null;
    }

    private static byte[] named(byte[] rest) {
        byte[] ticket = Arrays.copyOf(TICKET, 1 + TicketKey.NAME_LENGTH + rest.length);
        System.arraycopy(rest, 0, ticket, 1 + TicketKey.NAME_LENGTH, rest.length);
        return ticket;
    }

    private static @Nullable SessionState readable(byte[] plaintext) {
        try {
            SessionState session = SessionCodec.decode(plaintext);
            return session.side() == Side.SERVER ? session : null;
        } catch (DecodeFault unreadable) {
            return null;
        }
    }

    static void seeds(Seeds seeds) {
        seeds.put("nothing-of-ours", 0, new byte[100]);
        seeds.put("our-name", 1, new byte[60]);
        seeds.put("ours", 2, 0);
        seeds.put("bit", 2, 1, 1, 0, 40, 3);
        seeds.put("cut", 2, 1, 5, 0, 60);
        seeds.put("longer", 2, 1, 2, 0, 200, 0, 4, 1, 2, 3, 4);
        SampleSessions.all().forEach((name, session) -> seeds.put("sealed-" + name, 3, SessionCodec.encode(session)));
    }
}
