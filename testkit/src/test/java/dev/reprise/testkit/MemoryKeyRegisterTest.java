package dev.reprise.testkit;

import dev.reprise.SessionStores;
import dev.reprise.session.KeyRegister;

class MemoryKeyRegisterTest extends KeyRegisterContract {
    @Override
    protected KeyRegister open() {
        return SessionStores.registerInMemory();
    }
}
