package dev.reprise.interop.stores;

import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.session.SessionStore;
import dev.reprise.testkit.SharedSessionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresSessionStoreTest extends SharedSessionStoreContract {
    private static HikariDataSource source;
    private static HikariDataSource another;

    @BeforeAll
    static void connect() {
        DatabaseServer.POSTGRESQL.require();
        source = DatabaseServer.POSTGRESQL.pool(16);
        another = DatabaseServer.POSTGRESQL.pool(16);
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
        DatabaseServer.POSTGRESQL.emptyUrl();
        return DatabaseServer.POSTGRESQL.store(source);
    }

    @Override
    protected SessionStore openAnother() {
        return DatabaseServer.POSTGRESQL.store(another);
    }
}
