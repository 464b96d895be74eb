package dev.reprise.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the machine has to offer: programs, free ports, the folders of this build. */
public final class Machine {
    private Machine() {}

    /** The program of that name on the PATH, or where servers are that only root has on the PATH. */
    public static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        for (String directory : path.split(Pattern.quote(File.pathSeparator))) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Says what is missing, unless it is there. */
    public static Optional<String> missing(String program, String install) {
        return find(program).isPresent() ? Optional.empty() : Optional.of(install);
    }

    /**
     * A port nobody listens on, for programs that cannot choose one. It lies below the range that the system gives to
     * outgoing connections, so that only another such call could take it meanwhile.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
    }

    /** Where this build puts its test classes and test resources. */
    public static Path testClasses() {
        return placeOf(Machine.class);
    }

    /** The folder or JAR file that a class is loaded from. */
    static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This build's output folder. */
    public static Path target() {
        Path parent = testClasses().getParent();
        if (parent == null) {
            throw new IllegalStateException("test classes without a folder around them: " + testClasses());
        }
        return parent;
    }

    /** An empty folder that only we can enter, gone with what is in it when this JVM ends. */
    public static Path scratchFolder(String name) {
        try {
            Path folder = Files.createTempDirectory("interop-" + name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "scratch-end"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    /** An empty file that only we can read, gone when this JVM ends. */
    public static Path scratchFile(String suffix) {
        try {
            Path file = Files.createTempFile("interop", suffix);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
