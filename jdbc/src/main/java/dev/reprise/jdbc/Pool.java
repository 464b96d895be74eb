package dev.reprise.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.session.StoreException;

/** A pool of connections for who names a database and nothing more. Apart, since it alone needs HikariCP. */
final class Pool {
    /** How long a call waits for a connection, in milliseconds: the least that the pool takes. */
    private static final long PATIENCE = 250;

    private Pool() {}

    static Database open(DatabaseUrl url, int connections) throws StoreException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.whole());
        config.setPoolName("reprise");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE);
        config.setValidationTimeout(PATIENCE);
        config.setInitializationFailTimeout(0); // a node starts also while its database is down
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException failure) {
            throw new StoreException(url + ": " + url.discreet(String.valueOf(failure.getMessage())));
        }
        return new Database(pool, Database.PATIENCE, url.toString(), url::discreet, pool::close);
    }
}
