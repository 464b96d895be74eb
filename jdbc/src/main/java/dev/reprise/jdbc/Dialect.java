package dev.reprise.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

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
        String removeSome(String which, String order) {
            return "DELETE FROM reprise_sessions" + which + " ORDER BY " + order + " LIMIT ?";
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
     * Removes some rows, of which the last parameter says how many at most.
     *
     * @param which the condition with its WHERE, or nothing
     */
    String removeSome(String which, String order) {
        return "DELETE FROM reprise_sessions WHERE name IN (SELECT name FROM reprise_sessions" + which + " ORDER BY "
                + order + " LIMIT ?)";
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

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
