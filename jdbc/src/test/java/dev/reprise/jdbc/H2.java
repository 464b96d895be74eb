package dev.reprise.jdbc;

import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** Databases in memory, each test its own. */
final class H2 {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private H2() {}

    /** A URL of a database that nobody has. */
    static String freshUrl() {
        return "jdbc:h2:mem:test" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    }

    static DataSource source(String url) {
        return source(url, "");
    }

    /** A pool that never tires of waiting, for a user whose password is their name. */
    static DataSource source(String url, String user) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, user, user);
        pool.setMaxConnections(32);
        pool.setLoginTimeout(60);
        return pool;
    }
}
