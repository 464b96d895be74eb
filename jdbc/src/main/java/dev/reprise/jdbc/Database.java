package dev.reprise.jdbc;

import dev.reprise.session.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The way to the database: a connection for each call, the tables behind it, no wait without an end, no failure that is not a {@link StoreException}. */
final class Database implements AutoCloseable {
    /** How long a call waits for the network, or for a lock, unless said otherwise: 100 ms. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    /** Another transaction that was first is not the fault of this one. */
    private static final int ATTEMPTS = 5;

    private final DataSource source;
    private final Duration patience;
    private final String description;
    private final UnaryOperator<String> discreet;
    private final Runnable whenClosed;
    private volatile @Nullable Dialect dialect;
    private volatile boolean closed;

    /**
     * @param discreet takes out of a message what nobody is to read
     * @param whenClosed lets go of the source, if that is ours to do
     */
    Database(
            DataSource source,
            Duration patience,
            String description,
            UnaryOperator<String> discreet,
            Runnable whenClosed) {
        if (patience.toMillis() < 1 || patience.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "a patience of " + patience + ": expected at least a millisecond and at most a minute");
        }
        this.source = Objects.requireNonNull(source, "source");
        this.patience = patience;
        this.description = description;
        this.discreet = discreet;
        this.whenClosed = whenClosed;
    }

    /** The application's own source, which stays its own. */
    static Database of(DataSource source, Duration patience) {
        return new Database(source, patience, "jdbc", message -> message, () -> {});
    }

    /** What is done on a connection. It may be done again, if another transaction was first. */
    interface Call<T> {
        T on(Connection connection, Dialect dialect) throws SQLException;
    }

    <T> T ask(Call<T> call) throws StoreException {
        return ask(patience, call);
    }

    /** For work that no client waits for. */
    <T> T askPatiently(Call<T> call) throws StoreException {
        return ask(patience.multipliedBy(10), call);
    }

    /** The same for what reads all there is. */
    <T> T askVeryPatiently(Call<T> call) throws StoreException {
        return ask(patience.multipliedBy(100), call);
    }

    private <T> T ask(Duration limit, Call<T> call) throws StoreException {
        if (closed) {
            throw new StoreException(this + " is closed");
        }
        try (Connection connection = source.getConnection()) {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            int before = limitNetwork(connection, limit);
            try {
                Dialect speech = speech(connection);
                speech.limit(connection, limit);
                return again(connection, speech, call);
            } finally {
                restoreNetwork(connection, before);
            }
        } catch (SQLException | RuntimeException failure) {
            throw new StoreException(this + ": " + discreet.apply(String.valueOf(failure.getMessage())));
        }
    }

    private <T> T again(Connection connection, Dialect speech, Call<T> call) throws SQLException {
        for (int i = 1; ; i++) {
            try {
                return call.on(connection, speech);
            } catch (SQLException failure) {
                if (i == ATTEMPTS || !speech.isConflict(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** The database's dialect, once its tables are there. Looked at by the first call that gets through. */
    private Dialect speech(Connection connection) throws SQLException {
        Dialect known = dialect;
        if (known != null) {
            return known;
        }
        Dialect found = Dialect.of(connection);
        limitNetwork(connection, patience.multipliedBy(50)); // once: tables are made
        found.limit(connection, patience.multipliedBy(50));
        Schema.find(connection, found);
        limitNetwork(connection, patience);
        dialect = found;
        return found;
    }

    private static final int UNKNOWN = -1;

    private static int limitNetwork(Connection connection, Duration limit) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
            return before;
        } catch (SQLFeatureNotSupportedException | AbstractMethodError | UnsupportedOperationException none) {
            return UNKNOWN; // a database within the process has no network
        }
    }

    private static void restoreNetwork(Connection connection, int before) {
        try {
            if (before != UNKNOWN && !connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        } catch (SQLException broken) {
            // The call has succeeded or failed; whose connection this is will notice.
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
