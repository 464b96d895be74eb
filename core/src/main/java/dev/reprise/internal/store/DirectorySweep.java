package dev.reprise.internal.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.session.InvalidatedOrigins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts a directory of sessions in order: drops what has expired, files that were never finished, empty folders, and the oldest
 * sessions of what is too many. It runs now and then in whichever process uses the directory; two at once do no harm.
 */
final class DirectorySweep {
    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    /** How the mark of an origin ends that was invalidated. */
    static final String REMOVED = ".removed";

    private static final int MAX_REMOVED = InvalidatedOrigins.DEFAULT_MAX;
    /** No session lives longer after the handshake that authenticated, and clocks may differ. */
    private static final long REMOVED_FOR =
            KeySchedule.LONGEST.plus(KeySchedule.SKEW).toMillis();

    private static final String MARK = ".swept";
    private static final long INTERVAL = Duration.ofMinutes(1).toMillis();
    private static final long TEMPORARY_FOR = Duration.ofHours(1).toMillis();

    private final Path directory;
    private final int maxSessions;
    private final long maxBytes;
    private final AtomicLong last;

    DirectorySweep(Path directory, int maxSessions, long maxBytes) {
        this.directory = directory;
        this.maxSessions = maxSessions;
        this.maxBytes = maxBytes;
        this.last = new AtomicLong(lastOfAnyProcess());
    }

    /**
     * Sweeps, if the last time is long ago or there is reason to. What does not succeed is left to the next time.
     *
     * @param now milliseconds since 1970
     * @return whether it did
     */
    boolean runIfDue(long now, boolean reason) {
        long before = last.get();
        boolean due = reason || Math.abs(now - before) >= INTERVAL;
        if (!due || !last.compareAndSet(before, now)) {
            return false;
        }
        try {
            PrivateFiles.replace(
                    directory.resolve(MARK),
                    Long.toString(now).getBytes(StandardCharsets.US_ASCII),
                    SessionFileName.temporaryPrefix(now));
            run(now);
        } catch (IOException e) {
            LOG.log(WARNING, () -> directory + " was not put in order: " + e);
        }
        return true;
    }

    private void run(long now) throws IOException {
        List<Found> left = new ArrayList<>();
        List<Removed> removed = new ArrayList<>();
        for (Path found : DirectoryClientSessions.list(directory)) {
            if (Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
                sweepFolder(found, now, left);
            } else if (isLeftOver(found, now)) {
                Files.deleteIfExists(found);
            } else if (String.valueOf(found.getFileName()).endsWith(REMOVED)) {
                removed.add(new Removed(
                        found,
                        Files.getLastModifiedTime(found, LinkOption.NOFOLLOW_LINKS)
                                .toMillis()));
            }
        }
        dropOldest(left);
        dropOldMarks(removed, now);
    }

    private static void sweepFolder(Path folder, long now, List<Found> left) throws IOException {
        for (Path file : DirectoryClientSessions.list(folder)) {
            SessionFileName name = SessionFileName.of(file);
            if (name != null && name.expiresAt() > now) {
                left.add(new Found(file, name, sizeOf(file)));
            } else if (name != null || isLeftOver(file, now)) {
                Files.deleteIfExists(file);
            }
        }
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.log(DEBUG, () -> folder + " is in use");
        }
    }

    private static void dropOldMarks(List<Removed> marks, long now) throws IOException {
        marks.sort(Comparator.comparingLong(Removed::since).reversed());
        for (int i = 0; i < marks.size(); i++) {
            if (i >= MAX_REMOVED || now - marks.get(i).since > REMOVED_FOR) {
                Files.deleteIfExists(marks.get(i).mark);
            }
        }
    }

    private void dropOldest(List<Found> left) throws IOException {
        long bytes = left.stream().mapToLong(Found::size).sum();
        int count = left.size();
        if (count <= maxSessions && bytes <= maxBytes) {
            return;
        }
        left.sort(Comparator.comparing(Found::name));
        for (Found oldest : left) {
            if (count <= maxSessions && bytes <= maxBytes) {
                return;
            }
            Files.deleteIfExists(oldest.file);
            count--;
            bytes -= oldest.size;
        }
    }

    private static boolean isLeftOver(Path file, long now) {
        long since = SessionFileName.temporarySince(file);
        return since >= 0 && now - since > TEMPORARY_FOR;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private long lastOfAnyProcess() {
        try {
            return Long.parseLong(Files.readString(directory.resolve(MARK), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException | NumberFormatException e) {
            LOG.log(WARNING, () -> directory.resolve(MARK) + " cannot be read: made anew");
            return 0;
        }
    }

    private record Removed(Path mark, long since) {}

    private record Found(Path file, SessionFileName name, long size) {}
}
