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

/** Firefox, without a window: its second connection resumes, as the server says; and as its own log says, which tells of one certificate and two handshakes. */
@Tag("long")
class FirefoxTest {
    private static final int ENOUGH = 20;

    @BeforeAll
    static void require() {
        Peers.require(Machine.missing("firefox-esr", "firefox-esr (Debian: firefox-esr)"));
        Peers.require(Machine.missing("certutil", "certutil (Debian: libnss3-tools)"));
    }

    @Test
    void resumesAsBothSidesSay() throws IOException {
        Path home = Machine.scratchFolder("firefox");
        Path profile = profile(home);
        Path log = home.resolve("log");
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()))) {
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
                    "firefox-esr",
                    "--headless",
                    "--no-remote",
                    "--profile",
                    profile.toString(),
                    page.toUri().toString());
            Map<String, String> environment =
                    Map.of("HOME", home.toString(), "MOZ_LOG", "pipnss:5,sync", "MOZ_LOG_FILE", log.toString());
            try (PeerProcess firefox = PeerProcess.start("firefox", command, environment)) {
                Handshake seen = serve.next(1).get(0);
                assertThat(seen.how()).as(serve.toString()).isEqualTo("full none no_session_offered");
                for (int i = 0; i < ENOUGH && !"resumed".equals(seen.kind()); i++) {
                    seen = serve.next(1).get(0);
                }
                assertThat(seen.how()).as(serve.toString()).isEqualTo("resumed psk_stateless resumed");
                firefox.terminate();
                firefox.awaitEnd();
            }
        }
        String told = Files.readString(home.resolve("log.moz_log"));
        assertThat(count(told, "HandshakeCallback: succeeded"))
                .as("handshakes, of which those that resume show no certificate")
                .isGreaterThan(count(told, "SSLServerCertVerificationResult::Run setting NEW cert"));
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    /** A profile whose authorities are ours too, and that asks nobody for anything at its start. */
    private static Path profile(Path home) throws IOException {
        Path profile = Files.createDirectories(home.resolve("profile"));
        Files.writeString(profile.resolve("user.js"), """
                user_pref("app.update.enabled", false);
                user_pref("browser.safebrowsing.malware.enabled", false);
                user_pref("browser.safebrowsing.phishing.enabled", false);
                user_pref("browser.shell.checkDefaultBrowser", false);
                user_pref("datareporting.policy.dataSubmissionEnabled", false);
                user_pref("network.captive-portal-service.enabled", false);
                user_pref("network.connectivity-service.enabled", false);
                user_pref("toolkit.telemetry.enabled", false);
                """);
        for (String arguments :
                new String[] {"-N --empty-password", "-A -n root -t C,, -i " + Certificates.authority()}) {
            PeerProcess.Ended ended = PeerProcess.run(
                    "certutil", List.of(("certutil -d sql:" + profile + " " + arguments).split(" ")), Map.of(), "");
            assertThat(ended.status()).as(ended.toString()).isZero();
        }
        return profile;
    }
}
