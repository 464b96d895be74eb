package dev.reprise.jdbc;

import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyRegisterTest extends SharedKeyRegisterContract {
    @TempDir
    private Path directory;

    @Override
    protected KeyRegister open() {
        return new JdbcKeyRegister(SqliteSessionStoreTest.source(directory), Duration.ofSeconds(20));
    }

    @Override
    protected KeyRegister openAnother() {
        return open();
    }
}
