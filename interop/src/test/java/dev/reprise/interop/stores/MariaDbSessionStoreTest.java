package dev.reprise.interop.stores;

import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.session.SessionStore;
import dev.reprise.testkit.SharedSessionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariaDbSessionStoreTest extends SharedSessionStoreContract {
    private static HikariDataSource source;
    private static HikariDataSource another;

    @BeforeAll
    static void connect() {
        DatabaseServer.MARIADB.require();
        source = DatabaseServer.MARIADB.pool(16);
        another = DatabaseServer.MARIADB.pool(16);
    }

    @AfterAll
    static void disconnect() {
        if (source != null) {
            source.close();
            another.close();
        }
    }

    @Override
    protected SessionStore open() throws Exception {
        DatabaseServer.MARIADB.emptyUrl();
        return DatabaseServer.MARIADB.store(source);
    }

    @Override
    protected SessionStore openAnother() {
        return DatabaseServer.MARIADB.store(another);
    }
}
