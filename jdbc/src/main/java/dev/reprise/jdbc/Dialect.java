package dev.reprise.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What databases say differently. */
enum Dialect {
    POSTGRESQL("BYTEA", "BYTEA", "BYTEA") {
        @Override
        String put() {
            return ON_CONFLICT;
        }
    },
    MARIADB("VARBINARY(64)", "MEDIUMBLOB", "MEDIUMBLOB") {
        @Override
        String put() {
            return INSERT + " ON DUPLICATE KEY UPDATE content = VALUES(content), expires_at = VALUES(expires_at),"
                    + " durable = VALUES(durable)";
        }

        @Override
        String removeFirst(String which) {
            return "DELETE FROM reprise_sessions WHERE " + which + " ORDER BY expires_at LIMIT ?";
        }
    },
    H2("VARBINARY(64)", "VARBINARY(1048576)", "VARBINARY(1048576)") {
        @Override
        String put() {
            return "MERGE INTO reprise_sessions (name, content, expires_at, durable) KEY (name) VALUES (?, ?, ?, ?)";
        }

        // Whoever waits for a lock waits no longer than for a network.
        @Override
        void limit(Connection connection, Duration patience) throws SQLException {
            execute(connection, "SET LOCK_TIMEOUT " + patience.toMillis());
        }
    },
    SQLITE("BLOB", "BLOB", "BLOB") {
        private static final int CONSTRAINT = 19;

        @Override
        String put() {
            return ON_CONFLICT;
        }

        @Override
        void limit(Connection connection, Duration patience) throws SQLException {
            execute(connection, "PRAGMA busy_timeout = " + patience.toMillis());
        }

        @Override
        boolean isDuplicate(SQLException failure) {
            return (failure.getErrorCode() & 0xff) == CONSTRAINT;
        }
    };

    private static final String INSERT =
            "INSERT INTO reprise_sessions (name, content, expires_at, durable) VALUES (?, ?, ?, ?)";
    private static final String ON_CONFLICT = INSERT
            + " ON CONFLICT (name) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at,"
            + " durable = excluded.durable";

    private final String nameType;
    private final String contentType;
    private final String keysType;

    Dialect(String nameType, String contentType, String keysType) {
        this.nameType = nameType;
        this.contentType = contentType;
        this.keysType = keysType;
    }

    /** Of the database behind the connection. */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb" -> MARIADB;
            case "h2" -> H2;
            case "sqlite" -> SQLITE;
            default ->
                throw new SQLException("a database called \"" + product
                        + "\" is not known: expected PostgreSQL, MariaDB, H2 or SQLite");
        };
    }

    /** Puts name, content, expiry and durability in the place of what was under the name. */
    abstract String put();

    /**
     * Removes some of the rows for which a condition holds: those that expire first, and as many at most as the last parameter says.
     *
     * @param which the condition
     */
    String removeFirst(String which) {
        return "DELETE FROM reprise_sessions WHERE name IN (SELECT name FROM reprise_sessions WHERE " + which
                + " ORDER BY expires_at LIMIT ?)";
    }

    /** Lets statements of this connection wait no longer than that, besides {@link Connection#setNetworkTimeout}. */
    void limit(Connection connection, Duration patience) throws SQLException {}

    /** Whether a row was not inserted since there is one. */
    boolean isDuplicate(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith("23");
    }

    /** Whether nothing is wrong but that another transaction was first. */
    boolean isConflict(SQLException failure) {
        String state = failure.getSQLState();
        return isDuplicate(failure) || "40001".equals(state) || "40P01".equals(state);
    }

    /** A statement of the schema, with this database's types. */
    String withTypes(String statement) {
        return statement
                .replace("{name}", nameType)
                .replace("{content}", contentType)
                .replace("{keys}", keysType);
    }

    /** Bytes of a column that is never null: what SQLite computes and finds empty, it gives as null all the same. */
    static byte[] bytes(ResultSet found, int column) throws SQLException {
        byte @Nullable [] bytes = found.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
