package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place for a client's sessions has to do, whatever it keeps them in. */
abstract class ClientSessionsContract {
    static final Instant NOW = SampleSessions.NOW;
    static final Server SHOP = new Server("shop.example", 443, SampleSessions.bytes(32, 1));

    @TempDir
    Path folder;

    ClientSessions sessions;

    abstract ClientSessions open() throws IOException;

    @BeforeEach
    void openIt() throws IOException {
        sessions = open();
    }

    @AfterEach
    void closeIt() {
        sessions.close();
    }

    /** A session told from others by its number; the higher, the newer, by a second each. */
    static TlsSession session(int number) {
        return SessionBridge.wrap(state(number));
    }

    static SessionState state(int number) {
        return SampleSessions.client13()
                .issuedAt(SampleSessions.ISSUED_AT + number * 1000L)
                .ticket(new byte[] {(byte) (number >>> 8), (byte) number})
                .build();
    }

    @Test
    void givesNothingWhereNothingIs() {
        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.available(SHOP, NOW)).isZero();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.NO_SESSION_OFFERED);
    }

    @Test
    @Rfc("9846#C.4 no-reuse")
    void givesEachSessionOnceAndTheNewestFirst() {
        sessions.add(SHOP, session(2));
        sessions.add(SHOP, session(3));
        sessions.add(SHOP, session(1));

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(3);
        assertThat(sessions.lease(SHOP, NOW)).contains(session(3));
        assertThat(sessions.lease(SHOP, NOW)).contains(session(2));
        assertThat(sessions.lease(SHOP, NOW)).contains(session(1));
        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.available(SHOP, NOW)).isZero();
    }

    @Test
    void takesBackWhatWasNotShown() {
        sessions.add(SHOP, session(1));
        sessions.add(SHOP, session(2));
        TlsSession leased = sessions.lease(SHOP, NOW).orElseThrow();

        sessions.giveBack(SHOP, leased);

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(2);
        assertThat(sessions.lease(SHOP, NOW)).contains(leased);
    }

    @Test
    void keepsASessionOnceThatIsAddedTwice() {
        sessions.add(SHOP, session(1));
        sessions.add(SHOP, session(1));

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(1);
    }

    @Test
    void findsAServerByItsNameInAnyCase() {
        sessions.add(new Server("Shop.EXAMPLE", 443, SHOP.partition()), session(1));

        assertThat(sessions.lease(SHOP, NOW)).isPresent();
    }

    @Test
    void doesNotMistakeOneServerForAnother() {
        sessions.add(SHOP, session(1));

        for (Server other : List.of(
                new Server("www.shop.example", 443, SHOP.partition()),
                new Server("shop.example", 8443, SHOP.partition()),
                new Server("shop.example", 443, new byte[32]))) {
            assertThat(sessions.lease(other, NOW)).as("%s", other).isEmpty();
            assertThat(sessions.available(other, NOW)).isZero();
        }
        assertThat(sessions.lease(SHOP, NOW)).isPresent();
    }

    @Test
    void givesNothingThatExpired() {
        TlsSession soon = SessionBridge.wrap(state(1).toBuilder()
                .expiresAt(NOW.plusSeconds(1).toEpochMilli())
                .build());
        sessions.add(SHOP, soon);

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(1);
        assertThat(sessions.available(SHOP, NOW.plusSeconds(1))).isZero();
        assertThat(sessions.lease(SHOP, NOW.plusSeconds(1))).isEmpty();
    }

    @Test
    void doesNotKeepWhatIsDeadOnArrival() {
        sessions.add(
                SHOP,
                SessionBridge.wrap(
                        state(1).toBuilder().expiresAt(SampleSessions.ISSUED_AT).build()));

        assertThat(sessions.available(SHOP, Instant.EPOCH)).isZero();
    }

    @Test
    void keeps32ForAServerAndDropsTheOldest() {
        for (int i = 0; i < 40; i++) {
            sessions.add(SHOP, session(i));
        }

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(32);
        List<TlsSession> leased = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            leased.add(sessions.lease(SHOP, NOW).orElseThrow());
        }
        assertThat(leased).startsWith(session(39)).endsWith(session(8));
    }

    @Test
    void forgetsWhatDescendsFromAnOrigin() {
        byte[] invalidated = SampleSessions.bytes(32, 0xa0);
        sessions.add(SHOP, session(1));
        sessions.add(
                SHOP,
                SessionBridge.wrap(state(2).toBuilder()
                        .origin(invalidated, SampleSessions.AUTHENTICATED_AT)
                        .build()));

        sessions.removeOrigin(invalidated);

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(1);
        assertThat(sessions.lease(SHOP, NOW)).contains(session(1));
    }

    @Test
    @Prevents("invalidated-session")
    void takesNothingThatDescendsFromAnInvalidatedOriginNewOrBack() throws IOException {
        byte[] invalidated = SampleSessions.bytes(32, 0xa0);
        SessionState descendant = state(2).toBuilder()
                .origin(invalidated, SampleSessions.AUTHENTICATED_AT)
                .build();
        sessions.add(SHOP, session(1));
        sessions.add(SHOP, SessionBridge.wrap(descendant));
        TlsSession leased = sessions.lease(SHOP, NOW).orElseThrow();

        sessions.removeOrigin(invalidated);
        sessions.giveBack(SHOP, leased);
        sessions.add(
                SHOP,
                SessionBridge.wrap(descendant.toBuilder().ticket(new byte[] {7}).build()));

        assertThat(sessions.available(SHOP, NOW)).isEqualTo(1);
        assertThat(sessions.lease(SHOP, NOW)).contains(session(1));
        try (ClientSessions another = open()) {
            another.giveBack(SHOP, leased);
            assertThat(another.lease(SHOP, NOW).isPresent())
                    .as("in another process")
                    .isEqualTo(!isThereForOtherProcesses());
        }
    }

    /** Whether what is in it is there for another process. */
    boolean isThereForOtherProcesses() {
        return true;
    }

    @Test
    void takesAndGivesNothingOnceClosed() {
        sessions.add(SHOP, session(1));
        sessions.close();
        sessions.add(SHOP, session(2));

        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.available(SHOP, NOW)).isZero();
        sessions.close();
    }

    @Test
    @Prevents("single-use-race")
    void givesEachSessionToOneOfManyThreads() throws Exception {
        int threads = 8;
        int added = 32;
        for (int i = 0; i < added; i++) {
            sessions.add(SHOP, session(i));
        }
        Queue<TlsSession> leased = new ConcurrentLinkedQueue<>();
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Callable<Void>> takers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            takers.add(() -> {
                together.await();
                sessions.lease(SHOP, NOW).ifPresent(leased::add);
                while (sessions.available(SHOP, NOW) > 0) {
                    sessions.lease(SHOP, NOW).ifPresent(leased::add);
                }
                return null;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> taker : pool.invokeAll(takers)) {
                taker.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(leased).hasSize(added).doesNotHaveDuplicates();
    }

    static Instant later(Duration duration) {
        return NOW.plus(duration);
    }
}
