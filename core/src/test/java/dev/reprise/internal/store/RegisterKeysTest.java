package dev.reprise.internal.store;

import static dev.reprise.internal.store.SharedRegister.LIFETIME;
import static dev.reprise.internal.store.SharedRegister.NOW;
import static dev.reprise.internal.store.SharedRegister.ROTATE;
import static dev.reprise.internal.store.SharedRegister.SCHEDULE;
import static dev.reprise.internal.store.SharedRegister.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Prevents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Keys that nodes share by a register, as long as all goes well. */
class RegisterKeysTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SharedRegister register = new SharedRegister();

    private static TicketKeyring look(RegisterKeys node, Instant now) {
        node.refresh(now);
        return node.at(now);
    }

    private static @Nullable TicketKey sealing(RegisterKeys node, Instant now) {
        return look(node, now).sealing();
    }

    @Test
    void areMadeByWhoeverIsFirstAndTakenUpByTheOthers() {
        TicketKey first = sealing(register.node(NOW), NOW);
        RegisterKeys other = register.node(NOW.plus(MINUTE));

        assertThat(first).isNotNull();
        assertThat(sealing(other, NOW.plus(MINUTE))).isEqualTo(first);
        assertThat(register.keys()).isEqualTo(1);
        assertThat(first.sealsUntil()).isEqualTo(NOW.plus(ROTATE));
    }

    @Test
    void areThoseOfTheOneWhoseWriteWonWhenTwoBeginAtOnce() {
        List<RegisterKeys> nodes = new ArrayList<>();
        register.beforeReplacing = () -> nodes.add(register.node(NOW));
        nodes.add(register.node(NOW));

        assertThat(nodes).hasSize(2);
        assertThat(sealing(nodes.get(0), NOW)).isNotNull().isEqualTo(sealing(nodes.get(1), NOW));
        assertThat(register.keys()).isEqualTo(1);
    }

    @Test
    void areAnnouncedTwoMinutesBeforeTheySeal() {
        RegisterKeys maker = register.node(NOW);
        RegisterKeys other = register.node(NOW);
        Instant before = NOW.plus(ROTATE).minus(MINUTE.multipliedBy(2)).minus(SECOND);
        look(maker, before);
        assertThat(register.keys()).isEqualTo(1);

        look(maker, before.plus(SECOND));
        TicketKeyring ring = look(other, before.plus(SECOND.multipliedBy(2)));

        assertThat(register.keys()).isEqualTo(2);
        TicketKey next = ring.all().get(1);
        assertThat(ring.sealing()).isEqualTo(ring.all().get(0));
        assertThat(next.sealsFrom()).isEqualTo(NOW.plus(ROTATE));
        assertThat(other.nextRotation(before.plus(SECOND.multipliedBy(2)))).isEqualTo(NOW.plus(ROTATE));
        // Neither needs the register to go over to it.
        register.down = true;
        assertThat(maker.at(NOW.plus(ROTATE)).sealing()).isEqualTo(next);
        assertThat(other.at(NOW.plus(ROTATE)).sealing()).isEqualTo(next);
        assertThat(other.at(NOW.plus(ROTATE).minusMillis(1)).sealing())
                .isEqualTo(ring.all().get(0));
    }

    @Test
    @Prevents({"key-rotation", "key-pile-up"})
    void openAsLongAsWhatTheySealedLivesThenAreDeletedAndWiped() {
        RegisterKeys node = register.node(NOW);
        TicketKey first = sealing(node, NOW);
        assertThat(first).isNotNull();
        Instant over = NOW.plus(ROTATE).plus(LIFETIME).plus(KeySchedule.SKEW);
        for (Instant now = NOW; now.isBefore(over); now = now.plus(MINUTE)) {
            assertThat(look(node, now).named(first.name())).as("at %s", now).isNotNull();
            assertThat(register.keys()).isLessThanOrEqualTo(6);
        }
        assertThat(first.key().isDestroyed()).isFalse();

        assertThat(look(node, over).named(first.name())).isNull();
        assertThat(first.key().isDestroyed()).isTrue();
        assertThat(register.node(over).at(over).named(first.name())).isNull();
        assertThat(RegisterValue.decode(register.value()).entries())
                .noneMatch(entry -> java.util.Arrays.equals(entry.name(), first.name()));
    }

    @Test
    void doNotLieInTheRegisterInClear() {
        TicketKey key = sealing(register.node(NOW), NOW);
        assertThat(key).isNotNull();

        assertThat(indexOf(register.value(), key.key().copy())).isNegative();
        assertThat(indexOf(register.value(), key.name())).isPositive();
    }

    @Test
    void areLookedForOnceASecond() {
        RegisterKeys node = register.node(NOW);
        int before = register.reads.get();
        for (int millis = 0; millis < 10_000; millis += 10) {
            look(node, NOW.plusMillis(millis));
        }
        assertThat(register.reads.get() - before).isBetween(9, 10);
        assertThat(register.writes).hasValue(1);
    }

    /** An event loop may ask for the ring: only refresh() may wait. */
    @Test
    void areGivenWithoutAskingTheRegister() {
        RegisterKeys node = register.node(NOW);
        int before = register.reads.get();

        for (int hour = 0; hour < 10; hour++) {
            node.at(NOW.plus(Duration.ofHours(hour)));
        }
        assertThat(register.reads).hasValue(before);
    }

    @Test
    void followTheScheduleOfWhoMadeThem() {
        RegisterKeys node = register.node(NOW);
        RegisterKeys slower =
                register.node(new KeySchedule(ROTATE.multipliedBy(6), LIFETIME), SharedRegister.secret(1), NOW);

        assertThat(sealing(slower, NOW)).isEqualTo(sealing(node, NOW));
    }

    @Test
    void areNotMoreThanARegisterTakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> register.node(
                        new KeySchedule(Duration.ofSeconds(2), Duration.ofHours(6)), SharedRegister.secret(1), NOW))
                .withMessageContaining("choose a longer rotate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> register.node(
                        new KeySchedule(Duration.ofMillis(999), Duration.ofSeconds(1)), SharedRegister.secret(1), NOW));
    }

    @Test
    void turnEveryTwoSecondsIfSomebodyWantsThat() {
        KeySchedule quick = new KeySchedule(Duration.ofSeconds(2), Duration.ofMinutes(2));
        RegisterKeys one = register.node(quick, SharedRegister.secret(1), NOW);
        RegisterKeys two = register.node(quick, SharedRegister.secret(1), NOW);
        Set<TicketKey> sealed = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            Instant now = NOW.plusSeconds(i);
            TicketKey key = sealing(i % 2 == 0 ? one : two, now);
            assertThat(key).as("at %s", now).isNotNull();
            assertThat((i % 2 == 0 ? two : one).at(now).named(key.name()))
                    .as("known to the other at %s", now)
                    .isNotNull();
            sealed.add(key);
        }
        assertThat(sealed).hasSizeBetween(295, 305);
        assertThat(register.keys()).isLessThanOrEqualTo(225);
    }

    @Nested
    class ANodeThatSlept {
        @Test
        @Prevents("key-rotation")
        void sealsWithNoKeyWhoseTimeWentBy() {
            RegisterKeys sleeper = register.node(NOW);
            TicketKey old = sealing(sleeper, NOW);
            RegisterKeys awake = register.node(NOW);
            Instant now = NOW.plus(ROTATE.multipliedBy(2)).plus(MINUTE.multipliedBy(10));
            for (Instant at = NOW; !at.isAfter(now); at = at.plus(MINUTE)) {
                look(awake, at);
            }

            // Before it looked it seals nothing; then what the fleet seals with.
            assertThat(sleeper.at(now).sealing()).isNull();
            assertThat(sleeper.at(now)
                            .named(java.util.Objects.requireNonNull(old).name()))
                    .isNotNull();
            assertThat(sealing(sleeper, now)).isEqualTo(sealing(awake, now)).isNotNull();
        }

        @Test
        void wakesUpRightWhileTheRegisterIsGone() {
            RegisterKeys sleeper = register.node(NOW);
            register.down = true;
            Instant now = NOW.plus(ROTATE.multipliedBy(2));

            assertThat(look(sleeper, now).sealing()).isNull();
            assertThat(sleeper.at(now).all()).hasSize(1);
            assertThat(look(sleeper, now.plus(LIFETIME)).all()).isEmpty();
        }
    }

    /** Nobody came for two periods, so nobody knows a key that seals: whoever comes next looks before it serves. */
    @Test
    void beginAtOnceAfterAPauseOfTheWholeFleet() {
        RegisterKeys one = register.node(NOW);
        RegisterKeys two = register.node(NOW);
        Instant now = NOW.plus(ROTATE.multipliedBy(2));

        assertThat(sealing(one, now)).isNotNull().isEqualTo(sealing(two, now));
    }

    /** To a clock that is late the last key still seals, and the node may have looked a moment ago. */
    @Test
    void sealOnWhileTheNextIsAnnouncedIfTheLastEndedJustNow() {
        RegisterKeys one = register.node(NOW);
        TicketKey last = sealing(one, NOW);
        RegisterKeys late = register.node(NOW);
        Instant now = NOW.plus(ROTATE).plus(MINUTE);
        look(late, now.minus(KeySchedule.SKEW));

        TicketKeyring ring = look(one, now);

        assertThat(ring.sealing()).isEqualTo(last);
        assertThat(ring.all()).hasSize(2);
        TicketKey next = ring.all().get(1);
        assertThat(one.at(now.plus(SECOND.multipliedBy(2))).sealing()).isEqualTo(next);
        assertThat(look(late, now.minus(KeySchedule.SKEW).plus(SECOND.multipliedBy(2)))
                        .named(next.name()))
                .isNotNull();
    }

    @Nested
    class NodesWhoseClocksDifferByFiveMinutes {
        private static final Duration APART = KeySchedule.SKEW;

        @Test
        void openWhateverAnotherSealed() {
            List<Duration> offsets = List.of(Duration.ZERO, APART, APART.dividedBy(2));
            List<RegisterKeys> nodes = new ArrayList<>();
            for (Duration offset : offsets) {
                nodes.add(register.node(NOW.plus(offset)));
            }
            Random random = new Random(1);
            for (Instant now = NOW; now.isBefore(NOW.plus(ROTATE.multipliedBy(20))); now = now.plusSeconds(7)) {
                int sealer = random.nextInt(3);
                int opener = random.nextInt(3);
                TicketKey key = sealing(nodes.get(sealer), now.plus(offsets.get(sealer)));
                assertThat(key).as("sealed by %d at %s", sealer, now).isNotNull();
                Instant later = now.plusSeconds(1);
                assertThat(look(nodes.get(opener), later.plus(offsets.get(opener)))
                                .named(key.name()))
                        .as("sealed by %d, opened by %d, at %s", sealer, opener, now)
                        .isNotNull();
            }
            assertThat(register.keys()).isLessThanOrEqualTo(6);
        }

        @Test
        void openItUntilWhatItSealedIsOver() {
            RegisterKeys early = register.node(NOW);
            RegisterKeys late = register.node(NOW.minus(APART));
            // The last that is sealed under the first key, by the clock that is late: on the other it is five minutes
            // later.
            Instant last = NOW.plus(ROTATE).minusMillis(1);
            TicketKey key = sealing(late, last);
            assertThat(key).isNotNull();
            Instant expires = last.plus(LIFETIME);

            assertThat(look(early, expires.plus(APART)).named(key.name())).isNotNull();
        }

        @Test
        void areNotKeptFromSealingByAKeyThatBeginsOnAClockAhead() {
            register.node(NOW.plus(APART));
            RegisterKeys late = register.node(NOW);

            assertThat(sealing(late, NOW)).isNotNull();
        }
    }

    /** A clock that is a year ahead does what harm it can; the others have keys for today. */
    @Test
    void areThereForTodayThoughOneClockIsAYearAhead() {
        RegisterKeys node = register.node(NOW);
        RegisterKeys wrong = register.node(NOW.plus(Duration.ofDays(365)));
        look(wrong, NOW.plus(Duration.ofDays(365)).plus(SECOND));

        for (Instant now = NOW.plus(SECOND); now.isBefore(NOW.plus(ROTATE.multipliedBy(3))); now = now.plus(MINUTE)) {
            assertThat(sealing(node, now)).as("at %s", now).isNotNull();
        }
    }

    @Test
    void staysWipedThoughTheClockGoesBack() {
        RegisterKeys node = register.node(NOW);
        TicketKey key = sealing(node, NOW);
        assertThat(key).isNotNull();
        byte[] before = register.value();
        node.at(NOW.plus(Duration.ofDays(1)));
        assertThat(key.key().isDestroyed()).isTrue();
        register.set(before);

        assertThat(look(node, NOW.plus(SECOND)).named(key.name())).isNull();
        assertThat(register.keys()).as("other nodes still use it").isPositive();
    }

    @Test
    void haveForwardSecrecyAndAName() {
        RegisterKeys node = register.node(NOW);

        assertThat(node.forwardSecret()).isTrue();
        assertThat(node.describe()).isEqualTo("shared");
        assertThat(node.problem()).isEmpty();
        assertThat(SCHEDULE.rotate()).isEqualTo(ROTATE);
    }

    static int indexOf(byte[] where, byte[] what) {
        for (int i = 0; i + what.length <= where.length; i++) {
            if (java.util.Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
