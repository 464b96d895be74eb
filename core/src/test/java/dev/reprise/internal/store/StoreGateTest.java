package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.store.StoreGate.Kind;
import dev.reprise.session.StoreException;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands before a store: whom it lets in, and when it lets nobody in. */
class StoreGateTest {
    private static final Duration NEARLY_A_SECOND = Duration.ofMillis(999);
    private static final Duration A_MILLISECOND = Duration.ofMillis(1);

    private final TestClock clock = new TestClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final StoreGate gate = new StoreGate(2, Duration.ZERO, clock);
    private final AtomicInteger asked = new AtomicInteger();
    private boolean down;
    private Duration takes = Duration.ZERO;

    private String answer() throws StoreException {
        asked.incrementAndGet();
        clock.advance(takes);
        if (down) {
            throw new StoreException("down");
        }
        return "answer";
    }

    private void fails(Kind kind, String how) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> gate.pass(kind, this::answer))
                .withMessageContaining(how);
    }

    private void goDown(Kind kind) {
        down = true;
        for (int i = 0; i < StoreGate.FAILURES_IN_A_ROW; i++) {
            fails(kind, "down");
        }
        asked.set(0);
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("store-failure")
    void asksAStoreThatIsGoneOnceASecond(Kind kind) {
        goDown(kind);

        for (int second = 1; second <= 3; second++) {
            for (int i = 0; i < 100; i++) {
                fails(kind, "asked again within a second");
            }
            clock.advance(NEARLY_A_SECOND);
            fails(kind, "asked again within a second");
            clock.advance(A_MILLISECOND);
            fails(kind, "down");
            assertThat(asked).hasValue(second);
        }
    }

    @Test
    void recoversByItself() throws StoreException {
        goDown(Kind.READ);
        down = false;
        fails(Kind.READ, "asked again");
        clock.advance(Duration.ofSeconds(1));

        for (int i = 0; i < 10; i++) {
            assertThat(gate.pass(Kind.READ, this::answer)).isEqualTo("answer");
        }
    }

    @Test
    void bearsFailuresThatAreNotInARow() throws StoreException {
        for (int i = 0; i < 100; i++) {
            down = true;
            fails(Kind.READ, "down");
            fails(Kind.READ, "down");
            down = false;
            assertThat(gate.pass(Kind.READ, this::answer)).isEqualTo("answer");
        }
    }

    @Test
    void judgesAStoreThatIsFullByWhatItStillDoes() throws StoreException {
        goDown(Kind.WRITE);
        down = false;

        fails(Kind.WRITE, "asked again");
        assertThat(gate.pass(Kind.READ, this::answer)).isEqualTo("answer");
        assertThat(gate.pass(Kind.REMOVE, this::answer)).isEqualTo("answer");
    }

    @Test
    void takesTheAnswersOfAStoreThatIsSlowAndAsksItLess() throws StoreException {
        takes = Duration.ofMillis(1001);
        for (int i = 0; i < StoreGate.FAILURES_IN_A_ROW; i++) {
            assertThat(gate.pass(Kind.READ, this::answer)).isEqualTo("answer");
        }
        fails(Kind.READ, "asked again");
    }

    @Test
    void takesAStoreThatThrowsWhatItMayNotForOneThatFailed() {
        assertThatThrownBy(() -> gate.pass(Kind.READ, () -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a bug");
        assertThatThrownBy(() -> gate.pass(Kind.READ, StoreGateTest::nothing)).isInstanceOf(StoreException.class);
    }

    @SuppressWarnings("NullAway") // that is what is tested
    private static String nothing() {
        return null;
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        goDown(Kind.READ);
        clock.advance(Duration.ofHours(-1));

        fails(Kind.READ, "down");
        assertThat(asked).hasValue(1);
    }
}
