package dev.reprise.internal.store;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.resumption.TicketKeyring;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Random keys that live in this process and nowhere else: what they sealed cannot be opened after they are wiped, by anybody.
 *
 * <p>Several contexts may share the keys, each with a schedule of its own ({@link #withSchedule}): whoever wants a younger key than
 * the newest makes one, and a key opens for the longest lifetime of those it sealed for.
 */
public final class EphemeralKeys implements TicketKeySource {
    private final Ring ring;
    private final KeySchedule schedule;

    /** Keys of its own. */
    public EphemeralKeys(KeySchedule schedule, SecureRandom random) {
        this(new Ring(random), schedule);
    }

    private EphemeralKeys(Ring ring, KeySchedule schedule) {
        this.ring = ring;
        this.schedule = Objects.requireNonNull(schedule, "schedule");
    }

    /** The same keys, by another schedule. */
    public EphemeralKeys withSchedule(KeySchedule other) {
        return new EphemeralKeys(ring, other);
    }

    @Override
    public TicketKeyring at(Instant now) {
        return ring.at(now, schedule);
    }

    @Override
    public boolean forwardSecret() {
        return true;
    }

    @Override
    public Instant nextRotation(Instant now) {
        TicketKey sealing = Objects.requireNonNull(at(now).sealing(), "there is always a key that seals");
        Instant own = sealing.sealsFrom().plus(schedule.rotate());
        return own.isBefore(sealing.sealsUntil()) ? own : sealing.sealsUntil();
    }

    @Override
    public void rotate(Instant now, boolean revoke) {
        ring.rotate(now, schedule, revoke);
    }

    @Override
    public String describe() {
        return "ephemeral";
    }

    /** The keys, the last of which seals, and the moment up to which nothing changes. */
    private static final class Ring {
        private final SecureRandom random;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable TicketKeyring current;

        Ring(SecureRandom random) {
            this.random = Objects.requireNonNull(random, "random");
        }

        TicketKeyring at(Instant now, KeySchedule schedule) {
            TicketKeyring ring = current;
            if (ring != null && holds(ring, now, schedule)) {
                return ring;
            }
            lock.lock();
            try {
                ring = current;
                if (ring == null || !holds(ring, now, schedule)) {
                    ring = next(ring == null ? List.of() : ring.all(), now, schedule, false);
                    current = ring;
                }
                return ring;
            } finally {
                lock.unlock();
            }
        }

        void rotate(Instant now, KeySchedule schedule, boolean revoke) {
            lock.lock();
            try {
                List<TicketKey> keys = new ArrayList<>(at(now, schedule).all());
                if (revoke) {
                    keys.forEach(key -> key.key().destroy());
                    keys.clear();
                }
                current = next(keys, now, schedule, true);
            } finally {
                lock.unlock();
            }
        }

        private static boolean holds(TicketKeyring ring, Instant now, KeySchedule schedule) {
            TicketKey sealing = Objects.requireNonNull(ring.sealing(), "a ring made here has a key that seals");
            TicketKey oldest = ring.all().get(0);
            return seals(sealing, now, schedule)
                    && opensAfterSealing(sealing).compareTo(schedule.opensAfterSealing()) >= 0
                    && oldest.opensUntil().isAfter(now);
        }

        /** A clock that went back by more than two clocks may differ has made the key's times worthless. */
        private static boolean seals(TicketKey key, Instant now, KeySchedule schedule) {
            return now.isBefore(key.sealsUntil())
                    && now.isBefore(key.sealsFrom().plus(schedule.rotate()))
                    && !now.isBefore(key.sealsFrom().minus(KeySchedule.SKEW));
        }

        private TicketKeyring next(List<TicketKey> keys, Instant now, KeySchedule schedule, boolean force) {
            List<TicketKey> kept = new ArrayList<>(keys);
            @Nullable TicketKey sealing = kept.isEmpty() ? null : kept.remove(kept.size() - 1);
            if (sealing != null && (force || !seals(sealing, now, schedule))) {
                kept.add(sealing);
                sealing = null;
            }
            kept.replaceAll(key -> retired(key, now));
            kept.removeIf(key -> wipedIfOver(key, now));
            kept.sort(Comparator.comparing(TicketKey::opensUntil));
            if (sealing == null) {
                sealing = fresh(now, schedule);
            }
            sealing = openingFor(sealing, schedule);
            kept.add(sealing);
            return TicketKeyring.of(sealing, kept);
        }

        /** As it is once it seals no more: what it sealed, it sealed by now, and lives from now on at most. */
        private static TicketKey retired(TicketKey key, Instant now) {
            if (!key.sealsUntil().isAfter(now)) {
                return key;
            }
            Instant from = key.sealsFrom().isAfter(now) ? now : key.sealsFrom();
            return key.during(from, now, now.plus(opensAfterSealing(key)));
        }

        private static boolean wipedIfOver(TicketKey key, Instant now) {
            boolean over = !key.opensUntil().isAfter(now);
            if (over) {
                key.key().destroy();
            }
            return over;
        }

        private TicketKey fresh(Instant now, KeySchedule schedule) {
            byte[] name = new byte[TicketKey.NAME_LENGTH];
            random.nextBytes(name);
            Instant until = now.plus(schedule.rotate());
            return new TicketKey(name, Secret.random(32, random), now, until, until.plus(schedule.opensAfterSealing()));
        }

        private static TicketKey openingFor(TicketKey key, KeySchedule schedule) {
            Duration needed = schedule.opensAfterSealing();
            return opensAfterSealing(key).compareTo(needed) >= 0
                    ? key
                    : key.during(
                            key.sealsFrom(), key.sealsUntil(), key.sealsUntil().plus(needed));
        }

        private static Duration opensAfterSealing(TicketKey key) {
            return Duration.between(key.sealsUntil(), key.opensUntil());
        }
    }
}
