package dev.reprise.internal.store;

import dev.reprise.internal.store.StoreGate.Kind;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A store behind a {@link StoreGate}: only so many threads ask it at once, and none while it is known to be gone. Behind a store that
 * hangs, or is slow, pile up that many threads and no more: every other goes on without the store.
 */
public final class BoundedStore implements SessionStore {
    /** Threads in the store at once unless said otherwise: {@value}. */
    public static final int DEFAULT_AT_ONCE = 32;

    /** How long a thread waits for its turn unless said otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(100);

    private final SessionStore store;
    private final StoreGate gate;

    /**
     * @param atOnce the most threads in the store, 1 or more
     * @param patience how long a thread waits for its turn, 0 or more
     */
    public BoundedStore(SessionStore store, int atOnce, Duration patience, InstantSource clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.gate = new StoreGate(atOnce, patience, clock);
    }

    /** With the default bounds; a store that never waits as it is. */
    public static SessionStore around(SessionStore store, InstantSource clock) {
        return store.mayBlock() && !(store instanceof BoundedStore)
                ? new BoundedStore(store, DEFAULT_AT_ONCE, DEFAULT_PATIENCE, clock)
                : store;
    }

    @Override
    public boolean mayBlock() {
        return store.mayBlock();
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        gate.pass(Kind.WRITE, () -> {
            store.put(name, entry);
            return true;
        });
    }

    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        gate.pass(Kind.WRITE, () -> {
            store.putDurably(name, entry);
            return true;
        });
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        return gate.pass(Kind.READ, () -> store.get(name));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return gate.pass(Kind.REMOVE, () -> store.remove(name, expected));
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return gate.pass(Kind.REMOVE, () -> store.remove(name));
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        return gate.pass(Kind.REMOVE, () -> store.purgeExpired(now));
    }

    /** Closes the store, without waiting for a turn. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
