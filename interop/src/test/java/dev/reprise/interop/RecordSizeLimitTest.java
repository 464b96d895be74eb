package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A GnuTLS client that takes records of 512 bytes only (RFC 8449), at {@code reprise serve}. */
class RecordSizeLimitTest {
    private static final int LIMIT = 512;
    /** What GnuTLS says of each record that it has opened. */
    private static final Pattern RECEIVED =
            Pattern.compile(".*REC\\[.*\\]: Decrypted Packet\\[\\d+\\] Application Data\\(23\\) with length: (\\d+)");

    @ParameterizedTest
    @EnumSource(names = {"TLS12_TICKET", "TLS13"})
    void getsThePageInNoLargerOnes(Way way) {
        Peers.require(Peers.GNUTLS);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()));
                PeerProcess client = PeerProcess.start("gnutls", command(serve.port(), way))) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            PeerProcess.Ended ended = client.awaitEnd();
            List<Integer> lengths = ended.errors().stream()
                    .map(RECEIVED::matcher)
                    .filter(matcher -> matcher.matches())
                    .map(matcher -> Integer.parseInt(matcher.group(1)))
                    .toList();

            assertThat(ended.output()).as("the whole page").anyMatch(line -> line.contains("/handshake.json"));
            assertThat(lengths).as(ended.toString()).hasSizeGreaterThan(1).allMatch(length -> length <= LIMIT);
            assertThat(serve.next(1)).extracting(Handshake::protocol).containsExactly(way.protocol());
        }
    }

    private static List<String> command(int port, Way way) {
        return List.of(
                "stdbuf",
                "-oL",
                "gnutls-cli",
                "--debug=5",
                "--recordsize=" + LIMIT,
                "--port=" + port,
                "--sni-hostname=localhost",
                "--verify-hostname=localhost",
                "--x509cafile=" + Certificates.authority(),
                "--priority=NORMAL:-VERS-ALL:+VERS-" + way.protocol().replace("TLSv", "TLS"),
                "127.0.0.1");
    }
}
