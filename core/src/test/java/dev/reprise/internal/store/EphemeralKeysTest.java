package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EphemeralKeysTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration ROTATE = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofHours(3);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration OPENS_FOR = ROTATE.plus(LIFETIME).plus(KeySchedule.SKEW);

    private final EphemeralKeys keys = new EphemeralKeys(new KeySchedule(ROTATE, LIFETIME), new TestRandom(1));

    @Nested
    class AKey {
        private final TicketKey key = sealing(NOW);

        @Test
        void isThereFromTheFirstMomentAndIsRandom() {
            TicketKey other = sealing(new EphemeralKeys(KeySchedule.DEFAULT, new TestRandom(2)), NOW);

            assertThat(key.key()).isNotEqualTo(other.key()).isNotEqualTo(Secret.owning(new byte[32]));
            assertThat(key.name()).isNotEqualTo(other.name());
        }

        @Test
        void sealsForItsTime() {
            assertThat(sealing(NOW.plus(ROTATE).minus(MILLISECOND))).isEqualTo(key);
            assertThat(sealing(NOW.plus(ROTATE))).isNotEqualTo(key);
            assertThat(key.sealsFrom()).isEqualTo(NOW);
            assertThat(key.sealsUntil()).isEqualTo(NOW.plus(ROTATE));
        }

        @Test
        void opensAsLongAsWhatItSealedLivesAndFiveMinutesMore() {
            assertThat(key.opensUntil()).isEqualTo(NOW.plus(OPENS_FOR));
            assertThat(keys.at(NOW.plus(OPENS_FOR).minus(MILLISECOND)).named(key.name()))
                    .isNotNull();
            assertThat(keys.at(NOW.plus(OPENS_FOR)).named(key.name())).isNull();
        }

        @Test
        void isWipedThen() {
            keys.at(NOW.plus(OPENS_FOR).minus(MILLISECOND));
            assertThat(key.key().isDestroyed()).isFalse();

            keys.at(NOW.plus(OPENS_FOR));
            assertThat(key.key().isDestroyed()).isTrue();
        }

        @Test
        void isWipedOnTheFirstUseAfterALongSleep() {
            TicketKeyring ring = keys.at(NOW.plus(Duration.ofDays(400)));

            assertThat(key.key().isDestroyed()).isTrue();
            assertThat(ring.all()).hasSize(1);
        }
    }

    @Nested
    class AClockThatGoesBack {
        @Test
        void byLittleChangesNothing() {
            TicketKey key = sealing(NOW);

            assertThat(sealing(NOW.minus(KeySchedule.SKEW))).isEqualTo(key);
        }

        @Test
        void byMuchMakesAnotherKeyWhoseTimesAreRight() {
            TicketKey future = sealing(NOW.plus(Duration.ofDays(365)));
            TicketKey key = sealing(NOW);

            assertThat(key).isNotEqualTo(future);
            assertThat(key.sealsUntil()).isEqualTo(NOW.plus(ROTATE));
        }

        @Test
        @Prevents({"key-rotation", "key-pile-up"})
        void keepsNoKeyForLongerThanWhatItSealedMayLive() {
            TicketKey future = sealing(NOW.plus(Duration.ofDays(365)));
            keys.at(NOW);

            assertThat(keys.at(NOW.plus(LIFETIME)).named(future.name())).isNotNull();
            keys.at(NOW.plus(LIFETIME).plus(KeySchedule.SKEW));
            assertThat(future.key().isDestroyed()).isTrue();
        }

        @Test
        void doesNotBringBackAKeyThatWasWiped() {
            TicketKey key = sealing(NOW);
            keys.at(NOW.plus(OPENS_FOR));

            assertThat(keys.at(NOW).named(key.name())).isNull();
            assertThat(key.key().isDestroyed()).isTrue();
            assertThat(sealing(NOW).key().isDestroyed()).isFalse();
        }
    }

    @Nested
    class ContextsWithSchedulesOfTheirOwn {
        private final EphemeralKeys quick = keys.withSchedule(new KeySchedule(Duration.ofMinutes(10), LIFETIME));
        private final EphemeralKeys lasting = keys.withSchedule(new KeySchedule(ROTATE, Duration.ofDays(7)));

        @Test
        void shareTheirKeys() {
            TicketKey key = sealing(NOW);

            assertThat(sealing(quick, NOW)).isEqualTo(key);
        }

        @Test
        void openWhatTheOthersSealed() {
            Instant later = NOW.plus(Duration.ofMinutes(10));
            TicketKey older = sealing(NOW);
            TicketKey newer = sealing(quick, later);

            assertThat(newer).isNotEqualTo(older);
            assertThat(sealing(later)).isEqualTo(newer);
            assertThat(keys.at(later).named(older.name())).isNotNull();
            assertThat(quick.at(later).named(older.name())).isNotNull();
        }

        @Test
        void eachHasAKeyAsYoungAsItWants() {
            for (int minute = 0; minute < 200; minute++) {
                Instant now = NOW.plus(Duration.ofMinutes(minute));
                assertThat(sealing(quick, now).sealsFrom().plus(Duration.ofMinutes(10)))
                        .isAfter(now);
                assertThat(sealing(now).sealsFrom().plus(ROTATE)).isAfter(now);
            }
        }

        @Test
        void eachHasAKeyThatOpensAsLongAsItsSessionsLive() {
            TicketKey key = sealing(NOW);
            TicketKey raised = sealing(lasting, NOW);

            assertThat(raised.key()).isSameAs(key.key());
            assertThat(raised.opensUntil())
                    .isEqualTo(NOW.plus(ROTATE).plus(Duration.ofDays(7)).plus(KeySchedule.SKEW));
            assertThat(sealing(NOW)).isEqualTo(raised);
        }
    }

    @Nested
    class Rotating {
        @Test
        void hasAnotherKeySealAtOnceAndTheFormerOpen() {
            TicketKey former = sealing(NOW);

            keys.rotate(NOW.plusSeconds(60), false);

            TicketKeyring ring = keys.at(NOW.plusSeconds(60));
            assertThat(ring.sealing()).isNotNull().isNotEqualTo(former);
            TicketKey opens = ring.named(former.name());
            assertThat(opens).isNotNull();
            assertThat(opens.sealsUntil()).isEqualTo(NOW.plusSeconds(60));
            assertThat(opens.opensUntil())
                    .isEqualTo(NOW.plusSeconds(60).plus(LIFETIME).plus(KeySchedule.SKEW));
        }

        @Test
        void wipesAllOthersIfTheyAreRevoked() {
            List<TicketKey> former = new ArrayList<>();
            for (int hour = 0; hour < 3; hour++) {
                former.add(sealing(NOW.plus(Duration.ofHours(hour))));
            }
            Instant now = NOW.plus(Duration.ofHours(2));

            keys.rotate(now, true);

            assertThat(former).allMatch(key -> key.key().isDestroyed());
            assertThat(keys.at(now).all()).hasSize(1).doesNotContainAnyElementsOf(former);
            assertThat(sealing(now).key().isDestroyed()).isFalse();
        }

        @Test
        void isSaidAhead() {
            assertThat(keys.nextRotation(NOW)).isEqualTo(NOW.plus(ROTATE));
            assertThat(keys.withSchedule(new KeySchedule(Duration.ofMinutes(10), LIFETIME))
                            .nextRotation(NOW))
                    .isEqualTo(NOW.plus(Duration.ofMinutes(10)));
        }
    }

    /** JDK-8298381: an identifier for each context let millions of keys pile up. */
    @Test
    void neverPileUp() {
        for (int minute = 0; minute < 100_000; minute += 7) {
            assertThat(keys.at(NOW.plus(Duration.ofMinutes(minute))).all()).hasSizeLessThanOrEqualTo(6);
        }
    }

    @Test
    void threadsThatComeAtOnceGetTheSameKey() throws InterruptedException {
        Set<TicketKey> seen = ConcurrentHashMap.newKeySet();
        for (int hour = 0; hour < 50; hour++) {
            Instant now = NOW.plus(Duration.ofHours(hour));
            seen.clear();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(new Thread(() -> seen.add(sealing(now))));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void haveForwardSecrecy() {
        assertThat(keys.forwardSecret()).isTrue();
        assertThat(keys.describe()).isEqualTo("ephemeral");
    }

    private TicketKey sealing(Instant now) {
        return sealing(keys, now);
    }

    private static TicketKey sealing(EphemeralKeys source, Instant now) {
        TicketKey key = source.at(now).sealing();
        assertThat(key).isNotNull();
        return key;
    }
}
