package dev.reprise.jdbc;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Sessions in an SQL database: PostgreSQL, MariaDB, H2 or SQLite. Each call is one statement on a connection of the source, in a transaction of its own.
 *
 * <p>The tables, {@code reprise_*} in the connection's own schema, are made by the first call where they are missing and the user may make them; else a
 * person runs the script {@code schema-1.sql} of this module's jar.
 *
 * <p>That a single-use ticket is single-use rests on a row being deleted once, which all of these databases hold to on one server. Where reads or writes go to
 * several, or a fail-over may lose what was committed, a ticket that was used may come back: use synchronous replication, or stateless tickets. H2 writes to disk up to half a second later
 * unless its URL says {@code WRITE_DELAY=0}.
 *
 * <p>Calls wait 100 ms at most, for the network and for locks, and as long as the source takes to give a connection: a pool should not take longer. Whoever made the source closes it.
 */
public final class JdbcSessionStore implements SessionStore {
    /** Entries that are kept at most unless said otherwise: {@value}. */
    public static final long DEFAULT_ENTRIES = 1_000_000;

    private final Database database;
    private final Sweeper sweeper;

    /** With the default bounds. */
    public JdbcSessionStore(DataSource source) {
        this(source, DEFAULT_ENTRIES, Database.PATIENCE, InstantSource.system());
    }

    /**
     * @param mostEntries how many entries are kept, or a few more: they are counted once a minute, and what expires first goes; 1 or more
     * @param patience how long a call waits for the network, and for locks; a millisecond to a minute
     * @param clock tells what has expired
     */
    public JdbcSessionStore(DataSource source, long mostEntries, Duration patience, InstantSource clock) {
        this(Database.of(source, patience), mostEntries, clock, Sweeper::onItsOwnThread);
    }

    JdbcSessionStore(Database database, long mostEntries, InstantSource clock, Executor behind) {
        if (mostEntries < 1) {
            throw new IllegalArgumentException(mostEntries + " entries at most: expected 1 or more");
        }
        this.database = database;
        this.sweeper = new Sweeper(database, mostEntries, Objects.requireNonNull(clock, "clock"), behind);
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        put(name, entry, false);
    }

    /** What is committed is on the disk, as far as the database's own settings let it; it is removed last where there is too much. */
    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        put(name, entry, true);
    }

    private void put(byte[] name, Entry entry, boolean durably) throws StoreException {
        if (entry.size() > LONGEST_CONTENT) {
            throw new StoreException("an entry of " + entry.size() + " bytes: " + LONGEST_CONTENT + " are allowed");
        }
        database.ask((connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement(dialect.put())) {
                statement.setBytes(1, name);
                statement.setBytes(2, entry.content());
                statement.setLong(3, entry.expiresAt().toEpochMilli());
                statement.setInt(4, durably ? 1 : 0);
                return statement.executeUpdate();
            }
        });
        sweeper.sweepIfDue();
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        return database.ask((connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT SUBSTRING(content, 1, ?), expires_at FROM reprise_sessions WHERE name = ?")) {
                statement.setInt(1, LONGEST_CONTENT + 1);
                statement.setBytes(2, name);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next()
                            ? entry(Dialect.bytes(found, 1), Instant.ofEpochMilli(found.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** One that is too long is none of ours: whoever else writes to the database cannot have nodes read a gigabyte for each look. */
    private static Optional<Entry> entry(byte[] content, Instant expiresAt) {
        return content.length > LONGEST_CONTENT ? Optional.empty() : Optional.of(new Entry(content, expiresAt));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return database.ask((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM reprise_sessions WHERE name = ? AND content = ?")) {
                statement.setBytes(1, name);
                statement.setBytes(2, expected);
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return database.ask((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM reprise_sessions WHERE name = ?")) {
                statement.setBytes(1, name);
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        int removed = 0;
        int batch;
        do {
            batch = sweeper.removeExpired(now);
            removed += batch;
        } while (batch == Sweeper.BATCH);
        return removed;
    }

    @Override
    public void close() {
        database.close();
    }

    /** The database, without any password. */
    @Override
    public String toString() {
        return database.toString();
    }
}
