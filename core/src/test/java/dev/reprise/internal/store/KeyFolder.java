package dev.reprise.internal.store;

import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** Key files of a test: each number stands for a key. */
record KeyFolder(Path path) {
    /** The content of the key file of that number: 48 bytes. */
    static byte[] content(int number) {
        byte[] bytes = new byte[48];
        new TestRandom(number).nextBytes(bytes);
        return bytes;
    }

    /** The name of the key of that number. */
    byte[] name(int number) {
        try {
            Path file = Files.createTempFile("key", "");
            Files.write(file, content(number));
            byte[] name =
                    java.util.HexFormat.of().parseHex(KeyMaterial.read(file).hexName());
            Files.delete(file);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path put(String file, int number, Instant modified) {
        return put(file, content(number), modified);
    }

    Path put(String file, byte[] content, Instant modified) {
        try {
            Path target = path.resolve(file);
            Files.write(target, content);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            Files.setLastModifiedTime(target, FileTime.from(modified));
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String file) {
        try {
            Files.delete(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
