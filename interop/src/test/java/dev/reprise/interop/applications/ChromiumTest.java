package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.Peers;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.Serve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chromium, without a window: once it has a ticket its connections resume, as it says in its log of the network, and as the server says. */
@Tag("long")
class ChromiumTest {
    private static final int ENOUGH = 20;

    @BeforeAll
    static void require() {
        Peers.require(Machine.missing("chromium", "chromium (Debian: chromium)"));
        Peers.require(Machine.missing("certutil", "certutil (Debian: libnss3-tools)"));
    }

    @Test
    void resumesAsBothSidesSay() throws IOException {
        Path home = Machine.scratchFolder("chromium");
        trust(home);
        Path log = home.resolve("network.json");
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()))) {
            // One page after the other, for ever: the first connections are made at once, before there is a ticket.
            Path page = Files.writeString(home.resolve("page.html"), """
                    <iframe id="frame"></iframe>
                    <script>
                      let number = 0;
                      const frame = document.getElementById('frame');
                      frame.onload = () => { frame.src = 'https://localhost:%d/' + number++; };
                      frame.src = 'about:blank';
                    </script>
                    """.formatted(serve.port()));
            List<String> command = List.of(
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + home.resolve("profile"),
                    "--log-net-log=" + log,
                    page.toUri().toString());
            try (PeerProcess chromium = PeerProcess.start("chromium", command, Map.of("HOME", home.toString()))) {
                Handshake seen = serve.next(1).get(0);
                assertThat(seen.how()).as(serve.toString()).isEqualTo("full none no_session_offered");
                for (int i = 0; i < ENOUGH && !"resumed".equals(seen.kind()); i++) {
                    seen = serve.next(1).get(0);
                }
                assertThat(seen.how()).as(serve.toString()).isEqualTo("resumed psk_stateless resumed");
                serve.next(1); // the next connection comes after the answer to this one
                chromium.terminate();
                chromium.awaitEnd();
            }
        }
        assertThat(Files.readString(log)).contains("\"is_resumed\":false").contains("\"is_resumed\":true");
    }

    /** Chromium's own database of authorities. It does not resume where it was told to pass over errors of certificates. */
    private static void trust(Path home) throws IOException {
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        for (String arguments :
                new String[] {"-N --empty-password", "-A -n root -t C,, -i " + Certificates.authority()}) {
            PeerProcess.Ended ended = PeerProcess.run(
                    "certutil", List.of(("certutil -d sql:" + database + " " + arguments).split(" ")), Map.of(), "");
            assertThat(ended.status()).as(ended.toString()).isZero();
        }
    }
}
