package dev.reprise.internal.store;

import dev.reprise.session.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks on the shards of a directory that hold against all threads of all processes: between threads a {@link ReentrantLock},
 * between processes a lock on one byte of a file, which the system lets go of when a process ends, however it ends. Every wait has
 * an end.
 *
 * <p>One set for a directory in a process, shared and counted: to POSIX, all locks of a process on a file end as soon as
 * that process closes the file, through whichever descriptor. Two stores on one directory, each with a channel of its own,
 * would take each other's locks away by closing.
 */
final class ShardLocks implements AutoCloseable {
    private static final long FIRST_NAP = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(2);

    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<Path, ShardLocks> SHARED = new HashMap<>();

    private final Path file;
    private final ReentrantLock[] threads;
    private volatile FileChannel channel;
    private int users;

    private ShardLocks(Path file, int shards) throws IOException {
        this.file = file;
        this.threads = new ReentrantLock[shards];
        for (int i = 0; i < shards; i++) {
            threads[i] = new ReentrantLock();
        }
        this.channel = open(file);
    }

    /** The locks of that file, which is made if it is not there. To be closed as often as opened. */
    static ShardLocks open(Path directory, String fileName, int shards) throws IOException {
        Path file = directory.toRealPath().resolve(fileName);
        SHARING.lock();
        try {
            ShardLocks locks = SHARED.get(file);
            if (locks == null) {
                locks = new ShardLocks(file, shards);
                SHARED.put(file, locks);
            }
            locks.users++;
            return locks;
        } finally {
            SHARING.unlock();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return DurableFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** What is done while a lock is held. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work while holding the lock.
     *
     * @param patience how long to wait for another thread, and again for another process
     * @throws StoreException if one of them has not let go of the lock by then
     */
    <T> T holding(int shard, Duration patience, Work<T> work) throws IOException, StoreException {
        ReentrantLock threadLock = threads[shard];
        try {
            if (!threadLock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(shard, "thread", patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for " + file, e);
        }
        try {
            FileLock processLock = lockAgainstProcesses(shard, patience);
            if (processLock == null) {
                throw busy(shard, "process", patience);
            }
            try {
                return work.run();
            } finally {
                processLock.release();
            }
        } finally {
            threadLock.unlock();
        }
    }

    private StoreException busy(int shard, String who, Duration patience) {
        return new StoreException(
                "another " + who + " has held shard " + shard + " of " + file + " for " + patience.toMillis() + " ms");
    }

    /** There is no wait with an end for a file lock: so it is tried, with naps between that add up to the patience. */
    private @Nullable FileLock lockAgainstProcesses(int shard, Duration patience) throws IOException {
        long nap = FIRST_NAP;
        long rest = patience.toNanos();
        while (true) {
            FileChannel used = channel;
            try {
                FileLock lock = used.tryLock(shard, 1, false);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // The library was loaded twice in this process, and the other one has it.
            } catch (ClosedChannelException e) {
                reopen(used);
            }
            if (rest <= 0) {
                return null;
            }
            LockSupport.parkNanos(nap);
            rest -= nap;
            nap = Math.min(LONGEST_NAP, 2 * nap);
        }
    }

    /** Interrupting a thread that works on a channel closes it for all. */
    @SuppressWarnings("ReferenceEquality") // the very channel that was closed
    private void reopen(FileChannel closed) throws IOException {
        SHARING.lock();
        try {
            if (users == 0) {
                throw new ClosedChannelException();
            }
            if (channel == closed) {
                channel = open(file);
            }
        } finally {
            SHARING.unlock();
        }
    }

    @Override
    public void close() {
        SHARING.lock();
        try {
            if (--users == 0) {
                SHARED.remove(file);
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written to it: there is nothing to lose.
        } finally {
            SHARING.unlock();
        }
    }
}
