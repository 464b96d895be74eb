package dev.reprise.jdbc;

import dev.reprise.session.KeyRegister;
import dev.reprise.testkit.SharedKeyRegisterContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyRegisterTest extends SharedKeyRegisterContract {
    @TempDir
    private Path directory;

    private final Sqlite sqlite = new Sqlite();

    @AfterEach
    void closePools() {
        sqlite.close();
    }

    @Override
    protected KeyRegister open() {
        return new JdbcKeyRegister(sqlite.source(directory), Duration.ofSeconds(20));
    }

    @Override
    protected KeyRegister openAnother() {
        return open();
    }
}
