package dev.reprise.jdbc;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;

/**
 * Opens stores and registers by the URL of a database, {@code jdbc:postgresql://db.example/reprise?user=reprise&password=...} for one, each with a pool of its own
 * (HikariCP). The pool's and the database's own jars have to be there.
 */
public final class JdbcStoreProvider implements StoreProvider {
    private static final int STORE_CONNECTIONS = 16;
    private static final int REGISTER_CONNECTIONS = 2;

    /** Made by {@link java.util.ServiceLoader}. */
    public JdbcStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("jdbc");
    }

    @Override
    public SessionStore sessionStore(String spec) throws StoreException {
        return new JdbcSessionStore(
                database(spec, STORE_CONNECTIONS),
                JdbcSessionStore.DEFAULT_ENTRIES,
                InstantSource.system(),
                Sweeper::onItsOwnThread);
    }

    @Override
    public KeyRegister keyRegister(String spec) throws StoreException {
        return new JdbcKeyRegister(database(spec, REGISTER_CONNECTIONS));
    }

    private static Database database(String spec, int connections) throws StoreException {
        DatabaseUrl url = new DatabaseUrl(spec);
        try {
            DriverManager.getDriver(spec);
        } catch (SQLException none) {
            throw new IllegalArgumentException(
                    "no driver for \"" + url + "\" is there: expected jdbc:postgresql:, jdbc:mariadb:, jdbc:h2: or"
                            + " jdbc:sqlite:, and the database's jar on the class path");
        }
        try {
            return Pool.open(url, connections);
        } catch (NoClassDefFoundError none) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" needs HikariCP (com.zaxxer:HikariCP) on the class path, for its connections",
                    none);
        }
    }
}
