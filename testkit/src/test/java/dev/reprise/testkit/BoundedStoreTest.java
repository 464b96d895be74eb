package dev.reprise.testkit;

import dev.reprise.SessionStores;
import dev.reprise.session.SessionStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** What stands before a store keeps what the store promises. */
class BoundedStoreTest extends SharedSessionStoreContract {
    private static final int AT_ONCE = 4;

    @TempDir
    private Path parent;

    @Override
    protected SessionStore open() {
        return SessionStores.bounded(SessionStores.file(parent.resolve("sessions")), AT_ONCE, Duration.ofMinutes(1));
    }

    @Override
    protected SessionStore openAnother() {
        return open();
    }
}
