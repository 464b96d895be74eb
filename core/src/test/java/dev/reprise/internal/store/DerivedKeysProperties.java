package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DerivedKeysProperties {
    private static final MasterKeys SECRET = MasterKeys.of(List.of(Secret.random(32, new TestRandom(6))));

    /** Two nodes whose clocks are up to five minutes apart, whatever the schedule, wherever the boundaries are. */
    @Property(tries = 2000)
    void whatOneNodeSealsTheOtherOpensAsLongAsASessionLives(
            @ForAll @LongRange(min = 1_780_000_000_000L, max = 1_790_000_000_000L) long sealedAt,
            @ForAll @IntRange(min = -300_000, max = 300_000) int skew,
            @ForAll @LongRange(min = 30, max = 604_800) long rotateSeconds,
            @ForAll @LongRange(min = 1, max = 604_800) long lifetimeSeconds,
            @ForAll @IntRange(min = 0, max = 100) int percentOfLifetime) {
        long lifetime = Math.min(lifetimeSeconds, 500 * rotateSeconds);
        KeySchedule schedule = new KeySchedule(Duration.ofSeconds(rotateSeconds), Duration.ofSeconds(lifetime));
        DerivedKeys here = new DerivedKeys(SECRET, schedule);
        DerivedKeys there = new DerivedKeys(SECRET, schedule);

        Instant sealed = Instant.ofEpochMilli(sealedAt);
        TicketKey key = Objects.requireNonNull(here.at(sealed).sealing());
        Instant opened = sealed.plusMillis(lifetime * 10L * percentOfLifetime);

        TicketKey same = there.at(opened.plusMillis(skew)).named(key.name());
        assertThat(same).isNotNull();
        assertThat(same.key()).isEqualTo(key.key());
        assertThat(key.opensUntil())
                .isAfterOrEqualTo(sealed.plusSeconds(lifetime).plus(KeySchedule.SKEW));
    }

    @Property(tries = 300)
    void oneNodeThatWasUsedAllAlongHasTheKeysOfOneThatStartsNow(
            @ForAll @IntRange(min = 60, max = 86_400) int rotateSeconds,
            @ForAll List<@LongRange(min = -100_000_000, max = 300_000_000) Long> steps) {
        KeySchedule schedule = new KeySchedule(Duration.ofSeconds(rotateSeconds), Duration.ofHours(6));
        DerivedKeys used = new DerivedKeys(SECRET, schedule);
        Instant now = Instant.parse("2026-06-01T12:00:00Z");
        for (long step : steps.subList(0, Math.min(10, steps.size()))) {
            now = now.plusMillis(step);
            used.at(now);
        }
        now = now.plusSeconds(2);
        assertThat(used.at(now).all())
                .isEqualTo(new DerivedKeys(SECRET, schedule).at(now).all());
    }
}
