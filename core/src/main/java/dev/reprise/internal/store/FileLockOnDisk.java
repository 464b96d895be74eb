package dev.reprise.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that processes share: on an empty file beside the one that it guards, because that one is replaced and a lock stays with
 * what was replaced. The system frees it when its holder ends, however it ends. The file stays.
 *
 * <p>Within one process it excludes as well, another class loader's threads included.
 */
final class FileLockOnDisk {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private FileLockOnDisk() {}

    /**
     * Waits for the lock, with pauses of 5 ms, and holds it for as long as the action takes.
     *
     * @param attempts how often it is tried
     * @throws IOException if the file cannot be opened, if somebody else holds the lock all the time, or from the action
     */
    static void holding(Path file, int attempts, Action action) throws IOException {
        PrivateFiles.touch(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int attempt = 1; !isLocked(channel); attempt++) {
                if (attempt == attempts) {
                    throw new IOException(file + " is locked by somebody else");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            action.run(); // to close the channel is to free the lock
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by another thread of this process
        }
    }
}
