package dev.reprise.internal.store;

import static dev.reprise.internal.store.SharedRegister.LIFETIME;
import static dev.reprise.internal.store.SharedRegister.NOW;
import static dev.reprise.internal.store.SharedRegister.ROTATE;
import static dev.reprise.internal.store.SharedRegister.SCHEDULE;
import static dev.reprise.internal.store.SharedRegister.SECOND;
import static dev.reprise.internal.store.SharedRegister.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Logged;
import dev.reprise.testing.Prevents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A register that is gone, lies, loses or is written by somebody else; secrets that change; keys that are turned by hand. */
class RegisterInTroubleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Logged log = new Logged("dev.reprise.keys");
    private final SharedRegister register = new SharedRegister();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static TicketKeyring look(RegisterKeys node, Instant now) {
        node.refresh(now);
        return node.at(now);
    }

    private static TicketKey sealing(RegisterKeys node, Instant now) {
        return Objects.requireNonNull(look(node, now).sealing(), "no key seals");
    }

    @Nested
    class Gone {
        @Test
        void leavesWhatIsKnownAsLongAsItMayBeUsed() {
            RegisterKeys node = register.node(NOW);
            look(node, NOW.plus(ROTATE).minus(MINUTE));
            register.down = true;

            Instant end = NOW.plus(ROTATE.multipliedBy(2));
            for (Instant now = NOW.plus(ROTATE).minus(MINUTE); now.isBefore(end); now = now.plus(MINUTE)) {
                assertThat(look(node, now).sealing()).as("at %s", now).isNotNull();
            }
            assertThat(look(node, end).sealing()).isNull();
            assertThat(look(node, end).all()).hasSize(2);
            assertThat(look(node, end.plus(LIFETIME).plus(KeySchedule.SKEW)).all())
                    .isEmpty();
            assertThat(log.lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("WARNING")
                    .contains("down");
        }

        @Test
        void costsANodeThatBeginsItsTicketsAndNothingElse() {
            register.down = true;
            RegisterKeys node = register.node(NOW);
            assertThat(node.at(NOW).all()).isEmpty();
            assertThat(node.problem()).isPresent();

            register.down = false;
            assertThat(look(node, NOW.plus(SECOND)).sealing()).isNotNull();
            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("INFO")
                    .contains("well again");
        }

        @Test
        void isAskedOnceASecond() {
            RegisterKeys node = register.node(NOW);
            register.down = true;
            int before = register.reads.get();
            for (int i = 0; i < 100; i++) {
                look(node, NOW.plus(SECOND).plusMillis(i));
            }
            assertThat(register.reads.get() - before).isEqualTo(1);
        }

        @Test
        void mayThrowWhatItMayNot() {
            RegisterKeys node = register.node(NOW);
            register.rude = true;

            assertThat(look(node, NOW.plus(SECOND)).sealing()).isNotNull();
            assertThat(log.lines()).hasSize(1).first().asString().contains("a bug in a register");
        }

        @Test
        void forWritingLeavesWhatIsThere() {
            RegisterKeys node = register.node(NOW);
            register.readOnly = true;

            look(node, NOW.plus(ROTATE).minus(MINUTE));
            assertThat(look(node, NOW.plus(ROTATE)).sealing()).isNull();
            register.readOnly = false;
            Instant later = NOW.plus(ROTATE).plus(SECOND);
            look(node, later);
            assertThat(look(node, later.plus(SECOND.multipliedBy(2))).sealing()).isNotNull();
        }
    }

    /** One thread waits for the register, the others take what there is. */
    @Test
    void slowHoldsUpOneThread() throws InterruptedException {
        RegisterKeys node = register.node(NOW);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        register.lie = value -> {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return value;
        };
        Thread waiting = new Thread(() -> node.refresh(NOW.plus(SECOND)));
        waiting.start();
        entered.await();

        for (int i = 0; i < 100; i++) {
            assertThat(look(node, NOW.plus(SECOND)).sealing()).isNotNull();
        }
        release.countDown();
        waiting.join();
    }

    @Nested
    class ThatLost {
        @Test
        void everythingGetsBackWhatItsNodesKnow() {
            RegisterKeys one = register.node(NOW);
            TicketKey key = sealing(one, NOW);
            RegisterKeys two = register.node(NOW);
            register.set(RegisterValue.empty().encode());

            assertThat(sealing(one, NOW.plus(SECOND))).isEqualTo(key);
            assertThat(sealing(two, NOW.plus(SECOND))).isEqualTo(key);
            assertThat(sealing(register.node(NOW.plus(SECOND)), NOW.plus(SECOND)))
                    .isEqualTo(key);
            assertThat(register.keys()).isEqualTo(1);
        }

        @Test
        void itsLastKeyGetsItBack() {
            RegisterKeys node = register.node(NOW);
            byte[] before = register.value();
            Instant now = NOW.plus(ROTATE).minus(MINUTE);
            TicketKey next = look(node, now).all().get(1);
            register.set(before);

            look(node, now.plus(SECOND));
            assertThat(register.node(now.plus(SECOND)).at(NOW.plus(ROTATE)).sealing())
                    .isEqualTo(next);
        }

        @Test
        void andAnotherNodeBeganAnewEndsWithTheKeysOfBoth() {
            RegisterKeys one = register.node(NOW);
            TicketKey old = sealing(one, NOW);
            register.set(RegisterValue.empty().encode());
            RegisterKeys two = register.node(NOW.plus(SECOND));
            TicketKey other = sealing(two, NOW.plus(SECOND));
            assertThat(other).isNotEqualTo(old);

            Instant now = NOW.plus(SECOND.multipliedBy(3));
            look(one, now);
            look(two, now);
            assertThat(one.at(now).named(other.name())).isNotNull();
            assertThat(one.at(now).named(old.name())).isNotNull();
            for (Instant at = now; at.isBefore(now.plus(ROTATE.multipliedBy(2))); at = at.plus(MINUTE)) {
                TicketKey sealed = sealing(one, at);
                assertThat(look(two, at).named(sealed.name())).isNotNull();
            }
            assertThat(sealing(one, now.plus(ROTATE.multipliedBy(2))))
                    .isEqualTo(sealing(two, now.plus(ROTATE.multipliedBy(2))));
        }
    }

    @Nested
    class WrittenBySomebodyElse {
        @Test
        @Prevents("store-writer")
        void isNotBelieved() {
            RegisterKeys node = register.node(NOW);
            TicketKey key = sealing(node, NOW);
            byte[] good = register.value();
            Random random = new Random(7);
            List<byte[]> values = new ArrayList<>(List.of(new byte[0], new byte[1], new byte[1 << 21]));
            for (int i = 0; i < 400; i++) {
                byte[] changed = good.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                values.add(changed);
                values.add(Arrays.copyOf(good, random.nextInt(good.length)));
            }
            Instant now = NOW;
            for (byte[] value : values) {
                now = now.plus(SECOND);
                register.lie = honest -> Optional.of(value);
                TicketKeyring ring = look(node, now);
                assertThat(ring.sealing()).isEqualTo(key);
                assertThat(ring.all()).hasSize(1);
            }
        }

        /** A key under the name of another: the name is part of the seal. */
        @Test
        @Prevents("store-writer")
        void cannotSwapKeys() {
            RegisterKeys node = register.node(NOW);
            Instant now = NOW.plus(ROTATE).minus(MINUTE);
            look(node, now);
            RegisterValue value = RegisterValue.decode(register.value());
            RegisterValue.Entry a = value.entries().get(0);
            RegisterValue.Entry b = value.entries().get(1);
            register.set(value.with(List.of(
                            RegisterValue.Entry.of(a.name(), b.wrapped(), a.expires()),
                            RegisterValue.Entry.of(b.name(), a.wrapped(), b.expires())))
                    .encode());

            RegisterKeys fresh = register.node(now);
            assertThat(fresh.at(now).all()).isEmpty();
            assertThat(fresh.problem()).isPresent();
            assertThat(sealing(node, now.plus(SECOND))).isNotNull();
        }

        @Test
        void cannotHaveAnOldKeySealAgain() throws IOException {
            RegisterKeys node = register.node(NOW);
            TicketKey old = sealing(node, NOW);
            byte[] backup = register.value();
            Instant now = NOW.plus(ROTATE).plus(KeySchedule.SKEW);
            look(node, now);
            register.set(backup);

            RegisterKeys fresh = register.node(now.plus(SECOND));
            assertThat(fresh.at(now.plus(SECOND)).sealing()).isNotEqualTo(old);
        }

        @Test
        void isReadAsFarAsALaterVersionAllows() {
            RegisterKeys node = register.node(NOW);
            TicketKey key = sealing(node, NOW);
            RegisterValue value = RegisterValue.decode(register.value());
            value.fields().put(77, new byte[] {1, 2, 3});
            register.set(value.encode());

            assertThat(sealing(register.node(NOW), NOW)).isEqualTo(key);
            look(node, NOW.plus(ROTATE).minus(MINUTE));
            assertThat(RegisterValue.decode(register.value()).fields().get(77)).containsExactly(1, 2, 3);

            value.fields().put(TaggedFields.CRITICAL | 78, new byte[] {1});
            byte[] critical = value.encode();
            register.set(critical);
            assertThat(look(node, NOW.plus(ROTATE)).sealing()).isNotNull();
            assertThat(register.value()).isEqualTo(critical);
        }
    }

    @Nested
    class TheSecret {
        @Test
        void isChangedWithoutAFlagDay() {
            // Old alone, then the new one last, then first, then alone: one node at a time, and at each step all go on.
            int[][] steps = {{1}, {1, 2}, {2, 1}, {2}};
            RegisterKeys one = register.node(SCHEDULE, secret(1), NOW);
            RegisterKeys two = register.node(SCHEDULE, secret(1), NOW);
            Instant now = NOW;
            for (int[] step : steps) {
                Instant end = now.plus(ROTATE).plus(LIFETIME).plus(KeySchedule.SKEW);
                one = register.node(SCHEDULE, secret(step), now);
                for (int phase = 0; phase < 2; phase++) {
                    for (Instant at = now; at.isBefore(end); at = at.plus(MINUTE)) {
                        TicketKey key = sealing(one, at);
                        assertThat(look(two, at).named(key.name())).isNotNull();
                        assertThat(one.at(at).named(sealing(two, at).name())).isNotNull();
                    }
                    now = end;
                    end = end.plus(ROTATE);
                    two = register.node(SCHEDULE, secret(step), now);
                }
            }
            assertThat(log.lines()).isEmpty();
        }

        @Test
        void thatANodeLacksKeepsItFromMakingKeys() {
            RegisterKeys old = register.node(SCHEDULE, secret(1), NOW);
            byte[] value = register.value();
            RegisterKeys stranger = register.node(SCHEDULE, secret(9), NOW);

            assertThat(stranger.at(NOW).all()).isEmpty();
            assertThat(register.value()).isEqualTo(value);
            assertThat(stranger.problem()).get().asString().contains("wrapped under a secret");
            assertThat(old.at(NOW).sealing()).isNotNull();
        }

        @Test
        void thatWasLostIsNoMatterOnceItsKeysAreOver() {
            register.node(SCHEDULE, secret(1), NOW);
            Instant over = NOW.plus(ROTATE).plus(LIFETIME).plus(KeySchedule.SKEW);
            RegisterKeys other = register.node(SCHEDULE, secret(9), over.minusMillis(1));
            assertThat(other.at(over.minusMillis(1)).all()).isEmpty();

            assertThat(look(other, over.plus(SECOND)).all()).hasSize(1);
            assertThat(register.keys()).isEqualTo(1);
        }
    }

    @Nested
    class AnOperator {
        private final RegisterKeys operator =
                RegisterKeys.forAnOperator(register, secret(1), new dev.reprise.testing.TestRandom(5), NOW);

        @Test
        void makesNoKeyByLooking() {
            assertThat(operator.at(NOW).all()).isEmpty();
            assertThat(register.value()).isEmpty();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> operator.rotate(NOW, false))
                    .withMessageContaining("no key in it yet");
        }

        @Test
        void hasAnotherKeySealOnceItIsAnnounced() throws IOException {
            RegisterKeys node = register.node(NOW);
            TicketKey before = sealing(node, NOW);
            Instant now = NOW.plus(MINUTE);

            operator.rotate(now, false);

            TicketKeyring ring = look(node, now.plus(SECOND));
            assertThat(ring.sealing().name()).isEqualTo(before.name());
            assertThat(ring.all()).hasSize(2);
            Instant announced = now.plus(KeyTimeline.ANNOUNCEMENT);
            TicketKeyring then = look(node, announced);
            assertThat(then.sealing().name()).isEqualTo(ring.all().get(1).name());
            assertThat(then.sealing().sealsUntil()).isEqualTo(announced.plus(ROTATE));
            assertThat(then.named(before.name()).opensUntil())
                    .isEqualTo(announced.plus(LIFETIME).plus(KeySchedule.SKEW));
        }

        @Test
        @Prevents("key-rotation")
        void revokesWhatWasSealedBefore() throws IOException {
            RegisterKeys node = register.node(NOW);
            TicketKey before = sealing(node, NOW);
            byte[] backup = register.value();

            operator.rotate(NOW.plus(MINUTE), true);

            Instant now = NOW.plus(MINUTE).plus(SECOND);
            TicketKeyring ring = look(node, now);
            assertThat(ring.named(before.name())).isNull();
            assertThat(before.key().isDestroyed()).isTrue();
            assertThat(ring.sealing()).isNotNull();
            assertThat(register.keys()).isEqualTo(1);
            // Whoever puts the backup back does not bring the key back to a node that saw it go.
            register.set(backup);
            Instant later = now.plus(SECOND);
            assertThat(look(node, later).named(before.name())).isNull();
            assertThat(node.at(later).sealing().name()).isEqualTo(ring.sealing().name());
            assertThat(register.node(later).at(later).named(before.name())).isNull();
        }

        @Test
        void beginsAnewWhereNobodyCanUseWhatIsThere() throws IOException {
            register.set(new byte[] {1, 2, 3});
            RegisterKeys node = register.node(NOW);
            assertThat(node.at(NOW).all()).isEmpty();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> operator.rotate(NOW, false));

            operator.rotate(NOW, true);
            assertThat(look(node, NOW.plus(SECOND)).sealing()).isNotNull();
        }

        @Test
        void isToldThatTheRegisterIsGone() {
            register.down = true;
            RegisterKeys unlucky =
                    RegisterKeys.forAnOperator(register, secret(1), new dev.reprise.testing.TestRandom(6), NOW);

            assertThat(unlucky.problem()).get().asString().contains("down");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> unlucky.rotate(NOW, true))
                    .withMessageContaining("down");
        }
    }
}
