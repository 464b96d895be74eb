package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} says that all is well where it is; {@link BrokenDemoTest} has what it says where it is not. */
class DemoCommandTest {
    @TempDir
    private Path directory;

    @Test
    void endsWellWhereEverythingIsAsItShouldBe() throws Exception {
        CommandRun demo = play(directory, "", "--json");
        assertThat(demo.status()).as(demo.toString()).isZero();
        assertThat(demo.err()).doesNotContain("NOT AS IT SHOULD BE");
        List<Map<String, @Nullable Object>> lines = demo.json();
        assertThat(lines).filteredOn(line -> "step".equals(line.get("event"))).hasSize(15);
        assertThat(lines)
                .filteredOn(line -> "refusal".equals(line.get("event")))
                .hasSize(BrokenDemoTest.REFUSALS.length);
        assertThat(lines)
                .filteredOn(line -> "load".equals(line.get("event")))
                .hasSize(11)
                .allSatisfy(line -> assertThat(line).containsEntry("round_trips", roundTrips(line)));
        assertThat(lines)
                .filteredOn(line -> line.containsKey("ok"))
                .allSatisfy(line -> assertThat(line).containsEntry("ok", true));
        assertThat(lines.get(lines.size() - 1)).containsEntry("event", "result").containsEntry("failed", 0L);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).as("what the demo leaves behind").isEmpty();
        }
    }

    /** A full handshake of TLS 1.2 has one more than any other. */
    private static long roundTrips(Map<String, @Nullable Object> line) {
        boolean tls12 = String.valueOf(line.get("what")).contains("TLS 1.2");
        return tls12 && Long.valueOf(0).equals(line.get("resumed")) ? 3 : 2;
    }

    /** A demo that measures little, in a process of its own. */
    static CommandRun play(Path directory, String broken, String... options) {
        List<String> arguments = new ArrayList<>(List.of("demo"));
        arguments.addAll(List.of(options));
        return CommandRun.inAProcess(
                "",
                List.of("-Dreprise.demo.brief=true", "-Dreprise.demo.break=" + broken, "-Djava.io.tmpdir=" + directory),
                arguments.toArray(String[]::new));
    }
}
