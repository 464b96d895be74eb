package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemoryClientSessions;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One client that comes back again and again, while time passes and ticket keys turn: what client and server keep for it must not grow.
 *
 * <p>Two things are measured, none of them time. The entries of every place that keeps any, after each resumption. And the heap that is in use
 * after collections, at moments that lie as many resumptions apart: a leak of a session, a connection or a key for each resumption would show as
 * growth in proportion, here at least {@value #LEAST_LEAK} bytes for each. What else a JVM does to its heap is not in proportion, and is allowed
 * for by the median of {@value #STRETCHES} stretches: a leak grows in each of them. That this notices a leak is shown with one.
 */
@Tag("memory")
class GrowthTest {
    /** What a leak would cost for each resumption: a session is some 600 bytes, a connection several thousand. */
    private static final long LEAST_LEAK = 200;

    private static final int STRETCHES = 5;

    /** Client and server, of whom everything is bounded. */
    private static final class Return {
        final Story story;
        final MemorySessionStore store;
        final MemoryClientSessions sessions = new MemoryClientSessions();
        private final Consumer<Wire> afterwards;

        Return(Carrier carrier, Consumer<Wire> afterwards) {
            this.story = Story.with(carrier);
            this.afterwards = afterwards;
            story.ends.keys =
                    new EphemeralKeys(new KeySchedule(Duration.ofHours(1), Duration.ofHours(6)), story.ends.random);
            story.ends.clientSessions = sessions;
            store = new MemorySessionStore(1000, 1 << 22, story.ends.clock);
            story.ends.keepSessionsIn(store);
            story.ends.ticketPool = 1;
        }

        /** Comes back every ten minutes, for as long as the session lives; and then with a new one. */
        void comesBack(int times) {
            for (int i = 0; i < times; i++) {
                Wire wire = story.connects();
                assertThat(Story.seenBy(wire.server).reason())
                        .isIn(Reason.RESUMED, Reason.NO_SESSION_OFFERED, Reason.EXPIRED, Reason.UNKNOWN_SESSION);
                afterwards.accept(wire);
                story.ends.clock.advance(Duration.ofMinutes(10));
                assertThat(story.available()).isLessThanOrEqualTo(1);
                assertThat(store.size()).as("entries in the store").isLessThanOrEqualTo(80);
                assertThat(story.ends.keys.at(story.ends.clock.instant()).all())
                        .as("ticket keys")
                        .hasSizeLessThanOrEqualTo(9);
            }
        }
    }

    /** Bytes in use once nothing more can be collected. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static void assertFlat(Return client, int resumptions) {
        client.comesBack(250); // classes, caches and pools come to their size
        int stretch = resumptions / STRETCHES;
        long[] growth = new long[STRETCHES];
        long before = usedHeap();
        for (int i = 0; i < STRETCHES; i++) {
            client.comesBack(stretch);
            long after = usedHeap();
            growth[i] = after - before;
            before = after;
        }
        Arrays.sort(growth);
        assertThat(growth[STRETCHES / 2])
                .as(
                        "bytes by which the heap grew, of stretches of %d resumptions: %s",
                        stretch, Arrays.toString(growth))
                .isLessThan(LEAST_LEAK * stretch);
    }

    @ParameterizedTest
    @EnumSource
    @Prevents({"reused-object", "unbounded-cache", "key-pile-up"})
    void aThousandResumptionsLeaveNothingBehind(Carrier carrier) {
        assertFlat(new Return(carrier, wire -> {}), 1_000);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @Prevents({"reused-object", "unbounded-cache", "key-pile-up"})
    void aHundredThousandResumptionsLeaveNothingBehind(Carrier carrier) {
        assertFlat(new Return(carrier, wire -> {}), 100_000);
    }

    /** As somebody would who keeps the session of each connection, and with it what the session holds. */
    @Test
    void aSessionKeptForEachResumptionWouldBeNoticed() {
        List<TlsSession> kept = new ArrayList<>();
        Return leaking = new Return(
                Carrier.STATELESS, wire -> kept.add(wire.client.latestSession().orElseThrow()));
        assertThatThrownBy(() -> assertFlat(leaking, 1_000))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes by which the heap grew");
        assertThat(kept).hasSize(1_250);
    }

    @Test
    void anEntryKeptForEachResumptionWouldBeNoticed() {
        Return leaking = new Return(Carrier.STORED, wire -> {});
        leaking.story.ends.ticketPool = 2; // one more than is used
        leaking.story.ends.ticketCount = 2;
        assertThatThrownBy(() -> leaking.comesBack(500)).isInstanceOf(AssertionError.class);
    }

    /** The last of a long chain is no larger than the first: nothing of those before it is in it. */
    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({3, 11, 27})
    @Prevents("reused-object")
    void theLastSessionOfAChainIsNoLargerThanTheFirst(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.ticketPool = 1;
        int first = story.session().export().length;
        TlsSession last = null;
        for (int i = 0; i < 100; i++) {
            last = story.resumes().client.latestSession().orElseThrow();
        }
        assertThat(last.export().length).isLessThanOrEqualTo(first + 16);
    }
}
