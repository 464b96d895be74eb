package dev.reprise.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** Pools over a file of SQLite, for opening one takes longer than anything else. They end before the file does: until then they make files beside it. */
final class Sqlite implements AutoCloseable {
    private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();

    DataSource source(Path directory) {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("reprise.db"));
        file.setJournalMode("WAL");
        file.setSynchronous("NORMAL");
        HikariConfig config = new HikariConfig();
        config.setDataSource(file);
        config.setConnectionTimeout(60_000);
        config.setMaximumPoolSize(16);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }
}
