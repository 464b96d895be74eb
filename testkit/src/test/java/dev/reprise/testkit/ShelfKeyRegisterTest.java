package dev.reprise.testkit;

import dev.reprise.session.KeyRegister;

class ShelfKeyRegisterTest extends SharedKeyRegisterContract {
    private final Shelf shelf = new Shelf("keys");

    @Override
    protected KeyRegister open() {
        return shelf.register();
    }

    @Override
    protected KeyRegister openAnother() {
        return shelf.register();
    }
}
