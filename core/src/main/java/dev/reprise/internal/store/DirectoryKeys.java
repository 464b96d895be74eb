package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Ticket keys in a directory, one a file, ordered by file name: the last seals, all open. Every file is a key, but those whose name
 * begins with a dot.
 *
 * <p>A mounted Secret of Kubernetes is such a directory. Its files are links through {@code ..data}, which is
 * swapped as a whole when the Secret changes: what is read is always one state of it.
 */
public final class DirectoryKeys extends WatchedKeys {
    private static final int MOST_FILES = 1000;
    private static final String KUBERNETES_DATA = "..data";
    private static final DateTimeFormatter FILE_NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z.key'").withZone(ZoneOffset.UTC);

    private final SecureRandom random;

    /**
     * Looks into the directory.
     *
     * @param schedule of which only the lifetime counts: when another key seals is for whoever writes the files to say
     * @param announcement how long a file is there before its key seals; two minutes unless said otherwise
     * @param random for the key files that {@link #rotate} writes
     * @throws java.io.UncheckedIOException if there is no key that can be used
     */
    public DirectoryKeys(
            Path directory, KeySchedule schedule, Duration announcement, SecureRandom random, Instant now) {
        super(directory, schedule, announcement);
        this.random = Objects.requireNonNull(random, "random");
        lookFirst(now);
    }

    /** With an announcement of two minutes. */
    public DirectoryKeys(Path directory, KeySchedule schedule, SecureRandom random, Instant now) {
        this(directory, schedule, KeyFiles.DEFAULT_ANNOUNCEMENT, random, now);
    }

    @Override
    List<Seen> read() throws IOException {
        List<Seen> seen = new ArrayList<>();
        for (Path file : files()) {
            seen.add(Seen.of(file));
        }
        return seen;
    }

    /**
     * Writes a new key file, last in order, which seals after its announcement.
     *
     * @param revoke deletes all others first, so that the new key seals at once and nothing sealed before opens
     */
    @Override
    public void rotate(Instant now, boolean revoke) throws IOException {
        if (Files.isSymbolicLink(path().resolve(KUBERNETES_DATA))) {
            throw new UnsupportedOperationException(
                    path() + " is a mounted Secret of Kubernetes: add a key to the Secret, or remove one from it");
        }
        List<Path> before = files();
        KeyMaterial.writeNew(path().resolve(nameAfter(before, now)), random);
        if (revoke) {
            for (Path file : before) {
                Files.deleteIfExists(file);
            }
            DurableFiles.syncDirectory(path());
        }
        lookAgain();
    }

    @Override
    public String describe() {
        return "dir:" + path();
    }

    private List<Path> files() throws IOException {
        Path data = path().resolve(KUBERNETES_DATA);
        Path home = Files.isDirectory(data) ? data.toRealPath() : path();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home)) {
            for (Path file : all) {
                if (!file.getFileName().toString().startsWith(".") && !Files.isDirectory(file)) {
                    files.add(file);
                }
                if (files.size() > MOST_FILES) {
                    throw new FileSystemException(
                            path().toString(), null, "more than " + MOST_FILES + " files: no directory of ticket keys");
                }
            }
        } catch (NotDirectoryException e) {
            throw new FileSystemException(path().toString(), null, "not a directory");
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    private static String nameAfter(List<Path> files, Instant now) {
        String name = FILE_NAME.format(now);
        String last =
                files.isEmpty() ? "" : files.get(files.size() - 1).getFileName().toString();
        return name.compareTo(last) > 0 ? name : last + ".1";
    }
}
