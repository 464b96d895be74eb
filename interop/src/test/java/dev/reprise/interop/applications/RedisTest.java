package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.stores.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis by its client libraries: with client certificates, a second connection resumes, and so does a second process. */
class RedisTest {
    private static final String FULL = "full none no_session_offered";

    @TempDir
    private Path directory;

    @BeforeAll
    static void require() {
        RedisServer.require();
    }

    @ParameterizedTest
    @CsvSource({"JEDIS, TLSv1.3, psk", "JEDIS, TLSv1.2, ticket", "LETTUCE, TLSv1.3, psk"})
    void resumesInASecondConnectionAndInASecondProcess(RedisLibrary library, String version, String mechanism) {
        String resumed = "resumed " + mechanism + " resumed";
        try (RedisServer server = RedisServer.overTls(Map.of("tls-session-caching", "yes"))) {
            assertThat(visit(server, library, version)).containsExactly(FULL, resumed);
            assertThat(visit(server, library, version)).containsExactly(resumed, resumed);
        }
    }

    /** Without its cache Redis names no session ID context, and OpenSSL then ends each connection that offers a session where it asks for certificates. */
    @Test
    void makesFullHandshakesAfterTheOneThatAServerWithoutCacheRefuses() {
        try (RedisServer server = RedisServer.overTls(Map.of("tls-session-caching", "no"))) {
            assertThat(visit(server, RedisLibrary.JEDIS, "TLSv1.3")).containsExactly(FULL, "null null null");
            assertThat(visit(server, RedisLibrary.JEDIS, "TLSv1.3")).containsExactly(FULL, "null null null");
        }
        try (RedisServer server = RedisServer.overTls(Map.of("tls-session-caching", "no", "tls-auth-clients", "no"))) {
            assertThat(visit(server, RedisLibrary.JEDIS, "TLSv1.3")).containsExactly(FULL, "resumed psk resumed");
        }
    }

    private List<String> visit(RedisServer server, RedisLibrary library, String version) {
        Path sessions = directory.resolve("sessions");
        List<String> options = new ArrayList<>(ProviderOptions.first(Map.of("clientSessions", "dir:" + sessions)));
        options.add("-Djdk.tls.client.protocols=" + version);
        Credential client = Certificates.client();
        PeerProcess.Ended ended = PeerProcess.run(
                library.name(),
                RepriseCli.brief(
                        options,
                        RedisClientMain.class,
                        library.name(),
                        List.of(
                                library.name(),
                                Integer.toString(server.port()),
                                Certificates.authority().toString(),
                                client.certificate().toString(),
                                client.key().toString(),
                                sessions.toString())),
                Map.of(),
                "");
        List<Handshake> handshakes = RepriseCli.handshakes(ended.output().stream()
                .filter(line -> line.startsWith("{\"event\""))
                .toList());
        assertThat(handshakes).as(ended + "\n" + server).hasSize(2);
        return handshakes.stream().map(Handshake::how).toList();
    }
}
