package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sessions in the memory of this process: bounded in number and in bytes; what is over a bound makes the oldest go. What is put durably has bounds of its own, a
 * quarter as much beyond the others, so that no number of sessions makes a revocation go: only later revocations do.
 *
 * <p>Every operation takes the same short time however many entries there are. Nothing scans: each call looks at a few more
 * entries of its shard, round and round, and drops those that are over, so that a million that expire together leave a little at a
 * time. A store that holds nothing takes a few hundred bytes; shards are made when an entry comes.
 *
 * <p>Several threads at once may each be one entry over a bound for as long as their call takes.
 */
public final class MemorySessionStore implements SessionStore {
    /** Entries kept unless said otherwise: {@value}. */
    public static final long DEFAULT_ENTRIES = 100_000;

    /** Bytes kept unless said otherwise, {@value}: those of names, contents and the objects around them. */
    public static final long DEFAULT_BYTES = 64L << 20;

    /** What an entry costs beside its name and its content, about, on a 64-bit machine. */
    static final int OVERHEAD = BoundedEntries.OVERHEAD;

    /** Of a store of any size. */
    private static final int FEWEST_DURABLE = 64;

    private static final int FEWEST_DURABLE_BYTES = 64 << 10;

    /** Of two puts of one name at once, one of either kind, the later one stays; a power of two. */
    private static final int KINDS_LOCKS = 8;

    private final long maxEntries;
    private final InstantSource clock;
    private final BoundedEntries sessions;
    private final BoundedEntries durable;
    private final ReentrantLock[] kinds = new ReentrantLock[KINDS_LOCKS];
    private volatile boolean closed;

    public MemorySessionStore(InstantSource clock) {
        this(DEFAULT_ENTRIES, DEFAULT_BYTES, clock);
    }

    /**
     * @param maxEntries the most entries, 1 or more, beside those that are put durably
     * @param maxBytes the most bytes, 1 or more, counted as {@link #DEFAULT_BYTES} says
     */
    public MemorySessionStore(long maxEntries, long maxBytes, InstantSource clock) {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a store of " + maxEntries + " entries and " + maxBytes + " bytes: expected 1 or more of each");
        }
        this.maxEntries = maxEntries;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.sessions = new BoundedEntries(maxEntries, maxBytes);
        this.durable = new BoundedEntries(
                Math.max(maxEntries / 4, FEWEST_DURABLE), Math.max(maxBytes / 4, FEWEST_DURABLE_BYTES));
        Arrays.setAll(kinds, i -> new ReentrantLock());
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        put(name, entry, sessions, durable);
    }

    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        put(name, entry, durable, sessions);
    }

    private void put(byte[] name, Entry entry, BoundedEntries home, BoundedEntries others) throws StoreException {
        ensureOpen();
        Instant now = clock.instant();
        ReentrantLock lock = kinds[Arrays.hashCode(name) & KINDS_LOCKS - 1];
        lock.lock();
        try {
            home.put(name, entry, now);
            others.remove(name, null, now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        ensureOpen();
        Instant now = clock.instant();
        Optional<Entry> found = durable.get(name, now);
        return found.isPresent() ? found : sessions.get(name, now);
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        Objects.requireNonNull(expected, "expected");
        ensureOpen();
        Instant now = clock.instant();
        return sessions.remove(name, expected, now) || durable.remove(name, expected, now);
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        ensureOpen();
        Instant now = clock.instant();
        return sessions.remove(name, null, now) | durable.remove(name, null, now);
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        ensureOpen();
        return sessions.purge(now) + durable.purge(now);
    }

    /** Forgets everything. */
    @Override
    public void close() {
        closed = true;
        sessions.clear();
        durable.clear();
    }

    /** Entries kept now, those included that are over and have not been looked at since. */
    public long size() {
        return sessions.size() + durable.size();
    }

    /** Bytes kept now, as {@link #DEFAULT_BYTES} counts them. */
    public long bytes() {
        return sessions.bytes() + durable.bytes();
    }

    @Override
    public String toString() {
        return "memory[" + size() + " of " + maxEntries + " entries]";
    }

    private void ensureOpen() throws StoreException {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }
}
