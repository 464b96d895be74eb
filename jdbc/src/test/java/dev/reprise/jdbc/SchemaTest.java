package dev.reprise.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The tables are made by whoever comes first. */
class SchemaTest {
    private static final int NODES = 16;
    private static final Entry ENTRY = new Entry(new byte[] {1}, Instant.parse("2036-06-01T12:00:00Z"));

    private final String url = H2.freshUrl();

    private static JdbcSessionStore node(DataSource source) {
        return new JdbcSessionStore(source, 1000, Duration.ofSeconds(20), InstantSource.system());
    }

    @Test
    void areMadeOnceByManyNodesThatStartAtOnce() throws Exception {
        DataSource source = H2.source(url);
        CyclicBarrier start = new CyclicBarrier(NODES);
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try {
            List<Callable<Void>> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                byte[] name = {(byte) i};
                nodes.add(() -> {
                    start.await();
                    node(source).put(name, ENTRY);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(nodes)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < NODES; i++) {
            assertThat(node(source).get(new byte[] {(byte) i})).contains(ENTRY);
        }
    }

    @Test
    void ofANewerReleaseAreLeftAlone() throws Exception {
        DataSource source = H2.source(url);
        node(source).put(new byte[] {1}, ENTRY);
        try (Connection connection = source.getConnection()) {
            Dialect.execute(connection, "INSERT INTO reprise_schema (version) VALUES (2)");
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> node(source).get(new byte[] {1}))
                .withMessageContaining("version 2")
                .withMessageContaining("newer release");
    }

    @Test
    void thatAUserMayNotMakeAreAskedFor() throws Exception {
        DataSource owner = H2.source(url);
        try (Connection connection = owner.getConnection()) {
            Dialect.execute(connection, "CREATE USER guest PASSWORD 'guest'");
        }
        DataSource guest = H2.source(url.substring(0, url.indexOf(';')), "guest");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> node(guest).get(new byte[] {1}))
                .withMessageContaining("schema-1.sql");

        node(owner).put(new byte[] {1}, ENTRY);
        try (Connection connection = owner.getConnection()) {
            Dialect.execute(connection, "GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA PUBLIC TO guest");
        }
        assertThat(node(guest).get(new byte[] {1})).contains(ENTRY);
    }

    @Test
    void areThoseOfTheScript() {
        assertThat(Schema.statements())
                .hasSize(5)
                .allSatisfy(
                        statement -> assertThat(statement).startsWith("CREATE").contains("IF NOT EXISTS"));
    }

    /** A database that nobody knows is named, not guessed at. */
    @Test
    void areNotMadeInADatabaseThatIsNotKnown() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> node(OtherProduct.of(H2.source(url))).get(new byte[] {1}))
                .withMessageContaining("Acme SQL")
                .withMessageContaining("PostgreSQL");
    }
}
