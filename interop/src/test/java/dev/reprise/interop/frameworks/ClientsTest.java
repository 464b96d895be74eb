package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.Serve;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client libraries, each with a context of ours: a second process resumes what the first was given, and the library's own objects tell. gRPC's is
 * tested with its server.
 */
class ClientsTest {
    private static final String FULL = "full none no_session_offered";

    @TempDir
    private Path directory;

    private Visited visit(FrameworkClient client, String protocol, int port) {
        return Visited.by(client, protocol, port, directory.resolve("sessions"), null);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GRPC")
    void resumeInASecondProcess(FrameworkClient client) {
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--alpn", "http/1.1"))) {
            visit(client, "HTTP/1.1", serve.port()).came("HTTP/1.1", FULL);
            visit(client, "HTTP/1.1", serve.port()).came("HTTP/1.1", "resumed psk resumed");
            assertThat(serve.next(2))
                    .extracting(handshake -> handshake.how())
                    .containsExactly(FULL, "resumed psk_stateless resumed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tickets", "--no-tickets"})
    void resumeTls12InASecondProcess(String tickets) {
        String[] options = RepriseCli.presenting(Certificates.ec(), "--tls", "1.2", tickets);
        String mechanism = tickets.equals("--tickets") ? "ticket" : "session_id";
        try (Serve serve = RepriseCli.serve(options)) {
            for (FrameworkClient client :
                    List.of(FrameworkClient.JAVA_NET_HTTP, FrameworkClient.HTTPS_URL_CONNECTION)) {
                Path sessions = directory.resolve(client.name());
                Visited.by(client, "HTTP/1.1", serve.port(), sessions, null).came("HTTP/1.1", FULL);
                Visited.by(client, "HTTP/1.1", serve.port(), sessions, null)
                        .came("HTTP/1.1", "resumed " + mechanism + " resumed");
            }
        }
    }

    @Test
    void resumeWithAClientCertificate() {
        String[] options = RepriseCli.presenting(
                Certificates.ec(),
                "--client-auth",
                "need",
                "--client-ca",
                Certificates.authority().toString());
        try (Serve serve = RepriseCli.serve(options)) {
            for (String how : List.of(FULL, "resumed psk resumed")) {
                Visited.by(
                                FrameworkClient.JAVA_NET_HTTP,
                                "HTTP/1.1",
                                serve.port(),
                                directory.resolve("sessions"),
                                Certificates.client())
                        .came("HTTP/1.1", how);
            }
        }
    }
}
