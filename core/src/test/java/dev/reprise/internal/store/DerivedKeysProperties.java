package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

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

    /** The clock goes on, jumps and goes back, and the process restarts: the keys are those of the epochs around now, and no others live. */
    @Property(tries = 100)
    void areThoseOfTheEpochsAroundNow(
            @ForAll @IntRange(min = 60, max = 86_400) int rotateSeconds,
            @ForAll @IntRange(min = 60, max = 604_800) int lifetimeSeconds,
            @ForAll @Size(max = 8) List<@LongRange(min = -100_000_000, max = 300_000_000) Long> steps,
            @ForAll @IntRange(min = 0, max = 7) int restart) {
        long rotate = rotateSeconds * 1000L;
        long lifetime = Math.min(lifetimeSeconds, 200L * rotateSeconds) * 1000;
        KeySchedule schedule = new KeySchedule(Duration.ofMillis(rotate), Duration.ofMillis(lifetime));
        long ahead = Math.max(1, ceil(300_000, rotate));
        long behind = ceil(lifetime, rotate) + ahead;
        DerivedKeys keys = new DerivedKeys(SECRET, schedule);
        Map<String, TicketKey> seen = new HashMap<>();
        long before = Long.MIN_VALUE;
        Instant now = Instant.parse("2026-06-01T12:00:00Z");
        for (int i = 0; i < steps.size(); i++) {
            long step = steps.get(i);
            now = now.plusMillis(step);
            if (i == restart) {
                keys = new DerivedKeys(SECRET, schedule);
                before = Long.MIN_VALUE;
                seen.clear();
            }
            TicketKeyring ring = keys.at(now);

            long epoch = Math.floorDiv(now.toEpochMilli(), rotate);
            // Less than a second before an epoch that began already is another thread's moment, and no clock that goes
            // back.
            boolean began = before == epoch + 1 && now.toEpochMilli() > before * rotate - 1000;
            epoch = began ? before : epoch;
            before = epoch;
            assertThat(ring.all())
                    .extracting(key -> key.sealsFrom().toEpochMilli() / rotate)
                    .containsExactlyElementsOf(LongStream.rangeClosed(epoch - behind, epoch + ahead)
                            .boxed()
                            .toList());
            assertThat(Objects.requireNonNull(ring.sealing()).sealsFrom().toEpochMilli())
                    .isEqualTo(epoch * rotate);
            for (TicketKey key : ring.all()) {
                assertThat(key.key().isDestroyed()).as("in the ring, and wiped").isFalse();
                assertThat(key.opensUntil().toEpochMilli())
                        .isGreaterThanOrEqualTo(key.sealsUntil().toEpochMilli() + lifetime + 300_000);
                seen.put(key.hexName(), key);
            }
            seen.values()
                    .removeIf(key -> ring.named(key.name()) == null && key.key().isDestroyed());
            assertThat(seen.values()).as("live, and in the ring").containsExactlyInAnyOrderElementsOf(ring.all());
        }
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
