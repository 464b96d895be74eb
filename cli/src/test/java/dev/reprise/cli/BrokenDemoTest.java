package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} tells the truth: with something broken inside it, it says what is not as it should be. */
class BrokenDemoTest {
    static final String[] REFUSALS = {
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
    void failsAndNamesWhatDidNotResume() {
        CommandRun demo = DemoCommandTest.play(directory, "resumption");
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
        CommandRun demo = DemoCommandTest.play(directory, "refusals");
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
                .doesNotContainPattern(
                        "(?m)^[^|]*not played") // right of the bar is the JDK's own, which is left out here
                .doesNotContain("could not go on");
        assertThat(demo.err()).contains("NOT AS IT SHOULD BE").doesNotContain("\tat ");
    }
}
