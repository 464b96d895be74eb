package dev.reprise.bench;

import dev.reprise.session.Reason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How clients' returns went, by reason and in the order of time. */
final class FleetTally {
    private final TreeMap<Duration, Map<Reason, Integer>> byTime = new TreeMap<>();

    void add(Duration sinceStart, Reason reason) {
        byTime.computeIfAbsent(sinceStart, unused -> new EnumMap<>(Reason.class))
                .merge(reason, 1, Integer::sum);
    }

    /** Those of all the time. */
    Map<Reason, Integer> all() {
        return between(Duration.ZERO, null);
    }

    /** @param until the first moment that does not count; null if all that follow do */
    Map<Reason, Integer> between(Duration from, @Nullable Duration until) {
        Map<Reason, Integer> sums = new EnumMap<>(Reason.class);
        (until == null ? byTime.tailMap(from, true) : byTime.subMap(from, true, until, false))
                .values()
                .forEach(counts -> counts.forEach((reason, count) -> sums.merge(reason, count, Integer::sum)));
        return sums;
    }

    static int returns(Map<Reason, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
