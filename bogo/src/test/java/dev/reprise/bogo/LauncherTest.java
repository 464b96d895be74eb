package dev.reprise.bogo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable {@code shim}, as the runner starts it. */
class LauncherTest {
    private static final int SEVERAL = 6;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    private record Ended(int status, String output, String errors) {}

    private Process start(List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("shim").toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("REPRISE_BOGO_TARGET", System.getProperty("reprise.bogo.target", "target"));
        builder.environment().put("REPRISE_BOGO_FOLDER", folder.toString());
        builder.environment().put("REPRISE_BOGO_IDLE", "10");
        return builder.start();
    }

    private Ended run(List<String> arguments) {
        try {
            Process process = start(arguments);
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void handsOnOutputErrorsAndStatus() {
        assertThat(run(List.of("-is-handshaker-supported"))).isEqualTo(new Ended(0, "No\n", ""));
        assertThat(run(List.of("-no-such-flag")))
                .isEqualTo(new Ended(89, "", "not implemented: the flag -no-such-flag is not known\n"));
        assertThat(run(List.of("-port", "x")).status()).isEqualTo(1);
    }

    @Test
    void resumesWithArgumentsThatAreNoText() throws Exception {
        try (RunnerPeer peer = new RunnerPeer(folder)) {
            SSLContext context = peer.newContext();
            CompletableFuture<List<RunnerPeer.Talk>> talks = peer.talk(2, false, () -> context, "foo");
            Ended ended = run(peer.flags(
                    5,
                    "-host-name",
                    "localhost",
                    "-resume-count",
                    "1",
                    "-advertise-alpn",
                    "\u0003foo\u0002\nx",
                    "-expect-alpn",
                    "foo"));
            assertThat(ended).isEqualTo(new Ended(0, "", ""));
            assertThat(talks.join()).hasSize(2).allMatch(RunnerPeer.Talk::isXorOfTheQuestion);
        }
    }

    @Test
    void mayBeStartedSeveralTimesAtOnce() throws Exception {
        try (RunnerPeer peer = new RunnerPeer(folder)) {
            SSLContext context = peer.newContext();
            List<CompletableFuture<Ended>> runs = IntStream.range(0, SEVERAL)
                    .mapToObj(test ->
                            CompletableFuture.supplyAsync(() -> run(peer.flags(test, "-host-name", "localhost"))))
                    .toList();
            List<RunnerPeer.Talk> talks =
                    peer.talk(SEVERAL, false, () -> context).join();
            assertThat(runs).allSatisfy(run -> assertThat(run.join()).isEqualTo(new Ended(0, "", "")));
            assertThat(talks).extracting(RunnerPeer.Talk::test).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
        }
    }

    /** Its address is for this user's eyes only, and goes when it does. */
    @Test
    void leavesAProcessThatEndsByItself() throws Exception {
        run(List.of("-is-handshaker-supported"));
        Path address = folder.resolve("address");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address)))
                .isEqualTo("rw-------");
        ProcessHandle resident = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(folder.toString()))
                .findFirst()
                .orElseThrow();
        resident.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(address).doesNotExist();
    }
}
