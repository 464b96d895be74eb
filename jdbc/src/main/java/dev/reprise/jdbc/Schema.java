package dev.reprise.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The tables: found, or made. Any number of nodes may start at once. */
final class Schema {
    static final int VERSION = 1;

    private static final String SCRIPT = "schema-" + VERSION + ".sql";
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*\n");

    /** Nodes that make the same tables at once get in each other's way: each that fails finds more of them there. */
    private static final int ATTEMPTS = 10;

    private Schema() {}

    /** @throws SQLException if the tables are not there and cannot be made, or are another version's */
    static void find(Connection connection, Dialect dialect) throws SQLException {
        if (isThere(connection)) {
            return;
        }
        SQLException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                make(connection, dialect);
                return;
            } catch (SQLException inTheWay) {
                if (isThere(connection)) {
                    return;
                }
                last = inTheWay;
            }
        }
        throw new SQLException(
                "the tables of Reprise are not there and cannot be made by this user; have " + SCRIPT
                        + " run, which is in the module's jar ("
                        + Objects.requireNonNull(last).getMessage() + ")",
                last.getSQLState(),
                last.getErrorCode(),
                last);
    }

    private static boolean isThere(Connection connection) throws SQLException {
        int version = 0;
        try (PreparedStatement statement = connection.prepareStatement("SELECT MAX(version) FROM reprise_schema");
                ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                version = found.getInt(1);
            }
        } catch (SQLException absent) {
            if (connection.isClosed() || !connection.isValid(1)) {
                throw absent;
            }
            return false;
        }
        if (version > VERSION) {
            throw new SQLException("the tables of Reprise are of version " + version + ", and this is version "
                    + VERSION + ": a newer release has been here");
        }
        return version == VERSION;
    }

    private static void make(Connection connection, Dialect dialect) throws SQLException {
        for (String statement : statements()) {
            Dialect.execute(connection, dialect.withTypes(statement));
        }
        insert(connection, dialect, "INSERT INTO reprise_turns (id, next_at) VALUES (" + Sweeper.EXPIRED + ", 0)");
        insert(connection, dialect, "INSERT INTO reprise_turns (id, next_at) VALUES (" + Sweeper.TOO_MANY + ", 0)");
        insert(connection, dialect, "INSERT INTO reprise_schema (version) VALUES (" + VERSION + ")");
    }

    private static void insert(Connection connection, Dialect dialect, String sql) throws SQLException {
        try {
            Dialect.execute(connection, sql);
        } catch (SQLException there) {
            if (!dialect.isDuplicate(there)) {
                throw there;
            }
        }
    }

    static List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            String script = COMMENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .replaceAll("");
            return Arrays.stream(script.split(";"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
