package dev.reprise.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JVMs that tests start: many short lives on few cores, so that what a start costs matters more than what a long run gains. They have
 * this JVM's class path, in JAR files only: from those the JVM can start with an archive of classes that another left behind.
 */
final class Jvm {
    private static final Path FOLDER = Machine.scratchFolder("jvm");
    private static final Path CLASS_PATH = writeClassPath();
    private static final Map<String, Path> ARCHIVES = new ConcurrentHashMap<>();
    private static final Map<String, Integer> STARTED = new ConcurrentHashMap<>();

    private Jvm() {}

    /** A JVM that runs {@code main}, with nothing to start from. */
    static List<String> running(String main) {
        return command(List.of(), main);
    }

    /** A JVM that runs our command line, with the classes that a rehearsal of it loaded. */
    static List<String> runningTheCommandLine(String main) {
        Path archive = ARCHIVES.computeIfAbsent(main, kind -> {
            Path rehearsed = FOLDER.resolve(kind + ".jsa");
            PeerProcess.run(
                    "a rehearsal",
                    command(List.of("-XX:ArchiveClassesAtExit=" + rehearsed), "dev.reprise.cli.demo.Rehearsal"),
                    Map.of(),
                    "");
            return rehearsed;
        });
        return command(startingFrom(archive), main);
    }

    /**
     * A JVM that runs a program which ends by itself: one of a kind leaves behind what those after it start from. That is the third, as it
     * costs what two of them gain.
     */
    static List<String> runningBriefly(String main, String kind) {
        String name = main + "-" + kind;
        Path archive = FOLDER.resolve(name + ".jsa");
        if (Files.exists(archive)) {
            return command(startingFrom(archive), main);
        }
        int number = STARTED.merge(name, 1, Integer::sum);
        return command(number == 3 ? List.of("-XX:ArchiveClassesAtExit=" + archive) : List.of(), main);
    }

    /** Where the archive cannot be used the JVM starts as if there was none. */
    private static List<String> startingFrom(Path archive) {
        return List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
    }

    private static List<String> command(List<String> options, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        // What the JVM has to say of archives is not for the tests, which read what its programs print.
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        command.addAll(options);
        command.add("@" + CLASS_PATH);
        command.add(main);
        return command;
    }

    /** The class path as a file of arguments: it is long, and no failure's message should hold it. */
    private static Path writeClassPath() {
        List<String> jars = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))) {
            Path folder = Path.of(place);
            jars.add(
                    Files.isDirectory(folder)
                            ? jar(folder, jars.size() + ".jar").toString()
                            : place);
        }
        String paths = String.join(File.pathSeparator, jars).replace("\\", "\\\\");
        try {
            return Files.writeString(FOLDER.resolve("class-path"), "-cp \"" + paths + "\"\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path folder, String name) {
        Path jar = FOLDER.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(folder)) {
            out.setLevel(0);
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
