package dev.reprise.internal.settings;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What some files hold, read again when they change. They are looked at when they are used, at most once a second, by one thread while the others go
 * on with what there is. By their content, not by their times: a mounted folder may change as a whole, and files be written within one tick of the
 * clock. What cannot be read leaves in place what could be, and is complained about once for each change.
 *
 * @param <T> what is made of them
 */
final class FreshFiles<T> {
    private static final System.Logger LOG = System.getLogger("dev.reprise.keys");
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final String what;
    private final List<Path> files;
    private final Supplier<T> reader;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile T current;
    private volatile Instant looked;
    private byte[] seen;

    /**
     * Reads them for the first time.
     *
     * @param what they are, for the log
     * @throws UncheckedIOException if a file cannot be read
     * @throws IllegalArgumentException if the reader says so
     */
    FreshFiles(String what, List<Path> files, Supplier<T> reader, InstantSource clock) {
        this.what = what;
        this.files = List.copyOf(files);
        this.reader = reader;
        this.clock = clock;
        this.looked = clock.instant();
        this.seen = fingerprint();
        this.current = reader.get();
    }

    T get() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(FRESH) >= 0 && lock.tryLock()) {
            try {
                looked = now;
                look();
            } finally {
                lock.unlock();
            }
        }
        return current;
    }

    private void look() {
        byte[] found = fingerprint();
        if (Arrays.equals(found, seen)) {
            return;
        }
        seen = found;
        try {
            current = reader.get();
            LOG.log(INFO, () -> what + " was read again: " + files);
        } catch (RuntimeException unusable) {
            LOG.log(
                    WARNING,
                    () -> what + " has changed and cannot be used, so the one from before stays: "
                            + unusable.getMessage());
        }
    }

    /** A digest, so that no key is kept for comparing; of a file that cannot be read, of why. */
    private byte[] fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                byte[] content = contentOf(file);
                digest.update(content);
                digest.update((byte) 0);
                Arrays.fill(content, (byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static byte[] contentOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            return new byte[1];
        }
    }
}
