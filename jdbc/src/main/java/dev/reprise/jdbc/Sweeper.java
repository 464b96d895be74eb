package dev.reprise.jdbc;

import dev.reprise.session.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what expired and what is too much, a little at a time, behind the calls of whoever puts something in, which do not wait for it. Of all nodes one does, the one
 * whose turn it is: a row of the table of turns says when the next is, and whoever moves that time has the turn.
 */
final class Sweeper {
    /** The turn of removing what expired. */
    static final int EXPIRED = 1;

    /** The turn of counting, which reads an index from end to end. */
    static final int TOO_MANY = 2;

    /** Rows that one statement removes. */
    static final int BATCH = 1000;

    /** Statements for one count, at most. */
    static final int BATCHES_A_TURN = 50;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);

    /** While there is more. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private final Database database;
    private final long mostEntries;
    private final InstantSource clock;
    private final Executor behind;
    private final AtomicLong nextLook = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong nextCount = new AtomicLong(Long.MIN_VALUE);

    /** @param behind runs what clients do not wait for */
    Sweeper(Database database, long mostEntries, InstantSource clock, Executor behind) {
        this.database = database;
        this.mostEntries = mostEntries;
        this.clock = clock;
        this.behind = behind;
    }

    /** A thread for a moment, every few seconds, which keeps no process. */
    static void onItsOwnThread(Runnable sweeping) {
        Thread thread = new Thread(sweeping, "reprise-sweeping");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has a little swept, if it is time to. Never fails. */
    void sweepIfDue() {
        long now = clock.millis();
        boolean look = isDue(nextLook, now, BETWEEN_LOOKS);
        boolean count = isDue(nextCount, now, BETWEEN_COUNTS);
        if (look || count) {
            try {
                behind.execute(() -> sweep(now, look, count));
            } catch (RejectedExecutionException
                    | OutOfMemoryError none) { // as a JVM says that the system gives it no more threads
                LOG.log(System.Logger.Level.DEBUG, "nothing was swept: {0}", none.getMessage());
            }
        }
    }

    private void sweep(long now, boolean look, boolean count) {
        try {
            if (look && takeTurn(EXPIRED, now, BETWEEN_LOOKS)) {
                comeBackSoon(removeExpired(Instant.ofEpochMilli(now)) == BATCH, EXPIRED, nextLook, now);
            }
            if (count && takeTurn(TOO_MANY, now, BETWEEN_COUNTS)) {
                comeBackSoon(removeSurplus() >= BATCHES_A_TURN * BATCH, TOO_MANY, nextCount, now);
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

    private void comeBackSoon(boolean more, int turn, AtomicLong next, long now) throws StoreException {
        if (!more) {
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
        return database.askPatiently((connection, dialect) ->
                remove(connection.prepareStatement(dialect.removeFirst("expires_at <= ?")), now.toEpochMilli(), BATCH));
    }

    /**
     * Counts, and removes what is more than the most, a batch at a time: what expires first, revocations last. Each batch is a walk along the index of expiries. What was
     * counted is forgotten with the turn: by the next one another node may have removed it.
     */
    int removeSurplus() throws StoreException {
        long surplus = count() - mostEntries;
        int removed = 0;
        boolean more = true;
        for (int batch = 0; more && batch < BATCHES_A_TURN && removed < surplus; batch++) {
            int most = (int) Math.min(surplus - removed, BATCH);
            int sessions = removeFirst(0, most);
            int all = sessions < most ? sessions + removeFirst(1, most - sessions) : sessions;
            removed += all;
            more = all == most;
        }
        return removed;
    }

    private int removeFirst(int durable, int most) throws StoreException {
        return database.askPatiently((connection, dialect) ->
                remove(connection.prepareStatement(dialect.removeFirst("durable = ?")), durable, most));
    }

    private static int remove(PreparedStatement removing, long which, int most) throws SQLException {
        try (removing) {
            removing.setLong(1, which);
            removing.setInt(2, most);
            return removing.executeUpdate();
        }
    }

    private long count() throws StoreException {
        return database.askVeryPatiently(
                (connection, dialect) -> count(connection.prepareStatement("SELECT COUNT(*) FROM reprise_sessions")));
    }

    private static long count(PreparedStatement counting) throws SQLException {
        try (counting;
                ResultSet found = counting.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
