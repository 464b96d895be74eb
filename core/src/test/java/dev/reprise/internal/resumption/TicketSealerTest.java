package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Reason;
import dev.reprise.testing.TestRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class TicketSealerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final byte[] SESSION = {1, 2, 3};

    private final TestRandom random = new TestRandom(3);

    @Test
    void opensWhatItSealed() {
        TicketSealer tickets = new TicketSealer(new Rings(Keys.ring(Keys.named(1))), random);

        byte[] ticket = tickets.seal(SESSION, NOW).orElseThrow().ticket();

        assertThat(SealerTest.plain(tickets.open(ticket, NOW))).isEqualTo(SESSION);
    }

    @Test
    void saysHowLongATicketWillOpen() {
        TicketKey key = Keys.named(1).during(NOW, NOW.plusSeconds(10), NOW.plusSeconds(100));
        TicketSealer tickets = new TicketSealer(new Rings(Keys.ring(key)), random);

        assertThat(tickets.seal(SESSION, NOW).orElseThrow().opensUntil()).isEqualTo(NOW.plusSeconds(100));
        assertThat(tickets.opensUntil(NOW)).isEqualTo(NOW.plusSeconds(100));
    }

    @Test
    void givesNoTicketWithoutAKey() {
        TicketSealer tickets = new TicketSealer(new Rings(TicketKeyring.empty()), random);

        assertThat(tickets.seal(SESSION, NOW)).isEmpty();
        assertThat(tickets.opensUntil(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void takesTheNextKeyIfOneIsRevokedWhileItSeals() {
        TicketKey revoked = Keys.named(1);
        TicketKey next = Keys.named(2);
        revoked.key().destroy();
        TicketSealer tickets = new TicketSealer(new Rings(Keys.ring(revoked), Keys.ring(next)), random);

        byte[] ticket = tickets.seal(SESSION, NOW).orElseThrow().ticket();

        assertThat(Arrays.copyOfRange(ticket, 1, 17)).isEqualTo(next.name());
    }

    @Test
    void givesNoTicketIfAllKeysAreRevoked() {
        TicketKey revoked = Keys.named(1);
        revoked.key().destroy();

        assertThat(new TicketSealer(new Rings(Keys.ring(revoked)), random).seal(SESSION, NOW))
                .isEmpty();
    }

    @Test
    void doesNotTakeAnEntryOfAStoreForATicket() {
        TicketKey key = Keys.named(1);
        TicketSealer tickets = new TicketSealer(new Rings(Keys.ring(key)), random);
        byte[] entry = Sealer.seal(key, Purpose.ENTRY, new byte[0], SESSION, random);

        assertThat(SealerTest.reason(tickets.open(entry, NOW))).isEqualTo(Reason.UNREADABLE);
    }

    /** One ring after the other, the last for ever. */
    private static final class Rings implements TicketKeySource {
        private final Deque<TicketKeyring> rings;

        Rings(TicketKeyring... rings) {
            this.rings = new ArrayDeque<>(Arrays.asList(rings));
        }

        @Override
        public TicketKeyring at(Instant now) {
            return rings.size() > 1 ? rings.remove() : rings.element();
        }

        @Override
        public boolean forwardSecret() {
            return true;
        }

        @Override
        public Instant nextRotation(Instant now) {
            return Instant.MAX;
        }

        @Override
        public void rotate(Instant now, boolean revoke) {}

        @Override
        public String describe() {
            return "rings";
        }
    }
}
