package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a fleet in the order in which they were made, and which of them seals: values, and a time. Each key begins to seal when the one
 * before it ends.
 */
record KeyTimeline(List<SharedKey> keys) {
    /** How long before it seals a key is put into the register, if keys seal that long. */
    static final Duration ANNOUNCEMENT = Duration.ofMinutes(2);

    /** By when every node that is used has looked: each looks once a second. */
    static final Duration SHORTEST_ANNOUNCEMENT = Duration.ofSeconds(2);

    /** The shortest that one key may seal. */
    static final Duration SHORTEST_ROTATE = Duration.ofSeconds(1);

    private static final Comparator<SharedKey> ORDER =
            Comparator.comparingLong(SharedKey::number).thenComparing(SharedKey::sealsFrom);

    KeyTimeline {
        keys = keys.stream().sorted(ORDER).toList();
    }

    static KeyTimeline empty() {
        return new KeyTimeline(List.of());
    }

    /** @throws IllegalArgumentException if a fleet with this schedule would have more keys than a register takes */
    static void check(KeySchedule schedule) {
        long most = schedule.opensAfterSealing().toMillis() / schedule.rotate().toMillis();
        if (schedule.rotate().compareTo(SHORTEST_ROTATE) < 0 || most > RegisterValue.MAX_ENTRIES - 24) {
            throw new IllegalArgumentException("rotate is " + schedule.rotate() + " and lifetime "
                    + schedule.lifetime() + ": keys in a register seal for a second or more, and at most "
                    + (RegisterValue.MAX_ENTRIES - 24) + " open at once; choose a longer rotate");
        }
    }

    static Duration announcement(Duration rotate) {
        Duration wanted = rotate.compareTo(ANNOUNCEMENT) < 0 ? rotate : ANNOUNCEMENT;
        return wanted.compareTo(SHORTEST_ANNOUNCEMENT) < 0 ? SHORTEST_ANNOUNCEMENT : wanted;
    }

    @Nullable
    SharedKey newest() {
        return keys.isEmpty() ? null : keys.get(keys.size() - 1);
    }

    long newestNumber() {
        SharedKey newest = newest();
        return newest == null ? 0 : newest.number();
    }

    /** Keys with this number or a lower one open nothing any more. */
    long revokedThrough() {
        return keys.stream().mapToLong(SharedKey::revokedThrough).max().orElse(0);
    }

    /**
     * The key that seals.
     *
     * @param seen when this node saw a key for the first time: none seals, ahead of its time on a clock that is late, before
     *     others have seen it too
     * @return null if there is none: a key whose time is over only seals on, no longer than clocks may differ, while its successor is announced
     */
    @Nullable
    SharedKey sealing(Instant now, Function<SharedKey, Instant> seen) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            SharedKey key = keys.get(i);
            if (!key.sealsFrom().isAfter(now) && key.sealsUntil().isAfter(now)) {
                return key;
            }
        }
        for (SharedKey key : keys) {
            if (key.sealsFrom().isAfter(now)
                    && key.sealsUntil().isAfter(key.sealsFrom())
                    && !key.sealsFrom().minus(KeySchedule.SKEW).isAfter(now)
                    && !seen.apply(key).plus(SHORTEST_ANNOUNCEMENT).isAfter(now)) {
                return key;
            }
        }
        return overtaken(now);
    }

    /** On a clock that is late the last key still seals: it may on this one, for the moment in which the next is announced. */
    private @Nullable SharedKey overtaken(Instant now) {
        SharedKey newest = newest();
        if (newest == null || !newest.sealsFrom().isAfter(now)) {
            return null;
        }
        return keys.stream()
                .filter(key -> endedJustNow(key, now))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private static boolean endedJustNow(SharedKey key, Instant now) {
        return !key.sealsUntil().isAfter(now)
                && key.sealsUntil().plus(KeySchedule.SKEW).isAfter(now)
                && key.sealsUntil().isAfter(key.sealsFrom());
    }

    /** Without those that are over, and those that were revoked by these or by the number. */
    KeyTimeline at(Instant now, long alsoRevokedThrough) {
        long revoked = Math.max(alsoRevokedThrough, revokedThrough());
        return new KeyTimeline(keys.stream()
                .filter(key -> key.number() > revoked && !key.isOver(now))
                .toList());
    }

    /**
     * With the keys that have to be there now, so that each is announced before it seals; the same if they are. A key of the far future, made by
     * a clock that is wrong, keeps nobody from making one for today.
     */
    KeyTimeline continued(Instant now, KeySchedule schedule, long revokedThrough, SecureRandom random) {
        List<SharedKey> all = new ArrayList<>(keys);
        Instant horizon = now.plus(announcement(schedule.rotate()));
        Instant covered = now;
        while (!covered.isAfter(horizon)) {
            SharedKey key = covering(all, covered);
            if (key == null) {
                key = successor(all, covered, now, schedule, revokedThrough, random);
                all.add(key);
            }
            covered = key.sealsUntil();
        }
        if (all.size() == keys.size()) {
            return this;
        }
        int surplus = Math.max(0, all.size() - RegisterValue.MAX_ENTRIES);
        return new KeyTimeline(all.subList(surplus, all.size()));
    }

    /** The key that seals then, or soon after it as clocks go. */
    private static @Nullable SharedKey covering(List<SharedKey> keys, Instant time) {
        SharedKey soonest = null;
        for (SharedKey key : keys) {
            if (!key.sealsUntil().isAfter(time) || !key.sealsUntil().isAfter(key.sealsFrom())) {
                continue;
            }
            if (!key.sealsFrom().isAfter(time)) {
                return key;
            }
            if (!key.sealsFrom().minus(KeySchedule.SKEW).isAfter(time)
                    && (soonest == null || key.sealsFrom().isBefore(soonest.sealsFrom()))) {
                soonest = key;
            }
        }
        return soonest;
    }

    private static SharedKey successor(
            List<SharedKey> before,
            Instant covered,
            Instant now,
            KeySchedule schedule,
            long revokedThrough,
            SecureRandom random) {
        long newest = before.stream().mapToLong(SharedKey::number).max().orElse(0);
        long revoked = before.stream().mapToLong(SharedKey::revokedThrough).reduce(revokedThrough, Math::max);
        // Where no key seals, nobody served of late: whoever serves next looks before, so that a key needs no
        // announcement,
        // as the first needs none. To a clock that is late it is no key of the future. But where one sealed just now, a
        // node
        // may be serving by a clock that is late.
        Instant from = covered.isAfter(now)
                ? covered
                : before.stream().anyMatch(key -> endedJustNow(key, now))
                        ? now.plus(SHORTEST_ANNOUNCEMENT)
                        : now.minus(KeySchedule.SKEW);
        Instant until = (from.isAfter(now) ? from : now).plus(schedule.rotate());
        return SharedKey.random(Math.max(newest, revoked) + 1, from, until, schedule, revoked, random);
    }

    /** With a new key that seals once it has been announced, and none that seals after it begins. */
    KeyTimeline rotated(KeySchedule schedule, Instant now, SecureRandom random) {
        Instant from = now.plus(announcement(schedule.rotate()));
        List<SharedKey> all = new ArrayList<>();
        for (SharedKey key : keys) {
            Instant end = key.sealsUntil().isAfter(from) ? from : key.sealsUntil();
            all.add(key.during(key.sealsFrom().isAfter(end) ? end : key.sealsFrom(), end));
        }
        all.add(SharedKey.random(
                newestNumber() + 1, from, from.plus(schedule.rotate()), schedule, revokedThrough(), random));
        return new KeyTimeline(all);
    }

    /** Only a new key, which seals at once and says that all before it are revoked. */
    static KeyTimeline revoked(long newestNumber, KeySchedule schedule, Instant now, SecureRandom random) {
        return new KeyTimeline(List.of(SharedKey.random(
                newestNumber + 1,
                now.minus(KeySchedule.SKEW),
                now.plus(schedule.rotate()),
                schedule,
                newestNumber,
                random)));
    }

    /** The same with those of others that are not in here. */
    KeyTimeline and(Collection<SharedKey> others) {
        List<SharedKey> all = new ArrayList<>(keys);
        for (SharedKey other : others) {
            if (keys.stream().noneMatch(other::isSameAs)) {
                all.add(other);
            }
        }
        return new KeyTimeline(all);
    }
}
