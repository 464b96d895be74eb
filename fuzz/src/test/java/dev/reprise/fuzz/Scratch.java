package dev.reprise.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is written for every input, in a folder that goes with the process. */
public final class Scratch {
    private static final Path FOLDER = folder();

    private Scratch() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("reprise-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> empty(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It lies where temporary files lie.
        }
    }

    public static Path file(String name, byte[] content) {
        try {
            return Files.write(FOLDER.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
