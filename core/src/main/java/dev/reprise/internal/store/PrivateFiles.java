package dev.reprise.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that hold secrets: read and written by their owner only, where the file system knows of owners, and replaced whole.
 *
 * <p>Nothing is forced to the disk. After a loss of power a file may be old, empty or cut short; whoever uses this recognises
 * that by a digest, and goes on without it.
 */
final class PrivateFiles {
    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    /** How a file is called, at its end, that is not whole yet. */
    static final String TEMPORARY_SUFFIX = ".tmp";

    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
    private static final FileAttribute<?>[] DIRECTORY_MODE = mode("rwx------");
    private static final FileAttribute<?>[] FILE_MODE = mode("rw-------");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private PrivateFiles() {}

    /**
     * Makes the directory (0700) and those above it, or checks the one that is there.
     *
     * @return its path, absolute and without links
     * @throws IOException if it cannot be made, is no directory, or if others can write into it: what they put there would be
     *     taken for ours
     */
    static Path directory(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createDirectories(path, DIRECTORY_MODE);
        }
        Path directory = path.toRealPath();
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        if (othersMay(OTHERS_WRITE, directory)) {
            throw new AccessDeniedException(
                    directory.toString(),
                    null,
                    "others can write into it; take that away (chmod go-w), or name another");
        }
        return directory;
    }

    /** Makes one directory (0700) unless it is there; the one above it must be. */
    static void subdirectory(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(path, DIRECTORY_MODE);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Puts a file (0600) in the place of another, or of none: who reads sees the old one or the new one.
     *
     * @param temporaryPrefix how the file is called until it is whole, with something random and {@value #TEMPORARY_SUFFIX} behind
     */
    static void replace(Path file, byte[] content, String temporaryPrefix) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        finish(Files.createTempFile(directory, temporaryPrefix, TEMPORARY_SUFFIX, FILE_MODE), file, content);
    }

    /** Makes an empty file, if there is none. */
    static void createIfAbsent(Path file) throws IOException {
        try {
            Files.createFile(file, FILE_MODE);
        } catch (FileAlreadyExistsException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> file + " is there already");
        }
    }

    /**
     * The same for a caller who is the only one that writes: the file that is not whole yet has always the same name, so that what
     * a writer that died left behind is gone with the next one.
     */
    static void replaceAlone(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + TEMPORARY_SUFFIX);
        Files.deleteIfExists(temporary);
        finish(Files.createFile(temporary, FILE_MODE), file, content);
    }

    private static void finish(Path temporary, Path file, byte[] content) throws IOException {
        try {
            Files.write(temporary, content, StandardOpenOption.WRITE);
            moveInto(temporary, file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static void moveInto(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * The whole file.
     *
     * @throws FileTooLargeException if it has more than {@code max} bytes, of which none is kept then
     */
    static byte[] read(Path file, int max) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(max + 1);
            if (content.length > max) {
                throw new FileTooLargeException(file, max);
            }
            return content;
        }
    }

    /** Makes an empty file (0600) unless there is one. */
    static void touch(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                Files.createFile(file, FILE_MODE);
            } catch (FileAlreadyExistsException e) {
                // Somebody else made it meanwhile, which is as good.
            }
        }
    }

    static boolean othersMayWrite(Path file) throws IOException {
        return othersMay(OTHERS_WRITE, file);
    }

    static boolean othersMayRead(Path file) throws IOException {
        return othersMay(OTHERS_READ, file);
    }

    private static boolean othersMay(Set<PosixFilePermission> permissions, Path file) throws IOException {
        if (!isPosix()) {
            return false;
        }
        return Files.getPosixFilePermissions(file).stream().anyMatch(permissions::contains);
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NO_ATTRIBUTES;
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** A file that cannot be what it is taken for, by its size. */
    static final class FileTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        FileTooLargeException(Path file, int max) {
            super(file + " has more than " + max + " bytes");
        }
    }
}
