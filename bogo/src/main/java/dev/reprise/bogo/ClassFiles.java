package dev.reprise.bogo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The files of a class path, and whether somebody has built them anew since. */
final class ClassFiles {
    private final List<Path> roots;
    private final long before;

    private ClassFiles(List<Path> roots) {
        this.roots = roots;
        this.before = newest();
    }

    static ClassFiles ofThisProcess() {
        return new ClassFiles(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList());
    }

    boolean haveChanged() {
        return newest() != before;
    }

    /** When the newest file was written; of a build that is under way, a time of its own each time. */
    private long newest() {
        long newest = 0;
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                }
            } catch (IOException | java.io.UncheckedIOException gone) {
                return -1;
            }
        }
        return newest;
    }
}
