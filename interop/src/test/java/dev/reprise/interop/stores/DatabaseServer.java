package dev.reprise.interop.stores;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.jdbc.JdbcKeyRegister;
import dev.reprise.jdbc.JdbcSessionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database's server that the tests of one JVM share, and that ends with it. */
enum DatabaseServer {
    POSTGRESQL {
        @Override
        void require() {
            PostgresServer.require();
        }

        @Override
        Running start() throws IOException {
            PostgresServer server = PostgresServer.inTheClear();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=" + PostgresServer.USER
                    + "&password=" + PostgresServer.PASSWORD;
            return new Running(url, server::signal);
        }
    },
    MARIADB {
        @Override
        void require() {
            MariaDbServer.require();
        }

        @Override
        Running start() throws IOException {
            MariaDbServer server = new MariaDbServer();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return new Running(server.url(), server::signal);
        }
    };

    /** The machine is slow at times; no time decides. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<String> TABLES =
            List.of("reprise_sessions", "reprise_keys", "reprise_turns", "reprise_schema");

    /** @param signals sends its processes one, by its name */
    record Running(String url, Consumer<String> signals) {}

    private @Nullable Running running;

    /** Skips the test where there is none. */
    abstract void require();

    abstract Running start() throws IOException;

    /** The SPEC, user and password included. */
    String url() {
        return running().url();
    }

    /** Sends its processes a signal, {@code STOP} for one. */
    void signal(String name) {
        running().signals().accept(name);
    }

    private synchronized Running running() {
        Running known = running;
        if (known == null) {
            require();
            try {
                known = start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running = known;
        }
        return known;
    }

    /** Without the tables of whoever was here before. */
    String emptyUrl() throws SQLException {
        try (HikariDataSource source = pool(1);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
        }
        return url();
    }

    HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return new HikariDataSource(config);
    }

    JdbcSessionStore store(DataSource source) {
        return new JdbcSessionStore(source, 100_000, PATIENCE, InstantSource.system());
    }

    JdbcKeyRegister register(DataSource source) {
        return new JdbcKeyRegister(source, PATIENCE);
    }

    StoreServer.Access open(int connections) {
        HikariDataSource pool = pool(connections);
        return new StoreServer.Access(store(pool), register(pool), pool::close);
    }

    /** Every value of every row of these tables, as whoever gets hold of a dump has them. */
    List<byte[]> dump() throws SQLException {
        List<byte[]> values = new ArrayList<>();
        try (HikariDataSource source = pool(1);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            int type = rows.getMetaData().getColumnType(i);
                            values.add(
                                    type == Types.BIGINT || type == Types.SMALLINT
                                            ? rows.getString(i).getBytes(StandardCharsets.US_ASCII)
                                            : rows.getBytes(i));
                        }
                    }
                }
            }
        }
        return values;
    }
}
