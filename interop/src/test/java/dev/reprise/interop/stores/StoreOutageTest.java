package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.TicketMode;
import dev.reprise.interop.stores.FaultyLine.Fault;
import dev.reprise.jdbc.JdbcSessionStore;
import dev.reprise.redis.RedisSessionStore;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node whose store fails in one way or another. Each call of one that fails opens a connection, which the line to its server counts. What the node
 * calls a second is one of a clock that the test moves.
 */
class StoreOutageTest {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** Handshakes after which a store is known to be gone: three failures of a kind, and a handshake
     * reads once where a session is offered, and writes where one is given. */
    private static final int UNTIL_KNOWN = 3;

    /** Whose store it is. */
    private enum Kind {
        POSTGRESQL(StoreServer.POSTGRESQL) {
            @Override
            SessionStore over(int port, String spec, RedisClient client) {
                return postgres(port, spec, "");
            }
        },
        REDIS(StoreServer.REDIS) {
            @Override
            SessionStore over(int port, String spec, RedisClient client) {
                RedisURI server = RedisURI.create(spec);
                server.setPort(port);
                return new RedisSessionStore(client, server, Duration.ofSeconds(1), "reprise");
            }
        };

        private final StoreServer server;

        Kind(StoreServer server) {
            this.server = server;
        }

        /** A store that reaches its server by that port. */
        abstract SessionStore over(int port, String spec, RedisClient client);
    }

    private final FleetSecret secret = FleetSecret.generate();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private @Nullable FaultyLine line;
    private final Deque<SessionStore> stores = new ArrayDeque<>();

    /** One that mends no connection by itself: a call of it is a connection to the line, and nothing else is. */
    private final RedisClient client = RedisClient.create();

    private FaultyLine lineTo(String spec) {
        line = new FaultyLine(URI.create(spec.replaceFirst("^jdbc:", "")).getPort());
        return line;
    }

    @BeforeEach
    void mendNothing() {
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    }

    @AfterEach
    void stop() throws Exception {
        stores.forEach(SessionStore::close);
        client.shutdown(0, 2, TimeUnit.SECONDS);
        if (line != null) {
            line.close();
        }
    }

    private static SessionStore postgres(int port, String url, String options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port) + options);
        source.setConnectTimeout(1);
        source.setSocketTimeout(1);
        source.setSslMode("disable"); // one connection to the line for each call, no second attempt
        source.setGssEncMode("disable");
        return new JdbcSessionStore(source, 1_000, Duration.ofSeconds(1), InstantSource.system());
    }

    private ServerBuilder server(SessionStore store) {
        stores.add(store);
        return Reprise.server()
                .secret(secret)
                .clock(now::get)
                .sessionStore(store)
                .ticketMode(TicketMode.STORED)
                .tickets(false);
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL, CLOSED", "POSTGRESQL, CUT", "REDIS, CLOSED", "REDIS, CUT"})
    void handshakesAreFullUntilTheStoreIsBack(Kind kind, Fault fault) throws Exception {
        playWith(kind, fault);
    }

    /** Each call takes as long as it may. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"POSTGRESQL, STALLED", "POSTGRESQL, SLOW", "REDIS, STALLED", "REDIS, SLOW"})
    void handshakesAreFullUntilTheStoreIsBackThatMakesThemWait(Kind kind, Fault fault) throws Exception {
        playWith(kind, fault);
    }

    private void playWith(Kind kind, Fault fault) throws Exception {
        String spec = kind.server.emptySpec();
        FaultyLine line = lineTo(spec);
        for (String version : VERSIONS) {
            try (StoreNode node = new StoreNode(server(kind.over(line.port(), spec, client)))) {
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
        String url = DatabaseServer.POSTGRESQL.emptyUrl();
        FaultyLine line = lineTo(url);
        for (String version : VERSIONS) {
            TlsSession session;
            try (StoreNode node = new StoreNode(server(postgres(line.port(), url, "")))) {
                session = node.visit(StoreNode.client(version), null).orElseThrow();
            }
            try (StoreNode node = new StoreNode(
                    server(postgres(line.port(), url, "&options=-c%20default_transaction_read_only=on")))) {
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
