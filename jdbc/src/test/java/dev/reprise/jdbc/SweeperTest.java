package dev.reprise.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a store in a database does with what is over, and with what is too much. */
class SweeperTest {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    private final DataSource source = H2.source(H2.freshUrl());
    private Instant now = START;

    private JdbcSessionStore node(long most) {
        InstantSource clock = () -> now;
        return new JdbcSessionStore(Database.of(source, Duration.ofSeconds(20)), most, clock, Runnable::run);
    }

    private void put(JdbcSessionStore node, int number, Duration lifetime) throws StoreException {
        node.put(name(number), new Entry(new byte[100], START.plus(lifetime)));
    }

    private static byte[] name(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private long rows() throws SQLException {
        return number("SELECT COUNT(*) FROM reprise_sessions");
    }

    @Test
    void removesWhatExpiredBesideOtherWorkABatchAtATime() throws Exception {
        JdbcSessionStore node = node(1_000_000);
        for (int i = 0; i < 2 * Sweeper.BATCH; i++) {
            put(node, i, Duration.ofMinutes(1));
        }
        now = START.plus(Duration.ofMinutes(2));
        put(node, -1, Duration.ofHours(1));
        assertThat(rows()).as("a batch is gone").isEqualTo(Sweeper.BATCH + 1);
        put(node, -2, Duration.ofHours(1));
        assertThat(rows()).as("not before it is time again").isEqualTo(Sweeper.BATCH + 2);
        now = now.plusMillis(100);
        put(node, -3, Duration.ofHours(1));
        assertThat(rows()).as("which is soon, while there is more").isEqualTo(3);
    }

    @Test
    void letsOneNodeAtATimeDoIt() throws Exception {
        JdbcSessionStore one = node(1_000_000);
        JdbcSessionStore other = node(1_000_000);
        put(one, 1, Duration.ofHours(1));
        put(other, 2, Duration.ofHours(1));
        put(one, 3, Duration.ofSeconds(1));
        put(other, 4, Duration.ofSeconds(1));
        now = START.plusSeconds(6);
        put(one, 5, Duration.ofHours(1));
        assertThat(rows()).as("one swept").isEqualTo(3);
        put(one, 6, Duration.ofSeconds(1));
        now = START.plusSeconds(10);
        put(other, 7, Duration.ofHours(1));
        assertThat(rows()).as("the other's turn would be a second later").isEqualTo(5);
    }

    @Test
    void removesWhatExpiresFirstWhereThereIsTooMuchAndRevocationsLast() throws Exception {
        JdbcSessionStore node = node(10);
        for (int i = 0; i < 5; i++) {
            node.putDurably(name(100 + i), new Entry(new byte[10], START.plusSeconds(90)));
        }
        for (int i = 0; i < 20; i++) {
            put(node, i, Duration.ofHours(1 + i));
        }
        now = START.plus(Duration.ofSeconds(61));
        put(node, 20, Duration.ofHours(21));
        assertThat(rows()).isEqualTo(10);
        assertThat(number("SELECT COUNT(*) FROM reprise_sessions WHERE durable = 1"))
                .isEqualTo(5);
        for (int i = 16; i <= 20; i++) {
            assertThat(node.get(name(i))).as("session %d", i).isPresent();
        }
    }

    @Test
    void removesAllThatIsTooMuchInOneTurn() throws Exception {
        JdbcSessionStore node = node(10);
        node.putDurably(name(-1), new Entry(new byte[10], START.plusSeconds(90)));
        for (int i = 0; i < 2 * Sweeper.BATCH + 20; i++) {
            put(node, i, Duration.ofHours(1).plusSeconds(i));
        }
        now = START.plus(Duration.ofSeconds(61));
        put(node, 5000, Duration.ofHours(5));
        assertThat(rows()).isEqualTo(10);
        assertThat(node.get(name(-1))).as("a revocation").isPresent();
        assertThat(node.get(name(5000))).isPresent();
    }

    /** Sweeping is behind the put: whoever puts does not wait for it. */
    @Test
    void isNotWaitedFor() throws Exception {
        List<Runnable> later = new ArrayList<>();
        JdbcSessionStore node =
                new JdbcSessionStore(Database.of(source, Duration.ofSeconds(20)), 1_000_000, () -> now, later::add);
        put(node, 1, Duration.ofSeconds(1));
        later.forEach(Runnable::run);
        later.clear();
        now = START.plusSeconds(6);
        put(node, 2, Duration.ofHours(1));
        assertThat(rows()).isEqualTo(2);
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void isNotStoppedByAClockThatWasFarAhead() throws Exception {
        JdbcSessionStore node = node(1_000_000);
        put(node, 1, Duration.ofSeconds(1));
        now = START.plus(Duration.ofDays(3650));
        put(node, 2, Duration.ofDays(3651));
        now = START.plusSeconds(10);
        put(node, 3, Duration.ofSeconds(20));
        now = START.plusSeconds(30);
        put(node, 4, Duration.ofHours(1));
        assertThat(node.get(name(3))).isEmpty();
    }

    @Test
    void costsThePutNothingWhereItFails() throws Exception {
        JdbcSessionStore node = node(1_000_000);
        put(node, 1, Duration.ofHours(1));
        try (Connection connection = source.getConnection()) {
            Dialect.execute(connection, "DROP TABLE reprise_turns");
        }
        now = START.plusSeconds(10);
        put(node, 2, Duration.ofHours(1));
        assertThat(node.get(name(2))).isPresent();
    }

    @Test
    void takesBoundsThatMakeSense() {
        assertThatThrownBy(() -> node(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
