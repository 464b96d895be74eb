package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.Serve;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three processes of {@code reprise serve} that share sessions and ticket keys, which turn every two seconds, and clients that go from one to the other without a pause: one
 * process is killed and comes back, one is restarted, and the server they share stands still for three seconds.
 */
@Tag("long")
class OutageFleetTest {
    private static final int NODES = 3;
    private static final int THREADS = 4;
    private static final int CLIENTS_PER_THREAD = 8;
    private static final int CONNECTIONS = 20_000;

    /** How long after the server goes on all nodes have asked it again, and have a key that seals. */
    private static final long UNTIL_NODES_HAVE_RECOVERED_MILLIS = 6_000;

    @TempDir
    private Path directory;

    private final Serve[] nodes = new Serve[NODES];
    private final List<Serve> all = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile long stopped = Long.MAX_VALUE;
    private volatile long recovered = Long.MAX_VALUE;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "REDIS"})
    void noConnectionFailsAndSessionsSurvive(StoreServer server) throws Exception {
        String spec = server.emptySpec();
        FleetSecret.writeNew(directory.resolve("secret"));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int i = 0; i < NODES; i++) {
                start(i, spec);
            }
            List<Future<List<RovingClient.Visit>>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                Callable<List<RovingClient.Visit>> roving = () -> rove(first);
                running.add(threads.submit(roving));
            }

            awaitBegun(CONNECTIONS / 4, running);
            Serve victim = nodes[0];
            victim.close(); // SIGKILL
            awaitBegun(CONNECTIONS * 2 / 5, running);
            start(0, spec);
            awaitBegun(CONNECTIONS / 2, running);
            Serve old = nodes[1];
            start(1, spec);
            old.terminate();
            old.awaitEnd();
            awaitBegun(CONNECTIONS * 3 / 5, running);
            stopped = System.currentTimeMillis();
            server.signal("STOP");
            try {
                Thread.sleep(3_000);
            } finally {
                server.signal("CONT");
                recovered = System.currentTimeMillis() + UNTIL_NODES_HAVE_RECOVERED_MILLIS;
            }

            List<RovingClient.Visit> visits = new ArrayList<>();
            for (Future<List<RovingClient.Visit>> one : running) {
                visits.addAll(one.get());
            }
            report(server, visits);
            judge(victim, visits);
        } finally {
            threads.shutdownNow();
            all.forEach(Serve::close);
        }
    }

    private void start(int place, String spec) {
        Serve node = RepriseCli.serve(RepriseCli.presenting(
                Certificates.ec(),
                "--store",
                spec,
                "--ticket-keys",
                spec,
                "--secret",
                directory.resolve("secret").toString(),
                "--rotate",
                "2s",
                "--expire",
                "10m"));
        all.add(node);
        nodes[place] = node;
    }

    private void awaitBegun(int number, List<Future<List<RovingClient.Visit>>> running) throws Exception {
        while (begun.get() < number) {
            for (Future<List<RovingClient.Visit>> one : running) {
                if (one.isDone()) {
                    one.get();
                }
            }
            Thread.sleep(5);
        }
    }

    /** Visits of one thread's clients, each to the next node. */
    private List<RovingClient.Visit> rove(int thread) throws Exception {
        List<RovingClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS_PER_THREAD; i++) {
            clients.add(new RovingClient(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2"));
        }
        List<RovingClient.Visit> visits = new ArrayList<>();
        for (int i = begun.getAndIncrement(); i < CONNECTIONS; i = begun.getAndIncrement()) {
            RovingClient client = clients.get(visits.size() % CLIENTS_PER_THREAD);
            visits.add(client.visitOneOf(nodes, thread + visits.size()));
        }
        return visits;
    }

    private boolean isOutside(RovingClient.Visit visit) {
        return visit.begun() < stopped - 1_000 || visit.begun() > recovered;
    }

    private void judge(Serve victim, List<RovingClient.Visit> visits) {
        assertThat(visits).hasSize(CONNECTIONS);
        // A connection that one node did not serve, since it ended, was served by the next.
        assertThat(visits).allSatisfy(visit -> assertThat(visit.how()).matches("(resumed resumed|full [a-z_]+)"));
        List<RovingClient.Visit> outside =
                visits.stream().filter(this::isOutside).toList();
        assertThat(outside.stream().filter(RovingClient.Visit::isResumed).count())
                .as("of %d outside of the outage", outside.size())
                .isGreaterThan(outside.size() * 95L / 100);

        for (Serve node : all) {
            if (node != victim) { // what it has told of on the way here
                node.awaitOk(
                        visits.stream().filter(visit -> visit.node() == node).count());
            }
            Map<String, Long> told = byHow(node.handshakes().stream()
                    .filter(Handshake::ok)
                    .map(handshake -> handshake.kind() + "")
                    .toList());
            Map<String, Long> seen = byHow(visits.stream()
                    .filter(visit -> visit.node() == node)
                    .map(visit -> visit.isResumed() ? "resumed" : "full")
                    .toList());
            if (node == victim) { // what it told of last was not all read, or read by no client
                for (String kind : List.of("resumed", "full")) {
                    assertThat(Math.abs(told.getOrDefault(kind, 0L) - seen.getOrDefault(kind, 0L)))
                            .isLessThanOrEqualTo(THREADS);
                }
            } else {
                assertThat(told).isEqualTo(seen);
            }
        }
        assertThat(all.stream()
                        .flatMap(node -> node.handshakes().stream())
                        .filter(Handshake::ok)
                        .map(Handshake::how))
                .allMatch(how -> how.matches("(resumed (psk_stateless|session_id) resumed|full none (no_session_offered"
                        + "|unknown_session|unknown_ticket_key|store_unavailable))"));
    }

    private void report(StoreServer server, List<RovingClient.Visit> visits) {
        long begin = visits.stream().mapToLong(RovingClient.Visit::begun).min().orElseThrow();
        long end = visits.stream().mapToLong(RovingClient.Visit::begun).max().orElseThrow();
        List<RovingClient.Visit> outside =
                visits.stream().filter(this::isOutside).toList();
        System.out.println(server + ": " + visits.size() + " connections in " + (end - begin) / 1000 + " s, "
                + visits.stream().mapToInt(RovingClient.Visit::refused).sum()
                + " that a node which had ended did not serve and the next did; outside of the outage "
                + outside.size() + ", resumed "
                + outside.stream().filter(RovingClient.Visit::isResumed).count() + "; in it "
                + (visits.size() - outside.size()) + ", resumed "
                + visits.stream()
                        .filter(visit -> !isOutside(visit) && visit.isResumed())
                        .count());
        System.out.println(server + ": as nodes tell it "
                + byHow(all.stream()
                        .flatMap(node -> node.handshakes().stream())
                        .map(Handshake::how)
                        .toList()));
        System.out.println(server + ": outside of the outage as clients tell it "
                + byHow(outside.stream().map(RovingClient.Visit::how).toList()));
    }

    private static Map<String, Long> byHow(List<String> how) {
        return new TreeMap<>(how.stream().collect(Collectors.groupingBy(one -> one, Collectors.counting())));
    }
}
