package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import java.time.Instant;
import java.util.Optional;

/** The store of a server that keeps nothing: {@code none}. */
public enum NoSessionStore implements SessionStore {
    INSTANCE;

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public void put(byte[] name, Entry entry) {}

    @Override
    public Optional<Entry> get(byte[] name) {
        return Optional.empty();
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) {
        return false;
    }

    @Override
    public boolean remove(byte[] name) {
        return false;
    }

    @Override
    public int purgeExpired(Instant now) {
        return 0;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "none";
    }
}
