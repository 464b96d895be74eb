package dev.reprise.testkit;

import dev.reprise.SessionStores;
import dev.reprise.session.SessionStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSessionStoreTest extends SharedSessionStoreContract {
    @TempDir
    private Path parent;

    @Override
    protected SessionStore open() {
        return SessionStores.file(parent.resolve("sessions"));
    }

    @Override
    protected SessionStore openAnother() {
        return SessionStores.file(parent.resolve("sessions"));
    }
}
