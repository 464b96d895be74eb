package dev.reprise.internal.store;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A register in the memory of this process: for contexts of one process that share keys, and for tests of a fleet. */
public final class MemoryKeyRegister implements KeyRegister {
    private final ReentrantLock lock = new ReentrantLock();
    private byte @Nullable [] value;
    private boolean closed;

    @Override
    public Optional<byte[]> read() throws StoreException {
        lock.lock();
        try {
            requireOpen();
            return Optional.ofNullable(value).map(byte[]::clone);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
        lock.lock();
        try {
            requireOpen();
            if (replacement.length > LONGEST_VALUE) {
                throw new StoreException(
                        "a value of " + replacement.length + " bytes: expected " + LONGEST_VALUE + " at most");
            }
            if (!Arrays.equals(value, expected.orElse(null))) {
                return false;
            }
            value = replacement.clone();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws StoreException {
        if (closed) {
            throw new StoreException("the register is closed");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            value = null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "memory";
    }
}
