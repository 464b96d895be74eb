package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.stores.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PostgreSQL by its JDBC driver, the provider being the JVM's first: client certificates, passwords bound to the channel, names. Its server turns
 * tickets and its cache of sessions off, so every handshake is full: that is held here too, so that whoever expects more learns of a change.
 */
class PostgresTest {
    private static PostgresServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        PostgresServer.require();
        server = PostgresServer.overTls();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void connectsByFullHandshakesAsTheServerHandsOutNoSession(String version) throws IOException {
        Path sessions = directory.resolve("sessions");
        for (int process = 0; process < 2; process++) {
            List<Handshake> twice =
                    connect(version, sessions, url("localhost", "verify-full"), url("127.0.0.1", "verify-full"));
            assertThat(twice).hasSize(2).allSatisfy(handshake -> {
                assertThat(handshake.how()).isEqualTo("full none no_session_offered");
                assertThat(handshake.fields().get("server"))
                        .asString()
                        .startsWith(version)
                        .contains(Certificates.client().subject());
            });
        }
        try (Stream<Path> files = Files.walk(sessions)) {
            assertThat(files.filter(file -> file.toString().endsWith(".session")))
                    .isEmpty();
        }
    }

    @Test
    void refusesAServerOfAnotherName() throws IOException {
        List<Handshake> handshakes = connect(
                "TLSv1.3",
                directory.resolve("sessions"),
                url("127.0.0.2", "verify-ca"),
                url("127.0.0.2", "verify-full"));

        assertThat(handshakes.get(0).ok()).isTrue();
        assertThat(handshakes.get(1).ok()).isFalse();
        assertThat(handshakes.get(1).fields().get("error")).asString().contains("hostname 127.0.0.2");
    }

    private static String url(String host, String mode) throws IOException {
        Path key = Machine.scratchFile(".pk8");
        String pem = Files.readString(Certificates.client().key());
        Files.write(key, Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
        return "jdbc:postgresql://" + host + ":" + server.port() + "/postgres?user=" + PostgresServer.USER
                + "&password="
                + PostgresServer.PASSWORD + "&channelBinding=require&sslmode=" + mode + "&sslfactory="
                + PostgresSockets.class.getName() + "&sslrootcert=" + Certificates.authority() + "&sslcert="
                + Certificates.client().certificate() + "&sslkey=" + key;
    }

    private static List<Handshake> connect(String version, Path sessions, String... urls) {
        List<String> options = new ArrayList<>(ProviderOptions.first(Map.of("clientSessions", "dir:" + sessions)));
        options.add("-Djdk.tls.client.protocols=" + version);
        PeerProcess.Ended ended = PeerProcess.run(
                "the JDBC driver",
                RepriseCli.brief(options, PostgresClientMain.class, "", List.of(urls)),
                Map.of(),
                "");
        List<Handshake> handshakes = RepriseCli.handshakes(ended.output());
        assertThat(handshakes).as(ended + "\n" + server).hasSize(urls.length);
        return handshakes;
    }
}
