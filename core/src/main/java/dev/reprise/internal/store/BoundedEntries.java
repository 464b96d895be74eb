package dev.reprise.internal.store;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory, with bounds of their own: what is over one makes the oldest go. Shards are made when an entry comes.
 *
 * <p>Several threads at once may each be one entry over a bound for as long as their call takes.
 */
final class BoundedEntries {
    /** What an entry costs beside its name and its content, about, on a 64-bit machine. */
    static final int OVERHEAD = 192;

    private static final int SHARDS = 16;
    private static final int SMALL = 1024;

    /**
     * Of a store that is large, and full: the most that a call ever holds up the others of its shard for, when the shard's table grows, or when what is over
     * is purged.
     */
    private static final int ENTRIES_PER_SHARD = 8192;

    private static final int MOST_SHARDS = 1024;
    private static final int GOLDEN_RATIO = 0x9e3779b9;
    private static final int LOOKED_AT_PER_CALL = 3;

    private final long maxEntries;
    private final long maxBytes;
    private final AtomicReferenceArray<Shard> shards;
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong births = new AtomicLong();

    BoundedEntries(long maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.shards = new AtomicReferenceArray<>(shardsFor(maxEntries));
    }

    void put(byte[] name, Entry entry, Instant now) throws StoreException {
        Node node = new Node(name.clone(), entry, births.incrementAndGet());
        if (node.cost() > maxBytes) {
            throw new StoreException(
                    "an entry of " + node.cost() + " bytes for a store that holds " + maxBytes + " in all");
        }
        shardFor(node).put(node, now);
        while (entries.get() > maxEntries || bytes.get() > maxBytes) {
            evictOldest();
        }
    }

    Optional<Entry> get(byte[] name, Instant now) {
        Name key = new Name(name);
        Shard shard = shards.get(indexOf(key));
        return shard == null ? Optional.empty() : shard.get(key, now);
    }

    /** @param expected the content that is removed; null for any */
    boolean remove(byte[] name, byte @Nullable [] expected, Instant now) {
        Name key = new Name(name);
        Shard shard = shards.get(indexOf(key));
        return shard != null && shard.remove(key, expected, now);
    }

    int purge(Instant now) {
        int purged = 0;
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            purged += shard == null ? 0 : shard.purge(now);
        }
        return purged;
    }

    void clear() {
        for (int i = 0; i < shards.length(); i++) {
            Shard shard = shards.get(i);
            if (shard != null) {
                shard.clear();
            }
        }
    }

    long size() {
        return entries.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** A power of two. */
    static int shardsFor(long maxEntries) {
        if (maxEntries < SMALL) {
            return 1;
        }
        long shards = Long.highestOneBit(Math.max(maxEntries / ENTRIES_PER_SHARD, 1)) * 2;
        return (int) Math.min(Math.max(shards, SHARDS), MOST_SHARDS);
    }

    /**
     * By bits that have nothing to do with those by which a shard's table is ordered, the lowest: else all names of a shard would meet in a few of its places.
     *
     * @param shards a power of two
     */
    static int indexOf(int hash, int shards) {
        return (int) (Integer.toUnsignedLong(hash * GOLDEN_RATIO) * shards >>> 32);
    }

    private int indexOf(Name name) {
        return indexOf(name.hashCode(), shards.length());
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
