package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.TicketMode;
import dev.reprise.interop.stores.FaultyLine.Fault;
import dev.reprise.jdbc.JdbcSessionStore;
import dev.reprise.session.TlsSession;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node whose database fails in one way or another. Each call of the store opens a connection, which the line to the database counts. What the store
 * calls a second is one of a clock that the test moves.
 */
class StoreOutageTest {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** Handshakes after which a store is known to be gone: three failures of a kind, and a handshake
     * reads once where a session is offered, and writes where one is given. */
    private static final int UNTIL_KNOWN = 3;

    private final FleetSecret secret = FleetSecret.generate();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private String url = "";
    private FaultyLine line;

    @BeforeEach
    void start() throws Exception {
        url = DatabaseServer.POSTGRESQL.emptyUrl();
        line = new FaultyLine(URI.create(url.substring("jdbc:".length())).getPort());
    }

    @AfterEach
    void stop() throws Exception {
        if (line != null) {
            line.close();
        }
    }

    private ServerBuilder server(String options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + line.port()) + options);
        source.setConnectTimeout(1);
        source.setSocketTimeout(1);
        source.setSslMode("disable"); // one connection to the line for each call, no second attempt
        source.setGssEncMode("disable");
        return Reprise.server()
                .secret(secret)
                .clock(now::get)
                .sessionStore(new JdbcSessionStore(source, 1_000, Duration.ofSeconds(1), InstantSource.system()))
                .ticketMode(TicketMode.STORED)
                .tickets(false);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "CUT"})
    void handshakesAreFullUntilTheStoreIsBack(Fault fault) throws Exception {
        playWith(fault);
    }

    /** Each call takes as long as it may. */
    @Tag("long")
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "CLOSED", "CUT"})
    void handshakesAreFullUntilTheStoreIsBackThatMakesThemWait(Fault fault) throws Exception {
        playWith(fault);
    }

    private void playWith(Fault fault) throws Exception {
        for (String version : VERSIONS) {
            try (StoreNode node = new StoreNode(server(""))) {
                Deque<TlsSession> sessions = new ArrayDeque<>();
                for (int i = 0; i < UNTIL_KNOWN + 4; i++) {
                    sessions.add(node.visit(StoreNode.client(version), null).orElseThrow());
                    assertThat(node.next()).isEqualTo("full no_session_offered");
                }
                node.visit(StoreNode.client(version), sessions.pop());
                assertThat(node.next()).as(version).isEqualTo("resumed resumed");

                line.become(fault);
                for (int i = 0; i < UNTIL_KNOWN; i++) {
                    node.visit(StoreNode.client(version), sessions.pop());
                    String how = node.next();
                    if (fault == Fault.SLOW) {
                        assertThat(how).isIn("full store_unavailable", "resumed resumed");
                    } else {
                        assertThat(how).as(version).isEqualTo("full store_unavailable");
                    }
                }
                for (int i = 0;
                        i < UNTIL_KNOWN;
                        i++) { // a connection that offers what it was bound to asks for no tickets
                    node.visit(StoreNode.client(version), null);
                    assertThat(node.next()).isEqualTo("full no_session_offered");
                }
                if (fault != Fault.SLOW) {
                    int reached = line.accepted();
                    node.visit(StoreNode.client(version), sessions.peek());
                    assertThat(node.next()).isEqualTo("full store_unavailable");
                    node.visit(StoreNode.client(version), null);
                    assertThat(node.next()).isEqualTo("full no_session_offered");
                    assertThat(line.accepted())
                            .as("calls of a store that is known to be gone")
                            .isEqualTo(reached);
                }

                line.become(Fault.NONE);
                now.updateAndGet(before -> before.plusSeconds(2));
                node.visit(StoreNode.client(version), sessions.pop());
                assertThat(node.next()).as(version).isEqualTo("resumed resumed");
                TlsSession later = node.visit(StoreNode.client(version), null).orElseThrow();
                assertThat(node.next()).isEqualTo("full no_session_offered");
                node.visit(StoreNode.client(version), later);
                assertThat(node.next()).isEqualTo("resumed resumed");
            }
        }
    }

    /** As after a fail-over to a node that only replicates. */
    @Test
    void aDatabaseThatMayOnlyBeReadCostsSessionsAndNothingElse() throws Exception {
        for (String version : VERSIONS) {
            TlsSession session;
            try (StoreNode node = new StoreNode(server(""))) {
                session = node.visit(StoreNode.client(version), null).orElseThrow();
            }
            try (StoreNode node = new StoreNode(server("&options=-c%20default_transaction_read_only=on"))) {
                SSLContext client = StoreNode.client(version);
                Optional<TlsSession> given = node.visit(client, null);
                assertThat(node.next()).isEqualTo("full no_session_offered");
                if (version.equals("TLSv1.3")) {
                    assertThat(given).isEmpty();
                } else { // the ID is said before the session is there to be kept
                    node.visit(client, given.orElseThrow());
                    assertThat(node.next()).isEqualTo("full unknown_session");
                }
                // A single-use ticket has to be taken out, a session ID of TLS 1.2 only to be read.
                node.visit(StoreNode.client(version), session);
                assertThat(node.next())
                        .isEqualTo(version.equals("TLSv1.3") ? "full store_unavailable" : "resumed resumed");
            }
        }
    }
}
