package dev.reprise.testkit;

import dev.reprise.session.SessionStore;

class ShelfSessionStoreTest extends SharedSessionStoreContract {
    private final Shelf shelf = new Shelf("sessions");

    @Override
    protected SessionStore open() {
        return shelf.store();
    }

    @Override
    protected SessionStore openAnother() {
        return shelf.store();
    }
}
