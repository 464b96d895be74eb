package dev.reprise.testkit;

import dev.reprise.SessionStores;
import dev.reprise.session.SessionStore;

class MemorySessionStoreTest extends SessionStoreContract {
    @Override
    protected SessionStore open() {
        return SessionStores.memory();
    }
}
