package dev.reprise.interop.stores;

import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresKeyRegisterTest extends SharedKeyRegisterContract {
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
    protected KeyRegister open() throws Exception {
        DatabaseServer.POSTGRESQL.emptyUrl();
        return DatabaseServer.POSTGRESQL.register(source);
    }

    @Override
    protected KeyRegister openAnother() {
        return DatabaseServer.POSTGRESQL.register(another);
    }
}
