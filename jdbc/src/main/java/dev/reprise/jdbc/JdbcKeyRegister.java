package dev.reprise.jdbc;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The ticket keys of a fleet in one row of an SQL database, beside the sessions of {@link JdbcSessionStore} or alone. What is said there of tables,
 * waits and fail-overs holds here too.
 *
 * <p>Databases keep what was overwritten for a while: in a write-ahead log, in dead rows until they are vacuumed, in backups. What was sealed under a key can be opened until
 * that is gone, by whoever has the fleet's secret besides.
 */
public final class JdbcKeyRegister implements KeyRegister {
    private final Database database;

    /** Waits 100 ms at most. */
    public JdbcKeyRegister(DataSource source) {
        this(source, Database.PATIENCE);
    }

    /** @param patience how long a call waits for the network, and for locks; a millisecond to a minute */
    public JdbcKeyRegister(DataSource source, Duration patience) {
        this(Database.of(source, patience));
    }

    JdbcKeyRegister(Database database) {
        this.database = database;
    }

    @Override
    public Optional<byte[]> read() throws StoreException {
        return database.ask((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT SUBSTRING(content, 1, ?) FROM reprise_keys WHERE id = 1")) {
                statement.setInt(
                        1, LONGEST_VALUE + 1); // one more than there may be, so that a longer one is seen to be
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? Optional.of(Dialect.bytes(found, 1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
        return database.ask((connection, dialect) -> {
            if (expected.isPresent()) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "UPDATE reprise_keys SET content = ? WHERE id = 1 AND content = ?")) {
                    statement.setBytes(1, replacement);
                    statement.setBytes(2, expected.get());
                    return statement.executeUpdate() == 1;
                }
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO reprise_keys (id, content) VALUES (1, ?)")) {
                statement.setBytes(1, replacement);
                return statement.executeUpdate() == 1;
            } catch (SQLException failure) {
                if (dialect.isDuplicate(failure)) {
                    return false;
                }
                throw failure;
            }
        });
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
