package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in the memory of this process: bounded in number and in bytes; what is over a bound makes the oldest go.
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
    static final int OVERHEAD = 192;

    private static final int SHARDS = 16;
    private static final int SMALL = 1024;
    private static final int LOOKED_AT_PER_CALL = 3;

    private final long maxEntries;
    private final long maxBytes;
    private final InstantSource clock;
    private final AtomicReferenceArray<Shard> shards;
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong births = new AtomicLong();
    private volatile boolean closed;

    public MemorySessionStore(InstantSource clock) {
        this(DEFAULT_ENTRIES, DEFAULT_BYTES, clock);
    }

    /**
     * @param maxEntries the most entries, 1 or more
     * @param maxBytes the most bytes, 1 or more, counted as {@link #DEFAULT_BYTES} says
     */
    public MemorySessionStore(long maxEntries, long maxBytes, InstantSource clock) {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a store of " + maxEntries + " entries and " + maxBytes + " bytes: expected 1 or more of each");
        }
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.shards = new AtomicReferenceArray<>(maxEntries < SMALL ? 1 : SHARDS);
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        ensureOpen();
        Node node = new Node(name.clone(), entry, births.incrementAndGet());
        if (node.cost() > maxBytes) {
            throw new StoreException(
                    "an entry of " + node.cost() + " bytes for a store that holds " + maxBytes + " in all");
        }
        shardFor(node).put(node, clock.instant());
        while (entries.get() > maxEntries || bytes.get() > maxBytes) {
            evictOldest();
        }
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        ensureOpen();
        Name key = new Name(name);
        Shard shard = shards.get(indexOf(key));
        return shard == null ? Optional.empty() : shard.get(key, clock.instant());
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return removeFrom(name, Objects.requireNonNull(expected, "expected"));
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return removeFrom(name, null);
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        ensureOpen();
        int purged = 0;
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            purged += shard == null ? 0 : shard.purge(now);
        }
        return purged;
    }

    /** Forgets everything. */
    @Override
    public void close() {
        closed = true;
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            if (shard != null) {
                shard.clear();
            }
        }
    }

    /** Entries kept now, those included that are over and have not been looked at since. */
    public long size() {
        return entries.get();
    }

    /** Bytes kept now, as {@link #DEFAULT_BYTES} counts them. */
    public long bytes() {
        return bytes.get();
    }

    @Override
    public String toString() {
        return "memory[" + size() + " of " + maxEntries + " entries]";
    }

    private boolean removeFrom(byte[] name, byte @Nullable [] expected) throws StoreException {
        ensureOpen();
        Name key = new Name(name);
        Shard shard = shards.get(indexOf(key));
        return shard != null && shard.remove(key, expected, clock.instant());
    }

    private void ensureOpen() throws StoreException {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }

    private int indexOf(Name name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & (shards.length() - 1);
    }

    private Shard shardFor(Name name) {
        int index = indexOf(name);
        Shard shard = shards.get(index);
        if (shard == null) {
            Shard fresh = new Shard();
            shard = shards.compareAndSet(index, null, fresh) ? fresh : shards.get(index);
        }
        return shard;
    }

    private void evictOldest() {
        @Nullable Shard oldest = null;
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            if (shard != null && (oldest == null || shard.oldestBirth < oldest.oldestBirth)) {
                oldest = shard;
            }
        }
        if (oldest != null) {
            oldest.evict();
        }
    }

    /** The name of an entry, as a key of a map. Names are keyed hashes: nobody can choose ones that collide. */
    private static class Name {
        final byte[] bytes;
        private final int hash;

        Name(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public final boolean equals(@Nullable Object other) {
            return other instanceof Name that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public final int hashCode() {
            return hash;
        }
    }

    /** An entry in its shard's ring, which is in the order of birth. */
    private static final class Node extends Name {
        final Entry entry;
        final long birth;
        Node before = this;
        Node after = this;

        Node(byte[] name, Entry entry, long birth) {
            super(name);
            this.entry = entry;
            this.birth = birth;
        }

        int cost() {
            return OVERHEAD + bytes.length + entry.size();
        }
    }

    private final class Shard {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Name, Node> byName = new HashMap<>();
        private @Nullable Node oldest;
        private @Nullable Node lookAtNext;

        /** For whoever looks for the oldest of all shards, without the lock. */
        volatile long oldestBirth = Long.MAX_VALUE;

        void put(Node node, Instant now) {
            lock.lock();
            try {
                Node former = byName.get(node);
                if (former != null) {
                    unlink(former);
                }
                byName.put(node, node);
                link(node);
                lookAtAFew(now);
            } finally {
                lock.unlock();
            }
        }

        Optional<Entry> get(Name name, Instant now) {
            lock.lock();
            try {
                Node node = byName.get(name);
                lookAtAFew(now);
                return node == null ? Optional.empty() : Optional.of(node.entry);
            } finally {
                lock.unlock();
            }
        }

        boolean remove(Name name, byte @Nullable [] expected, Instant now) {
            lock.lock();
            try {
                Node node = byName.get(name);
                if (node == null || (expected != null && !node.entry.holds(expected))) {
                    return false;
                }
                unlink(node);
                return true;
            } finally {
                lookAtAFew(now);
                lock.unlock();
            }
        }

        void evict() {
            lock.lock();
            try {
                if (oldest != null) {
                    unlink(oldest);
                }
            } finally {
                lock.unlock();
            }
        }

        int purge(Instant now) {
            lock.lock();
            try {
                int purged = 0;
                for (Node node : byName.values().toArray(Node[]::new)) {
                    if (node.entry.isExpired(now)) {
                        unlink(node);
                        purged++;
                    }
                }
                return purged;
            } finally {
                lock.unlock();
            }
        }

        void clear() {
            lock.lock();
            try {
                while (oldest != null) {
                    unlink(oldest);
                }
            } finally {
                lock.unlock();
            }
        }

        private void lookAtAFew(Instant now) {
            for (int i = 0; i < LOOKED_AT_PER_CALL; i++) {
                Node node = lookAtNext;
                if (node == null) {
                    return;
                }
                lookAtNext = node.after;
                if (node.entry.isExpired(now)) {
                    unlink(node);
                }
            }
        }

        private void link(Node node) {
            if (oldest == null) {
                oldest = node;
                lookAtNext = node;
                oldestBirth = node.birth;
            } else {
                node.before = oldest.before;
                node.after = oldest;
                oldest.before.after = node;
                oldest.before = node;
            }
            entries.incrementAndGet();
            bytes.addAndGet(node.cost());
        }

        @SuppressWarnings("ReferenceEquality") // nodes of a ring are themselves
        private void unlink(Node node) {
            byName.remove(node);
            @Nullable Node after = node.after == node ? null : node.after;
            node.before.after = node.after;
            node.after.before = node.before;
            if (oldest == node) {
                oldest = after;
                oldestBirth = after == null ? Long.MAX_VALUE : after.birth;
            }
            if (lookAtNext == node) {
                lookAtNext = after;
            }
            entries.decrementAndGet();
            bytes.addAndGet(-node.cost());
        }
    }
}
