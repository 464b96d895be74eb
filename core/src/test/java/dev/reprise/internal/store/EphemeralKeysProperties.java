package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EphemeralKeysProperties {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    /** What happens to the keys. */
    private enum Event {
        USED,
        ROTATED,
        REVOKED
    }

    private record Step(Duration later, Event event) {}

    /** All there is to say about keys while the clock goes forward: when each began, stopped sealing, and ends. */
    private static final class Model {
        private record Key(int number, Instant sealsUntil, Instant opensUntil) {}

        private final KeySchedule schedule;
        private final List<Key> keys = new ArrayList<>();
        private int made;

        Model(KeySchedule schedule) {
            this.schedule = schedule;
        }

        void at(Instant now) {
            if (keys.isEmpty() || !now.isBefore(last().sealsUntil)) {
                make(now);
            }
            keys.removeIf(key -> !key.opensUntil.isAfter(now));
        }

        void rotate(Instant now, boolean revoke) {
            at(now);
            Key former = keys.remove(keys.size() - 1);
            keys.add(new Key(former.number, now, now.plus(schedule.opensAfterSealing())));
            if (revoke) {
                keys.clear();
            }
            make(now);
        }

        private void make(Instant now) {
            Instant until = now.plus(schedule.rotate());
            keys.add(new Key(made++, until, until.plus(schedule.opensAfterSealing())));
        }

        private Key last() {
            return keys.get(keys.size() - 1);
        }
    }

    @Property
    void areThoseOfAPlainModelWhileTheClockGoesForward(
            @ForAll("schedules") KeySchedule schedule, @ForAll("stepsForward") List<Step> steps) {
        EphemeralKeys keys = new EphemeralKeys(schedule, new TestRandom(1));
        Model model = new Model(schedule);
        Map<String, Integer> numbers = new HashMap<>();
        Instant now = START;
        for (Step step : steps) {
            now = now.plus(step.later);
            if (step.event != Event.USED) {
                // So that a key which the rotation ends at once has been seen.
                number(keys.at(now), numbers);
                model.at(now);
                keys.rotate(now, step.event == Event.REVOKED);
                model.rotate(now, step.event == Event.REVOKED);
            }
            TicketKeyring ring = keys.at(now);
            model.at(now);
            number(ring, numbers);

            assertThat(ring.all()).allMatch(key -> !key.key().isDestroyed());
            assertThat(numbers.get(Objects.requireNonNull(ring.sealing()).hexName()))
                    .isEqualTo(model.last().number);
            assertThat(ring.all())
                    .extracting(key -> new Model.Key(numbers.get(key.hexName()), key.sealsUntil(), key.opensUntil()))
                    .containsExactlyInAnyOrderElementsOf(model.keys);
        }
    }

    private static void number(TicketKeyring ring, Map<String, Integer> numbers) {
        for (TicketKey key : ring.all()) {
            numbers.putIfAbsent(key.hexName(), numbers.size());
        }
    }

    @Property
    void survivesAnyClock(@ForAll("schedules") KeySchedule schedule, @ForAll("stepsAnywhere") List<Step> steps) {
        EphemeralKeys keys = new EphemeralKeys(schedule, new TestRandom(1));
        Map<String, TicketKey> everSeen = new HashMap<>();
        Instant now = START;
        for (Step step : steps) {
            now = now.plus(step.later);
            if (step.event != Event.USED) {
                keys.rotate(now, step.event == Event.REVOKED);
            }
            TicketKeyring ring = keys.at(now);

            TicketKey sealing = Objects.requireNonNull(ring.sealing());
            assertThat(sealing.sealsFrom()).isBetween(now.minus(schedule.rotate()), now.plus(KeySchedule.SKEW));
            for (TicketKey key : ring.all()) {
                assertThat(key.key().isDestroyed()).as("in the ring, and wiped").isFalse();
                assertThat(key.opensUntil()).isAfter(now);
                assertThat(key.opensUntil())
                        .isBeforeOrEqualTo(now.plus(KeySchedule.SKEW)
                                .plus(schedule.rotate())
                                .plus(schedule.opensAfterSealing()));
                everSeen.put(key.hexName(), key);
            }
            for (TicketKey key : everSeen.values()) {
                assertThat(key.key().isDestroyed())
                        .as("wiped, or in the ring")
                        .isEqualTo(ring.named(key.name()) == null);
            }
        }
    }

    @Provide
    Arbitrary<KeySchedule> schedules() {
        Arbitrary<Duration> durations = Arbitraries.longs().between(60, 604_800).map(Duration::ofSeconds);
        return Combinators.combine(durations, durations).as(KeySchedule::new);
    }

    @Provide
    Arbitrary<List<Step>> stepsForward() {
        return steps(Arbitraries.longs().between(0, 1_000_000_000));
    }

    @Provide
    Arbitrary<List<Step>> stepsAnywhere() {
        return steps(Arbitraries.longs().between(-1_000_000_000, 1_000_000_000));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<Long> milliseconds) {
        Arbitrary<Event> events = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(8, Event.USED),
                net.jqwik.api.Tuple.of(1, Event.ROTATED),
                net.jqwik.api.Tuple.of(1, Event.REVOKED));
        return Combinators.combine(milliseconds.map(Duration::ofMillis), events)
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }
}
