package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.TicketMode;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One single-use ticket that many clients show to several nodes at the same moment: one of them resumes. */
class ContestTest {
    private static final int NODES = 3;
    private static final int CLIENTS = 50;

    /** Fewer than all threads: some wait for a connection, as they do in a pool. */
    private static final int CONNECTIONS = 10;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "REDIS"})
    void oneOfFiftyResumes(StoreServer server) throws Exception {
        contest(server, 20);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void oneOfFiftyResumesAThousandTimes(StoreServer server) throws Exception {
        contest(server, 1_000);
    }

    private static void contest(StoreServer server, int rounds) throws Exception {
        server.emptySpec();
        FleetSecret secret = FleetSecret.generate();
        Instant now = Instant.now();
        List<StoreServer.Access> stores = new ArrayList<>();
        List<StoreNode> nodes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int i = 0; i < NODES; i++) {
                StoreServer.Access access = server.open(CONNECTIONS);
                stores.add(access);
                // By a clock that stands still no call of a slow machine is taken for one of a store that is gone.
                nodes.add(new StoreNode(Reprise.server()
                        .secret(secret)
                        .sessionStore(access.store())
                        .ticketMode(TicketMode.STORED)
                        .ticketCount(1)
                        .clock(() -> now)));
            }
            for (int round = 0; round < rounds; round++) {
                round(round, nodes, threads);
            }
        } finally {
            threads.shutdownNow();
            for (StoreNode node : nodes) {
                node.close();
            }
            stores.forEach(StoreServer.Access::close);
        }
    }

    private static void round(int round, List<StoreNode> nodes, ExecutorService threads) throws Exception {
        SSLContext client = StoreNode.client("TLSv1.3"); // a new one, that has no session yet
        StoreNode giver = nodes.get(round % NODES);
        TlsSession ticket = giver.visit(client, null).orElseThrow();
        assertThat(giver.next()).isEqualTo("full no_session_offered");

        CyclicBarrier moment = new CyclicBarrier(CLIENTS);
        List<Callable<Optional<TlsSession>>> visits = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            StoreNode node = nodes.get(i % NODES);
            visits.add(() -> node.visit(client, ticket, () -> await(moment)));
        }
        for (Future<Optional<TlsSession>> visit : threads.invokeAll(visits)) {
            visit.get();
        }
        List<String> told = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            told.addAll(nodes.get(i).next(CLIENTS / NODES + (i < CLIENTS % NODES ? 1 : 0)));
        }
        assertThat(told)
                .as("round %d", round)
                .filteredOn("resumed resumed"::equals)
                .hasSize(1);
        assertThat(told)
                .filteredOn(how -> !how.equals("resumed resumed"))
                .hasSize(CLIENTS - 1)
                .isSubsetOf("full already_used", "full unknown_session");
    }

    private static void await(CyclicBarrier moment) {
        try {
            moment.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
