package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.session.ClientSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, because one process cannot show that several do not get in each other's way. */
class SharedByProcessesTest {
    private static final int PROCESSES = 4;
    private static final int ADDS = 25;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"directory", "file"})
    void givesEachSessionToExactlyOneProcess(String kind) throws Exception {
        Path path = folder.resolve("shared");
        Set<String> added = new HashSet<>();
        try (ClientSessions sessions =
                kind.equals("file") ? new SessionFile(path) : new DirectoryClientSessions(path)) {
            for (int i = 0; i < 20; i++) {
                sessions.add(ClientSessionsContract.SHOP, ClientSessionsContract.session(i));
                added.add(digest(i));
            }
        }

        List<String> leased = race(kind, path, 0);

        assertThat(leased).doesNotHaveDuplicates().hasSize(20);
        assertThat(new HashSet<>(leased)).isEqualTo(added);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "file"})
    void losesAndDoublesNothingWhileProcessesAdd(String kind) throws Exception {
        Set<String> added = new HashSet<>();
        for (int i = 0; i < PROCESSES * ADDS; i++) {
            added.add(digest(i));
        }

        List<String> leased = race(kind, folder.resolve("shared"), ADDS);

        // Each adds one and takes one, so 32 are never there at once and none is dropped for want of room.
        assertThat(leased).doesNotHaveDuplicates();
        assertThat(new HashSet<>(leased)).isEqualTo(added);
    }

    @Test
    void freesALockWhoseHolderWasKilled() throws Exception {
        Path path = folder.resolve("shared");
        Process holder = start("file", path, 1_000_000, 0);
        try (BufferedReader out = reader(holder)) {
            assertThat(out.readLine()).isEqualTo("ready");
            go(holder);
            assertThat(out.readLine()).startsWith("leased ");
        }
        holder.destroyForcibly().waitFor();

        try (ClientSessions sessions = new SessionFile(path)) {
            sessions.add(ClientSessionsContract.SHOP, ClientSessionsContract.session(7));
            assertThat(sessions.available(ClientSessionsContract.SHOP, ClientSessionsContract.NOW))
                    .isPositive();
        }
    }

    /** What all of the processes got, in no order. */
    private static List<String> race(String kind, Path path, int adds) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        List<BufferedReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                Process process = start(kind, path, adds, i * adds);
                processes.add(process);
                readers.add(reader(process));
            }
            for (BufferedReader reader : readers) {
                assertThat(reader.readLine()).isEqualTo("ready");
            }
            for (Process process : processes) {
                go(process);
            }
            List<String> leased = new ArrayList<>();
            for (BufferedReader reader : readers) {
                List<String> lines = reader.lines().toList();
                assertThat(lines).endsWith("done");
                lines.stream()
                        .filter(line -> line.startsWith("leased "))
                        .map(line -> line.substring("leased ".length()))
                        .forEach(leased::add);
            }
            for (Process process : processes) {
                assertThat(process.waitFor()).isZero();
            }
            return leased;
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(String kind, Path path, int adds, int first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseRace.class.getName(),
                        kind,
                        path.toString(),
                        Integer.toString(adds),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void go(Process process) throws IOException {
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write("go\n");
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String digest(int number) {
        return HexFormat.of()
                .formatHex(HashAlgorithm.SHA256.digest(
                        ClientSessionsContract.session(number).export()));
    }
}
