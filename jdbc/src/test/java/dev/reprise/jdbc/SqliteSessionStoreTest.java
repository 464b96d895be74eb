package dev.reprise.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.session.SessionStore;
import dev.reprise.testkit.SharedSessionStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteSessionStoreTest extends SharedSessionStoreContract {
    @TempDir
    private Path directory;

    /** A pool, for opening a file takes longer than anything else. */
    static DataSource source(Path directory) {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("reprise.db"));
        file.setJournalMode("WAL");
        file.setSynchronous("NORMAL");
        HikariConfig config = new HikariConfig();
        config.setDataSource(file);
        config.setConnectionTimeout(60_000);
        config.setMaximumPoolSize(16);
        return new HikariDataSource(config);
    }

    @Override
    protected SessionStore open() {
        return new JdbcSessionStore(source(directory), 10_000, Duration.ofSeconds(20), InstantSource.system());
    }

    @Override
    protected SessionStore openAnother() {
        return open();
    }
}
