package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code testssl.sh -S}, which tries by itself, finds out about resumption at {@code reprise serve}. Its judge is a client that leaves at the end
 * of the handshake: of TLS 1.3, where tickets come after that, it sees now one and now none, so it is given a server of TLS 1.2.
 */
@Tag("long")
class TestSslAtServeTest {
    private static final Pattern VERDICT = Pattern.compile(" *Session Resumption +(.*?) *");

    /** It has a lot to look at besides. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void findsTicketsAndIds() {
        assertFinds("Tickets: yes, ID: yes", "--tickets");
    }

    @Test
    void findsIdsAlone() {
        assertFinds("Tickets no, ID: yes", "--no-tickets");
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertFinds("Tickets no, ID: no", "--no-tickets", "--store", "none");
    }

    private static void assertFinds(String verdict, String... options) {
        Peers.require(Machine.missing("testssl", "testssl (Debian: testssl.sh)"));
        try (Serve serve =
                RepriseCli.serve(RepriseCli.presenting(Certificates.rsa(), RepriseCli.with(options, "--tls", "1.2")))) {
            List<String> command = List.of(
                    "testssl",
                    "--color",
                    "0",
                    "--quiet",
                    "--warnings",
                    "off",
                    "--ip",
                    "127.0.0.1",
                    "--openssl=" + Machine.find("openssl").orElseThrow(),
                    "-S",
                    "localhost:" + serve.port());
            PeerProcess.Ended ended = PeerProcess.run("testssl", command, LIMIT);
            assertThat(Lines.value(ended.output(), VERDICT))
                    .as(ended.toString())
                    .isEqualTo(verdict);
        }
    }
}
