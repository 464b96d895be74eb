package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} tells the truth: it says that all is well where it is, and, with something broken inside it, what is not. */
class DemoCommandTest {
    private static final String[] REFUSALS = {
        "single-use ticket, used before",
        "session of another context",
        "session of another server name",
        "session too old for the node",
        "session past its lifetime",
        "ticket of a retired key"
    };

    private static final List<String> MECHANISMS = List.of(
            "TLS 1.2, session ID",
            "TLS 1.2, ticket",
            "TLS 1.3, stateless ticket",
            "TLS 1.3, single-use stored ticket",
            "TLS 1.3, single-use ticket in SQL");

    @TempDir
    private Path directory;

    @Test
    void endsWellWhereEverythingIsAsItShouldBe() throws Exception {
        CommandRun demo = demo("", "--json");
        assertThat(demo.status()).as(demo.toString()).isZero();
        assertThat(demo.err()).doesNotContain("NOT AS IT SHOULD BE");
        List<Map<String, @Nullable Object>> lines = demo.json();
        assertThat(lines).filteredOn(line -> "step".equals(line.get("event"))).hasSize(15);
        assertThat(lines)
                .filteredOn(line -> "refusal".equals(line.get("event")))
                .hasSize(REFUSALS.length);
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

    @Test
    void failsAndNamesWhatDidNotResume() {
        CommandRun demo = demo("resumption");
        assertFailsAndShowsAllOfIt(demo);
        for (String mechanism : MECHANISMS) {
            assertThat(demo.out())
                    .contains(mechanism + ", back, to the other node: expected resumed, was full")
                    .contains(mechanism + ", back, node restarted: expected resumed, was full")
                    .contains(mechanism + ", one after the other: 0 of ");
        }
    }

    @Tag("long")
    @Test
    void failsAndNamesWhatResumedAndShouldNotHave() {
        CommandRun demo = demo("refusals");
        assertFailsAndShowsAllOfIt(demo);
        for (String refusal : REFUSALS) {
            assertThat(demo.out()).contains(refusal + ": expected a full handshake because of ");
        }
        assertThat(demo.out()).doesNotContain("expected resumed");
    }

    private static void assertFailsAndShowsAllOfIt(CommandRun demo) {
        assertThat(demo.status()).as(demo.toString()).isEqualTo(1);
        assertThat(demo.out())
                .contains("NOT as it should be")
                .contains(MECHANISMS)
                .contains(REFUSALS)
                .doesNotContain("not played", "could not go on");
        assertThat(demo.err()).contains("NOT AS IT SHOULD BE").doesNotContain("\tat ");
    }

    /** A demo that measures little, in a process of its own. */
    private CommandRun demo(String broken, String... options) {
        List<String> arguments = new ArrayList<>(List.of("demo"));
        arguments.addAll(List.of(options));
        return CommandRun.inAProcess(
                "",
                List.of("-Dreprise.demo.brief=true", "-Dreprise.demo.break=" + broken, "-Djava.io.tmpdir=" + directory),
                arguments.toArray(String[]::new));
    }
}
