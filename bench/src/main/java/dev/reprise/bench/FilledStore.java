package dev.reprise.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reprise.internal.store.FileSessionStore;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.jdbc.JdbcSessionStore;
import dev.reprise.redis.RedisSessionStore;
import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A store with so many sessions in it, of the size of one of a TLS 1.3 client without a certificate. What outlives a process is filled once a run. */
@State(Scope.Benchmark)
public class FilledStore {
    private static final int ENTRY_SIZE = 322;
    private static final int BATCH = 1000;

    /** On a busy machine a call may take longer than a store's own patience, and is to be measured all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As much as a million sessions take. */
    private static final int CACHE_KILOBYTES = 1 << 20;

    private final Instant expiry = Instant.now().plus(Duration.ofDays(7));

    /** Whose calls are measured. */
    @Param({"memory", "file", "h2", "h2-cached", "postgresql", "redis"})
    public String store = "memory";

    @Param({"1000", "10000", "100000", "1000000"})
    public int sessions = 1000;

    /** Where those are that need a place. */
    @Param("target/lookups")
    public String folder = "target/lookups";

    private final SplittableRandom random = new SplittableRandom(1);
    private final Entry entry = new Entry(content(), expiry);
    private SessionStore opened;

    @Setup(Level.Trial)
    public void fill() throws StoreException, SQLException, IOException {
        Path place = Path.of(folder, store + "-" + sessions).toAbsolutePath();
        Files.createDirectories(place.getParent());
        long bound = 4L * sessions;
        opened = switch (store) {
            case "memory" -> filledByCalls(new MemorySessionStore(bound, 4L << 30, InstantSource.system()));
            case "file" -> filledByCalls(new FileSessionStore(place, (int) bound, InstantSource.system()));
            case "h2" -> filledByStatements(pool("jdbc:h2:file:" + place), bound);
            case "h2-cached" ->
                filledByStatements(pool("jdbc:h2:file:" + place + ";CACHE_SIZE=" + CACHE_KILOBYTES), bound);
            case "postgresql" -> filledByStatements(pool(postgresql("s" + sessions)), bound);
            case "redis" -> filledByCalls(redis("bench" + sessions));
            default -> throw new IllegalArgumentException("no store is called " + store);
        };
    }

    @TearDown(Level.Trial)
    public void close() {
        opened.close();
    }

    SessionStore opened() {
        return opened;
    }

    Entry entry() {
        return entry;
    }

    /** The name of any of them. */
    byte[] anyName() {
        return name(random.nextInt(sessions));
    }

    private static byte[] name(int number) {
        SplittableRandom bytes = new SplittableRandom(number);
        ByteBuffer name = ByteBuffer.allocate(32);
        while (name.hasRemaining()) {
            name.putLong(bytes.nextLong());
        }
        return name.array();
    }

    /** The same in every process. */
    private static byte[] content() {
        byte[] content = new byte[ENTRY_SIZE];
        new SplittableRandom(2).nextBytes(content);
        return content;
    }

    private boolean isFilled(SessionStore found) throws StoreException {
        return found.get(name(sessions - 1)).isPresent();
    }

    private SessionStore filledByCalls(SessionStore found) throws StoreException {
        if (!isFilled(found)) {
            for (int i = 0; i < sessions; i++) {
                found.put(name(i), entry);
            }
        }
        return found;
    }

    private SessionStore filledByStatements(DataSource source, long bound) throws StoreException, SQLException {
        SessionStore found = new JdbcSessionStore(source, bound, PATIENCE, InstantSource.system());
        if (isFilled(found)) {
            return found;
        }
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO reprise_sessions (name, content, expires_at, durable) VALUES (?, ?, ?, 0)")) {
            for (int i = 0; i < sessions; i++) {
                insert.setBytes(1, name(i));
                insert.setBytes(2, entry.content());
                insert.setLong(3, expiry.toEpochMilli() - i);
                insert.addBatch();
                if ((i + 1) % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        return found;
    }

    private static DataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    /** Each size has a schema of its own. */
    private static String postgresql(String schema) throws SQLException {
        String url = server("REPRISE_BENCH_POSTGRESQL");
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        }
        return url + "&currentSchema=" + schema + "&reWriteBatchedInserts=true";
    }

    /** Each size has a prefix of its own. */
    private static SessionStore redis(String prefix) {
        return new RedisSessionStore(
                RedisClient.create(), RedisURI.create(server("REPRISE_BENCH_REDIS")), PATIENCE, prefix);
    }

    private static String server(String variable) {
        String address = System.getenv(variable);
        if (address == null) {
            throw new IllegalStateException(variable + " is not set: run this below ./bench/with-servers");
        }
        return address;
    }
}
