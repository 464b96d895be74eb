package dev.reprise.interop.applications;

import dev.reprise.interop.HandshakeLine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Connects to PostgreSQL's servers, one after the other, and prints a line of each: what they say of the connection, and how it came about. */
public final class PostgresClientMain {
    private static final String QUERY =
            "select version || ' ' || client_dn from pg_stat_ssl where pid = pg_backend_pid()";

    private PostgresClientMain() {}

    /** URL... */
    public static void main(String[] urls) {
        for (String url : urls) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(QUERY)) {
                answer.next();
                System.out.println(HandshakeLine.of(PostgresSockets.resumption(), "server", answer.getString(1)));
            } catch (SQLException e) {
                e.printStackTrace();
                System.out.println("{\"event\":\"handshake\",\"ok\":false,\"error\":"
                        + HandshakeLine.quoted(e.getMessage()) + "}");
            }
        }
        System.exit(0);
    }
}
