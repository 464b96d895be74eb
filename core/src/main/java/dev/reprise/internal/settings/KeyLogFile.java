package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.KeyLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Traffic secrets in a file, for tools that look into recorded connections (RFC 9850): one line a secret, appended. The
 * file is made for its owner only (0600). One that cannot be written costs no connection.
 *
 * <pre>
 *   label SP client_random in hexadecimal SP secret in hexadecimal LF
 * </pre>
 */
public final class KeyLogFile implements KeyLog {
    private static final System.Logger LOG = System.getLogger("dev.reprise.keys");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    private static final FileAttribute<?>[] MODE =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean complained = new AtomicBoolean();

    public KeyLogFile(Path file) {
        this.file = file;
    }

    @Override
    public void log(String label, byte[] clientRandom, Secret secret) {
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        byte[] value = secret.copy();
        byte[] line = new byte[name.length + 1 + 2 * clientRandom.length + 1 + 2 * value.length + 1];
        System.arraycopy(name, 0, line, 0, name.length);
        line[name.length] = ' ';
        int at = hex(clientRandom, line, name.length + 1);
        line[at] = ' ';
        line[hex(value, line, at + 1)] = '\n';
        try {
            append(line);
        } finally {
            Arrays.fill(value, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    private void append(byte[] line) {
        lock.lock();
        try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND, MODE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            if (complained.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.WARNING, () -> "the key log " + file + " cannot be written: " + e);
            }
        } finally {
            lock.unlock();
        }
    }

    private static int hex(byte[] bytes, byte[] out, int from) {
        int at = from;
        for (byte b : bytes) {
            out[at++] = HEX[(b & 0xff) >> 4];
            out[at++] = HEX[b & 0xf];
        }
        return at;
    }

    @Override
    public String toString() {
        return "KeyLogFile[" + file + "]";
    }
}
