package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that never leave their device; here SoftHSM, a token in software, by way of the JDK's PKCS #11. */
class DeviceKeysTest {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));

    @Test
    void authenticateBothSidesInBothVersionsAndAreNeededForFullHandshakesOnly(@TempDir Path folder) throws IOException {
        Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
        Peers.require(library.isPresent() ? Machine.missing("softhsm2-util", "softhsm2") : Optional.of("softhsm2"));
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Path configuration = Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        Map<String, String> environment = Map.of("SOFTHSM2_CONF", configuration.toString());
        PeerProcess.Ended made = PeerProcess.run(
                "softhsm2-util",
                List.of(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "reprise",
                        "--so-pin",
                        "1234",
                        "--pin",
                        "1234"),
                environment,
                "");
        assertThat(made.status()).as(made.toString()).isZero();

        PeerProcess.Ended ended = PeerProcess.run(
                "device-keys",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeviceKeys.class.getName(),
                        library.orElseThrow().toString(),
                        "1234"),
                environment,
                "");

        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(ended.output()).containsExactlyElementsOf(expected());
    }

    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            lines.addAll(bothWays("secp256r1", version, "EC"));
            lines.addAll(bothWays("secp384r1", version, "EC"));
            lines.addAll(bothWays("2048", version, "RSA"));
            lines.addAll(bothWays("key manager", version, "EC"));
        }
        lines.addAll(bothWays("properties", "TLSv1.3", "EC"));
        return lines;
    }

    private static List<String> bothWays(String what, String version, String algorithm) {
        return Stream.of("full", "resumed")
                .map(kind -> what + ": " + version + " " + algorithm + " " + kind)
                .toList();
    }
}
