package dev.reprise.jdbc;

import dev.reprise.session.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what expired and what is too much, a little at a time, beside the calls of whoever puts something in. Of all nodes one does, the one whose turn it is: a
 * row of the table of turns says when the next is, and whoever moves that time has the turn.
 */
final class Sweeper {
    /** The turn of removing what expired. */
    static final int EXPIRED = 1;

    /** The turn of counting, which reads an index from end to end. */
    static final int TOO_MANY = 2;

    /** Rows that one statement removes. */
    static final int BATCH = 1000;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);

    /** While there is more. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private final Database database;
    private final long mostEntries;
    private final InstantSource clock;
    private final AtomicLong nextLook = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong nextCount = new AtomicLong(Long.MIN_VALUE);

    Sweeper(Database database, long mostEntries, InstantSource clock) {
        this.database = database;
        this.mostEntries = mostEntries;
        this.clock = clock;
    }

    /** Sweeps a little, if it is time to. Never fails. */
    void sweepIfDue() {
        long now = clock.millis();
        try {
            if (isDue(nextLook, now, BETWEEN_LOOKS) && takeTurn(EXPIRED, now, BETWEEN_LOOKS)) {
                comeBackSoon(removeExpired(Instant.ofEpochMilli(now)), EXPIRED, nextLook, now);
            }
            if (isDue(nextCount, now, BETWEEN_COUNTS) && takeTurn(TOO_MANY, now, BETWEEN_COUNTS)) {
                comeBackSoon(removeSurplus(), TOO_MANY, nextCount, now);
            }
        } catch (StoreException unavailable) {
            LOG.log(System.Logger.Level.DEBUG, "nothing was swept: {0}", unavailable.getMessage());
        }
    }

    /** Of this process, one thread looks; a clock that went back does not keep it from looking. */
    private static boolean isDue(AtomicLong next, long now, Duration between) {
        long due = next.get();
        return (now >= due || due - now > between.toMillis()) && next.compareAndSet(due, now + between.toMillis());
    }

    private boolean takeTurn(int turn, long now, Duration between) throws StoreException {
        long furthest = now + between.toMillis();
        return database.ask((connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE reprise_turns SET next_at = ?" + " WHERE id = ? AND (next_at <= ? OR next_at > ?)")) {
                statement.setLong(1, furthest);
                statement.setInt(2, turn);
                statement.setLong(3, now);
                statement.setLong(4, furthest + Duration.ofMinutes(10).toMillis()); // somebody's clock was far ahead
                return statement.executeUpdate() == 1;
            }
        });
    }

    private void comeBackSoon(int removed, int turn, AtomicLong next, long now) throws StoreException {
        if (removed < BATCH) {
            return;
        }
        next.set(now + SOON.toMillis());
        database.ask((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE reprise_turns SET next_at = ? WHERE id = ?")) {
                statement.setLong(1, now + SOON.toMillis());
                statement.setInt(2, turn);
                return statement.executeUpdate();
            }
        });
    }

    /** Removes up to a batch of what expired. */
    int removeExpired(Instant now) throws StoreException {
        return database.askPatiently((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(dialect.removeSome(" WHERE expires_at <= ?", "expires_at"))) {
                statement.setLong(1, now.toEpochMilli());
                statement.setInt(2, BATCH);
                return statement.executeUpdate();
            }
        });
    }

    /** Removes up to a batch of what is more than the most: what expires first, revocations last. */
    int removeSurplus() throws StoreException {
        return database.askPatiently((connection, dialect) -> {
            long surplus = count(connection.prepareStatement("SELECT COUNT(*) FROM reprise_sessions")) - mostEntries;
            if (surplus <= 0) {
                return 0;
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(dialect.removeSome("", "durable, expires_at"))) {
                statement.setInt(1, (int) Math.min(surplus, BATCH));
                return statement.executeUpdate();
            }
        });
    }

    private static long count(PreparedStatement counting) throws SQLException {
        try (counting;
                ResultSet found = counting.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
