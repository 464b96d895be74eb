package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store under test, on a clock that stands still. What every store promises is in the testkit, and asked of these there too. */
abstract class OpenStore {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Instant LATER = NOW.plus(Duration.ofHours(6));

    final TestClock clock = new TestClock(NOW);
    SessionStore store;

    /** An empty store that looks at {@link #clock}. */
    abstract SessionStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void purgesWhatIsOverToTheMillisecond() throws StoreException {
        for (int i = 0; i < 100; i++) {
            store.put(name(i), new Entry(bytes("session"), NOW.plusMillis(i + 1)));
        }

        assertThat(store.purgeExpired(NOW)).isZero();
        assertThat(store.purgeExpired(NOW.plusMillis(50))).isEqualTo(50);
        for (int i = 0; i < 100; i++) {
            assertThat(store.get(name(i)).isPresent()).as("entry %d", i).isEqualTo(i >= 50);
        }
    }

    /** A name like those of the vault: 32 bytes, each as likely as any. */
    static byte[] name(int number) {
        byte[] name = new byte[32];
        new java.util.Random(number).nextBytes(name);
        return name;
    }

    static Entry entry(String content) {
        return new Entry(bytes(content), LATER);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
