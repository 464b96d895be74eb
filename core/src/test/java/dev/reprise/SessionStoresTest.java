package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoresTest {
    private static final byte[] NAME = {1, 2, 3};

    private final Entry entry = new Entry(new byte[] {4, 5}, Instant.now().plus(Duration.ofHours(1)));

    @Test
    void inMemoryKeepWhatTheyWereGivenForThemselves() throws StoreException {
        try (SessionStore one = SessionStores.memory();
                SessionStore other = SessionStores.of("memory")) {
            one.put(NAME, entry);

            assertThat(one.get(NAME)).contains(entry);
            assertThat(other.get(NAME)).isEmpty();
        }
    }

    @Test
    void inMemoryAreAsSmallAsTheyAreToldToBe() throws StoreException {
        try (SessionStore small = SessionStores.memory(1, 1000)) {
            small.put(NAME, entry);
            small.put(new byte[] {9}, entry);

            assertThat(small.get(NAME)).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SessionStores.memory(0, 0));
    }

    @Test
    void inFilesOutliveTheirProcess(@TempDir Path parent) throws StoreException {
        Path directory = parent.resolve("sessions");
        try (SessionStore before = SessionStores.file(directory)) {
            before.put(NAME, entry);
        }
        try (SessionStore after = SessionStores.of("file:" + directory)) {
            assertThat(after.get(NAME))
                    .contains(new Entry(
                            entry.content(),
                            Instant.ofEpochMilli(entry.expiresAt().toEpochMilli())));
        }
    }

    @Test
    void thatAreNoneKeepNothing() throws StoreException {
        SessionStore none = SessionStores.of("none");
        none.put(NAME, entry);

        assertThat(none).isSameAs(SessionStores.none());
        assertThat(none.get(NAME)).isEmpty();
        assertThat(none.remove(NAME)).isFalse();
        assertThat(none.remove(NAME, entry.content())).isFalse();
        assertThat(none.purgeExpired(Instant.now())).isZero();
        assertThat(none.mayBlock()).isFalse();
    }
}
