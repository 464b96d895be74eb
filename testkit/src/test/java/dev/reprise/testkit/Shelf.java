package dev.reprise.testkit;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Entries, and one value: what stores and registers of one shelf share, in memory. */
final class Shelf {
    private final String name;
    private final Map<ByteBuffer, SessionStore.Entry> entries = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<ByteBuffer>> value = new AtomicReference<>(Optional.empty());

    Shelf(String name) {
        this.name = name;
    }

    SessionStore store() {
        return new Store(this);
    }

    KeyRegister register() {
        return new Register(this);
    }

    @Override
    public String toString() {
        return "shelf://" + name;
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone());
    }

    /** What the tests of the contracts spoil, a method at a time. */
    static class Store implements SessionStore {
        final Shelf shelf;
        private volatile boolean closed;

        Store(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public void put(byte[] name, Entry entry) throws StoreException {
            requireOpen();
            shelf.entries.put(copy(name), entry);
        }

        @Override
        public Optional<Entry> get(byte[] name) throws StoreException {
            requireOpen();
            return Optional.ofNullable(shelf.entries.get(copy(name)));
        }

        @Override
        public boolean remove(byte[] name, byte[] expected) throws StoreException {
            requireOpen();
            Entry there = shelf.entries.get(copy(name));
            return there != null && there.holds(expected) && shelf.entries.remove(copy(name), there);
        }

        @Override
        public boolean remove(byte[] name) throws StoreException {
            requireOpen();
            return shelf.entries.remove(copy(name)) != null;
        }

        @Override
        public int purgeExpired(Instant now) throws StoreException {
            requireOpen();
            int before = shelf.entries.size();
            shelf.entries.values().removeIf(entry -> entry.isExpired(now));
            return before - shelf.entries.size();
        }

        private void requireOpen() throws StoreException {
            if (closed) {
                throw new StoreException(shelf + " is closed");
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return shelf.toString();
        }
    }

    /** What the tests of the contracts spoil, a method at a time. */
    static class Register implements KeyRegister {
        private final Shelf shelf;
        private volatile boolean closed;

        Register(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public Optional<byte[]> read() throws StoreException {
            requireOpen();
            return shelf.value.get().map(there -> there.array().clone());
        }

        @Override
        public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
            requireOpen();
            Optional<ByteBuffer> there = shelf.value.get();
            return Arrays.equals(there.map(ByteBuffer::array).orElse(null), expected.orElse(null))
                    && shelf.value.compareAndSet(there, Optional.of(copy(replacement)));
        }

        private void requireOpen() throws StoreException {
            if (closed) {
                throw new StoreException(shelf + " is closed");
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return shelf.toString();
        }
    }
}
