package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.FileSessionStore;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many clients at once, each a thread, at one server with one store and one keyring, whose keys turn all the time because the clock runs: no session
 * is lost, none that is for one use is used twice, nothing throws. No clock decides whether it passes: what has a minute to run must come out right however much it got done, and the store's patience with a busy
 * machine is long, so that no time decides.
 */
class CrowdTest {
    private static final int THREADS = 32;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    enum Place {
        MEMORY,
        FILES
    }

    static Stream<Arguments> crowds() {
        return Stream.of(Carrier.values())
                .flatMap(carrier -> Stream.of(Place.values())
                        .filter(place -> place == Place.MEMORY || carrier.isStored())
                        .map(place -> Arguments.of(carrier, place)));
    }

    private SessionStore store(Place place, Endpoints ends) {
        return place == Place.MEMORY
                ? new MemorySessionStore(1_000_000, 1L << 30, ends.clock)
                : new FileSessionStore(folder, FileSessionStore.DEFAULT_ENTRIES, Duration.ofMinutes(5), ends.clock);
    }

    /** A server whose ticket keys turn every minute of its clock, which the clients turn on. */
    private Endpoints server(Carrier carrier, Place place) {
        Endpoints server = new Endpoints();
        carrier.between(server);
        server.keys = new EphemeralKeys(new KeySchedule(Duration.ofMinutes(1), Duration.ofDays(1)), server.random);
        server.lifetime = Duration.ofDays(1);
        server.keepSessionsIn(store(place, server));
        return server;
    }

    private void all(List<Callable<Void>> clients) throws Exception {
        for (Future<Void> each : threads.invokeAll(clients)) {
            each.get();
        }
    }

    /**
     * Each client has sessions of its own, of which none must get lost.
     *
     * @param another whether a client that has been back so often comes once more
     * @param between how far a connection turns the clock
     */
    private void comeBack(Carrier carrier, Place place, IntPredicate another, Duration between) throws Exception {
        Endpoints server = server(carrier, place);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        AtomicInteger resumed = new AtomicInteger();
        AtomicInteger came = new AtomicInteger();
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            clients.add(() -> {
                Story client = new Story(server.neighbour());
                start.await();
                client.isFull(server, Reason.NO_SESSION_OFFERED);
                for (int round = 0; another.test(round); round++) {
                    came.incrementAndGet();
                    tick(server, between);
                    client.resumes(server);
                    resumed.incrementAndGet();
                }
                return null;
            });
        }
        all(clients);
        assertThat(resumed).hasValue(came.get()).hasValueGreaterThanOrEqualTo(THREADS);
    }

    /** A day, for which sessions live, would take more connections than come. */
    private static synchronized void tick(Endpoints server, Duration between) {
        server.clock.advance(between);
    }

    /** All clients offer the same sessions, in the same order, at the same time. */
    private void fight(Place place, int sessions) throws Exception {
        Endpoints server = server(Carrier.STORED, place);
        server.ticketPool = 1;
        List<TlsSession> shared = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Story maker = new Story(server.neighbour());
            maker.ends.ticketPool = 1;
            shared.add(maker.isFull(server, Reason.NO_SESSION_OFFERED)
                    .client
                    .latestSession()
                    .orElseThrow());
        }
        Map<ByteBuffer, AtomicInteger> uses = new ConcurrentHashMap<>();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            clients.add(() -> {
                for (TlsSession session : shared) {
                    Story client = new Story(server.neighbour());
                    start.await();
                    Wire wire = client.offering(session).connects(server);
                    Reason reason = Story.seenBy(wire.server).reason();
                    assertThat(reason).isIn(Reason.RESUMED, Reason.ALREADY_USED, Reason.UNKNOWN_SESSION);
                    uses.computeIfAbsent(ByteBuffer.wrap(Story.ticketOf(session)), key -> new AtomicInteger())
                            .addAndGet(reason == Reason.RESUMED ? 1 : 0);
                }
                return null;
            });
        }
        all(clients);
        assertThat(uses).hasSize(sessions);
        assertThat(uses.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }

    @ParameterizedTest
    @MethodSource("crowds")
    @GnuTlsCase(81)
    @Prevents({"single-use-race", "shared-by-threads"})
    void loseNoSession(Carrier carrier, Place place) throws Exception {
        comeBack(carrier, place, round -> round < 5, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("single-use-race")
    void useASessionForOneUseOnce(Place place) throws Exception {
        fight(place, 6);
    }

    @ParameterizedTest
    @MethodSource("crowds")
    @Tag("long")
    @Prevents({"single-use-race", "shared-by-threads"})
    void loseNoSessionInAMinute(Carrier carrier, Place place) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        comeBack(carrier, place, round -> round == 0 || System.nanoTime() - end < 0, Duration.ofMillis(100));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @Prevents("single-use-race")
    void useHundredsOfSessionsForOneUseOnce(Place place) throws Exception {
        fight(place, 100);
    }
}
