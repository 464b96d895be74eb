package dev.reprise.cli;

import dev.reprise.SessionStores;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A store and a register that commands find as they find those of any module: {@code shelf:PATH} is a directory for both. */
public final class ShelfProvider implements StoreProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("shelf");
    }

    @Override
    public SessionStore sessionStore(String spec) {
        return SessionStores.file(directory(spec).resolve("sessions"));
    }

    @Override
    public KeyRegister keyRegister(String spec) {
        return new FileRegister(directory(spec).resolve("keys"));
    }

    private static Path directory(String spec) {
        String path = spec.substring("shelf:".length());
        if (path.isEmpty()) {
            throw new IllegalArgumentException("expected shelf:PATH");
        }
        return Path.of(path);
    }

    /** The value in a file; processes take turns by a lock, threads of one by a monitor. */
    private record FileRegister(Path file) implements KeyRegister {
        private static final Object TURN = new Object();

        @Override
        public Optional<byte[]> read() throws StoreException {
            try {
                return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            } catch (IOException e) {
                throw new StoreException(e.getMessage(), e);
            }
        }

        @Override
        public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
            synchronized (TURN) {
                try (FileChannel channel = FileChannel.open(
                                file.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock turn = channel.lock()) {
                    if (!turn.isValid() || !Arrays.equals(read().orElse(null), expected.orElse(null))) {
                        return false;
                    }
                    Path next = file.resolveSibling("next");
                    Files.write(next, replacement);
                    Files.move(
                            next,
                            file,
                            java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    return true;
                } catch (IOException e) {
                    throw new StoreException(e.getMessage(), e);
                }
            }
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "shelf:" + file.getParent();
        }
    }
}
