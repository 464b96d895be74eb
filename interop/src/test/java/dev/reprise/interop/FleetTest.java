package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three {@code reprise serve} behind a balancer that sends each connection to the next of them. They have one secret and one
 * file store, and nothing else in common. Their clients do not know that they are many.
 */
class FleetTest {
    @TempDir
    private Path directory;

    private Path secret;

    /** What one client did: what it saw itself, and what it offered in its first connection, as the servers tell it. */
    private record Visit(Way way, List<Boolean> resumed, String first) {}

    @BeforeEach
    void makeASecret() {
        secret = newSecret("secret");
    }

    /**
     * Every connection but each client's first one resumes, on whichever node it ends up, in TLS 1.2 by ID and by ticket and
     * in TLS 1.3, over the restart of a node too; and the servers, the clients and the wire say the same of each.
     */
    @ParameterizedTest
    @ValueSource(strings = {"stateless", "stored"})
    void resumesOnEveryNodeAndOverTheRestartOfOne(String tls13Tickets) {
        Peers.require(Peers.OPENSSL);
        Peers.require(Peers.GNUTLS);
        List<Serve> nodes = new ArrayList<>();
        AtomicInteger next = new AtomicInteger();
        try (WireTap balancer = WireTap.among(
                () -> nodes.get(next.getAndIncrement() % nodes.size()).port())) {
            for (int i = 0; i < 3; i++) {
                nodes.add(RepriseCli.serve(node(tls13Tickets, secret)));
            }
            List<Visit> visits = new ArrayList<>();
            for (Way way : Way.values()) {
                visits.add(openSsl(balancer.port(), way, 4, Way.FULL));
                visits.add(reprise(balancer.port(), way, 3, Way.FULL));
                visits.add(gnuTls(balancer.port(), way));
            }
            List<Handshake> told = tell(nodes, 0, connections(visits));

            nodes.get(1).close();
            nodes.set(1, RepriseCli.serve(node(tls13Tickets, secret)));
            List<Visit> later = new ArrayList<>();
            for (Way way : Way.values()) {
                later.add(openSsl(balancer.port(), way, 3, how(way, tls13Tickets)));
                later.add(reprise(balancer.port(), way, 3, how(way, tls13Tickets)));
            }
            told = new ArrayList<>(told);
            told.addAll(tell(nodes, connections(visits), connections(later)));
            visits.addAll(later);

            int at = 0;
            List<Seen> wire = balancer.await(told.size());
            for (Visit visit : visits) {
                int count = visit.resumed().size();
                List<Handshake> ofServers = told.subList(at, at + count);
                List<String> expected = new ArrayList<>(List.of(visit.first()));
                for (int i = 1; i < count; i++) {
                    expected.add(how(visit.way(), tls13Tickets));
                }
                assertThat(ofServers)
                        .as(visit.toString())
                        .extracting(Handshake::how)
                        .isEqualTo(expected);
                List<Boolean> resumed =
                        expected.stream().map(how -> how.startsWith("resumed")).toList();
                assertThat(visit.resumed()).isEqualTo(resumed);
                assertThat(wire.subList(at, at + count))
                        .extracting(Seen::resumed)
                        .isEqualTo(resumed);
                ClientsAtServeTest.assertAgree(wire.subList(at, at + count), ofServers);
                at += count;
            }
        } finally {
            nodes.forEach(Serve::close);
        }
    }

    /** A node with another secret makes full handshakes, and says why; the client then goes on with what that node gave it. */
    @ParameterizedTest
    @ValueSource(strings = {"stateless", "stored"})
    void aStrangerAmongThemSaysWhyItDoesNotResume(String tls13Tickets) {
        Peers.require(Peers.OPENSSL);
        try (Serve node = RepriseCli.serve(node(tls13Tickets, secret));
                Serve stranger = RepriseCli.serve(node(tls13Tickets, newSecret("another secret")))) {
            for (Way way : Way.values()) {
                openSsl(node.port(), way, 1, Way.FULL);
                assertThat(openSsl(stranger.port(), way, 2, "").resumed()).containsExactly(false, true);
                assertThat(node.next(1)).extracting(Handshake::how).containsExactly(Way.FULL);
                assertThat(stranger.next(2))
                        .extracting(Handshake::how)
                        .containsExactly(refusal(way, tls13Tickets), how(way, tls13Tickets));
            }
        }
    }

    private static String refusal(Way way, String tls13Tickets) {
        boolean stored = way == Way.TLS12_SESSION_ID || way == Way.TLS13 && tls13Tickets.equals("stored");
        return "full none " + (stored ? "unknown_session" : "unknown_ticket_key");
    }

    private static String how(Way way, String tls13Tickets) {
        return way == Way.TLS13 ? "resumed psk_" + tls13Tickets + " resumed" : way.resumedAtServe();
    }

    private String[] node(String tls13Tickets, Path secretFile) {
        return RepriseCli.presenting(
                Certificates.ec(),
                "--secret",
                secretFile.toString(),
                "--ticket-keys",
                "derive",
                "--store",
                "file:" + directory.resolve("store"),
                "--tls13-tickets",
                tls13Tickets);
    }

    /** With a session that its file keeps from one visit to the next. */
    private Visit openSsl(int port, Way way, int connections, String first) {
        ClientOptions options = ClientOptions.to(port)
                .withProtocol(way.protocol())
                .withTickets(way.tickets())
                .withSession(directory.resolve("openssl " + way));
        List<Boolean> resumed = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            resumed.add(Peers.OPENSSL.visit(options).get(0).resumed());
        }
        return new Visit(way, resumed, first);
    }

    private Visit reprise(int port, Way way, int connections, String first) {
        List<String> options = new ArrayList<>(List.of("--tls", way.version()));
        if (!way.tickets()) {
            options.add("--no-tickets");
        }
        options.addAll(List.of("--reconnect", Integer.toString(connections - 1)));
        options.addAll(List.of("--session", directory.resolve("reprise " + way).toString()));
        List<Handshake> told =
                RepriseCli.connect(port, options.toArray(new String[0])).succeeded();
        return new Visit(
                way,
                told.stream()
                        .map(handshake -> handshake.how().equals(way.resumedAtConnect()))
                        .toList(),
                first);
    }

    /** Two connections of one process, without a memory. */
    private static Visit gnuTls(int port, Way way) {
        List<Seen> seen = Peers.GNUTLS.visit(
                ClientOptions.to(port).withProtocol(way.protocol()).withTickets(way.tickets()));
        return new Visit(way, seen.stream().map(Seen::resumed).toList(), Way.FULL);
    }

    private static int connections(List<Visit> visits) {
        return visits.stream().mapToInt(visit -> visit.resumed().size()).sum();
    }

    /** What the nodes tell of so many connections, in the order in which the balancer dealt them out. */
    private static List<Handshake> tell(List<Serve> nodes, int first, int connections) {
        List<Handshake> told = new ArrayList<>();
        for (int i = first; i < first + connections; i++) {
            told.addAll(nodes.get(i % nodes.size()).next(1));
        }
        return told;
    }

    private Path newSecret(String name) {
        Path file = directory.resolve(name);
        PeerProcess.Ended ended = RepriseCli.run("keys", "new-secret", file.toString());
        assertThat(ended.status()).as(ended.toString()).isZero();
        return file;
    }
}
