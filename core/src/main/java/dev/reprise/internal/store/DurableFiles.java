package dev.reprise.internal.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files (0600) that are whole, and on stable storage, before anything relies on them: keys, secrets, what says that a session was
 * used. {@link PrivateFiles} are for what may get lost.
 */
final class DurableFiles {
    private DurableFiles() {}

    /**
     * Makes a file that was not there; a reader sees all of it or none.
     *
     * @throws FileAlreadyExistsException if something has that name, be it a link that leads nowhere
     */
    static void createNew(Path file, byte[] content) throws IOException {
        Path fresh = writtenBeside(file, content);
        try {
            link(fresh, file, content);
        } finally {
            Files.deleteIfExists(fresh);
        }
        syncDirectory(parentOf(file));
    }

    /** A hard link fails where the name is taken, and there is no moment at which the file is half there. */
    private static void link(Path fresh, Path file, byte[] content) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The name is taken, which fails once more here; or there are no hard links: then the name still goes to
            // one
            // alone, only the file is not whole from its first moment.
            try (FileChannel channel = open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writeAll(channel, content);
                channel.force(true);
            }
        }
    }

    /** Puts a file in the place of another, or of none, at once. */
    static void replace(Path file, byte[] content) throws IOException {
        Path fresh = writtenBeside(file, content);
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        syncDirectory(parentOf(file));
    }

    /** Opens a file, with mode 0600 if that makes it. */
    static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(options),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException e) {
            return FileChannel.open(file, options); // no modes here: the file system's own rules hold
        }
    }

    static void writeAll(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            if (channel.write(rest) == 0) {
                throw new EOFException("the file takes no more bytes");
            }
        }
    }

    /** Makes the names in a directory outlive a loss of power, where the system lets a directory be opened for that. */
    static void syncDirectory(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            if (Files.isDirectory(directory)) {
                return;
            }
            throw e;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private static Path writtenBeside(Path file, byte[] content) throws IOException {
        // The JDK gives temporary files mode 0600 wherever there are modes.
        Path fresh =
                Files.createTempFile(parentOf(file), "." + file.getFileName() + ".", PrivateFiles.TEMPORARY_SUFFIX);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            writeAll(channel, content);
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return fresh;
    }

    private static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is no file");
        }
        return parent;
    }
}
