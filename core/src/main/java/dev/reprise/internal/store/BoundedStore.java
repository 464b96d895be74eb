package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A store that only so many threads ask at once. Behind a store that hangs, or is slow, pile up that many threads and no more:
 * every other waits for its turn as long as the patience lasts, and then goes on without the store.
 *
 * <p>How long one call takes is the store's to bound, by the time-outs of its locks and its connections: without threads of
 * one's own a call cannot be left behind.
 */
public final class BoundedStore implements SessionStore {
    /** Threads in the store at once unless said otherwise: {@value}. */
    public static final int DEFAULT_AT_ONCE = 32;

    /** How long a thread waits for its turn unless said otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(100);

    private final SessionStore store;
    private final Semaphore turns;
    private final Duration patience;

    /**
     * @param atOnce the most threads in the store, 1 or more
     * @param patience how long a thread waits for its turn, 0 or more
     */
    public BoundedStore(SessionStore store, int atOnce, Duration patience) {
        if (atOnce < 1 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    atOnce + " threads at once, a patience of " + patience + ": expected 1 or more, and 0 or more");
        }
        this.store = Objects.requireNonNull(store, "store");
        this.turns = new Semaphore(atOnce);
        this.patience = patience;
    }

    /** With the default bounds; a store that never waits as it is. */
    public static SessionStore around(SessionStore store) {
        return store.mayBlock() && !(store instanceof BoundedStore)
                ? new BoundedStore(store, DEFAULT_AT_ONCE, DEFAULT_PATIENCE)
                : store;
    }

    private interface Call<T> {
        T on(SessionStore store) throws StoreException;
    }

    private <T> T inTurn(Call<T> call) throws StoreException {
        try {
            if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreException("the store is slow: no turn within " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for a turn", e);
        }
        try {
            return call.on(store);
        } finally {
            turns.release();
        }
    }

    @Override
    public boolean mayBlock() {
        return store.mayBlock();
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        inTurn(inside -> {
            inside.put(name, entry);
            return true;
        });
    }

    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        inTurn(inside -> {
            inside.putDurably(name, entry);
            return true;
        });
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        return inTurn(inside -> inside.get(name));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return inTurn(inside -> inside.remove(name, expected));
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return inTurn(inside -> inside.remove(name));
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        return inTurn(inside -> inside.purgeExpired(now));
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
