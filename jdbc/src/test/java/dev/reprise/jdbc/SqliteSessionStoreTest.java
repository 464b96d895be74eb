package dev.reprise.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testkit.SharedSessionStoreContract;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSessionStoreTest extends SharedSessionStoreContract {
    @TempDir
    private Path directory;

    private final Sqlite sqlite = new Sqlite();

    @AfterEach
    void closePools() {
        sqlite.close();
    }

    @Override
    protected SessionStore open() {
        return new JdbcSessionStore(sqlite.source(directory), 10_000, Duration.ofSeconds(20), InstantSource.system());
    }

    @Override
    protected SessionStore openAnother() {
        return open();
    }

    /** Somebody else's, in the place of one of ours: it is not read as a whole. */
    @Test
    void readsNothingFromWhatIsLongerThanAnySession() throws Exception {
        DataSource source = sqlite.source(directory);
        try (SessionStore store = new JdbcSessionStore(source)) {
            store.put(new byte[] {1}, new Entry(new byte[10], Instant.now().plusSeconds(60)));
            try (Connection connection = source.getConnection()) {
                Dialect.execute(connection, "UPDATE reprise_sessions SET content = zeroblob(50000000)");
            }
            long before = allocated();
            assertThat(store.get(new byte[] {1})).isEmpty();
            assertThat(allocated() - before).isLessThan(10_000_000);
            assertThat(store.remove(new byte[] {1})).isTrue();
        }
    }

    /** Bytes that this thread has allocated so far. */
    private static long allocated() throws JMException {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "CurrentThreadAllocatedBytes");
    }

    @Test
    void refusesWhatIsLongerThanAnySession() throws Exception {
        try (SessionStore store = open()) {
            Entry entry = new Entry(new byte[SessionStore.LONGEST_CONTENT + 1], Instant.now());
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.put(new byte[] {1}, entry))
                    .withMessageContaining("1048577 bytes");
        }
    }
}
