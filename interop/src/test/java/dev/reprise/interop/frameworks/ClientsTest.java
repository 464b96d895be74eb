package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.Serve;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
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
    private static final String RESUMED = "resumed psk resumed";

    private static final Visitor FIRST = new Visitor();
    private static final Visitor SECOND = new Visitor();

    @TempDir
    private Path directory;

    @AfterAll
    static void end() {
        FIRST.close();
        SECOND.close();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GRPC")
    void resumeInASecondProcess(FrameworkClient client) {
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--alpn", "http/1.1"))) {
            Path sessions = directory.resolve("sessions");
            FIRST.visit(client, "HTTP/1.1", serve.port(), sessions, null).came("HTTP/1.1", FULL);
            SECOND.visit(client, "HTTP/1.1", serve.port(), sessions, null).came("HTTP/1.1", RESUMED);
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
                FIRST.visit(client, "HTTP/1.1", serve.port(), sessions, null).came("HTTP/1.1", FULL);
                SECOND.visit(client, "HTTP/1.1", serve.port(), sessions, null)
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
            Path sessions = directory.resolve("sessions");
            Credential identity = Certificates.client();
            FIRST.visit(FrameworkClient.JAVA_NET_HTTP, "HTTP/1.1", serve.port(), sessions, identity)
                    .came("HTTP/1.1", FULL);
            SECOND.visit(FrameworkClient.JAVA_NET_HTTP, "HTTP/1.1", serve.port(), sessions, identity)
                    .came("HTTP/1.1", RESUMED);
        }
    }

    @Test
    void resumeAtASecondNodeAndAfterAReload() {
        Path secret = directory.resolve("secret");
        assertThat(RepriseCli.run("keys", "new-secret", secret.toString()).status())
                .isZero();
        try (Node one = Node.start(Framework.NETTY, options(secret, Certificates.ec()));
                Node other = Node.start(Framework.NETTY, options(secret, Certificates.ec()));
                Balancer balancer = new Balancer()) {
            balancer.to(one.port());
            visitByAll(FIRST, balancer, FULL);
            balancer.to(other.port());
            visitByAll(SECOND, balancer, RESUMED);
            one.reload(options(secret, Certificates.rsa()));
            balancer.to(one.port());
            visitByAll(SECOND, balancer, RESUMED);
        }
    }

    private static NodeOptions options(Path secret, Credential credential) {
        return new NodeOptions(secret, credential.certificate(), credential.key(), null);
    }

    private void visitByAll(Visitor visitor, Balancer balancer, String how) {
        for (FrameworkClient client : EnumSet.complementOf(EnumSet.of(FrameworkClient.GRPC))) {
            Path sessions = directory.resolve(client.name());
            visitor.visit(client, client.protocol(), balancer.port(), sessions, null)
                    .answered(client.protocol(), how);
        }
    }
}
