package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.Reprise;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import dev.reprise.session.Resumption;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.wiser.Wiser;

/** Mail by Angus Mail to SubEtha SMTP, both on Reprise: over TLS from the start, and by STARTTLS. */
class SmtpTest {
    @TempDir
    private Path directory;

    private final Queue<Resumption> atServer = new ConcurrentLinkedQueue<>();
    private Wiser smtps;
    private Wiser startTls;

    @BeforeEach
    void start() {
        SSLContext context = Reprise.server()
                .identity(Certificates.ec().certificate(), Certificates.ec().key())
                .listener(event -> atServer.add(event.resumption()))
                .build();
        smtps = Wiser.create(server().serverSocketFactory(context));
        startTls = Wiser.create(server().enableTLS().requireTLS().startTlsSocketFactory(context));
        smtps.start();
        startTls.start();
    }

    @AfterEach
    void end() {
        smtps.stop();
        startTls.stop();
    }

    private static SMTPServer.Builder server() {
        return SMTPServer.port(0).bindAddress(InetAddress.getLoopbackAddress());
    }

    private static String port(Wiser wiser) {
        return Integer.toString(wiser.getServer().getPortAllocated());
    }

    /** A message to each, from a process that ends before this returns. */
    private void send(String version, String how) {
        List<String> arguments = List.of(
                Certificates.authority().toString(),
                directory.toString(),
                version,
                "smtps",
                port(smtps),
                "smtp",
                port(startTls));
        PeerProcess.Ended ended = PeerProcess.run(
                "Angus Mail", RepriseCli.java(List.of(), SmtpClientMain.class, arguments), Map.of(), "");
        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(RepriseCli.handshakes(ended.output()))
                .as(ended.toString())
                .extracting(Handshake::how)
                .containsExactly(how, how);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, psk, PSK_STATELESS", "TLSv1.2, ticket, TICKET"})
    void resumesInASecondProcess(String version, String mechanism, String mechanismAtServer) {
        send(version, "full none no_session_offered");
        send(version, "resumed " + mechanism + " resumed");
        assertThat(atServer)
                .extracting(resumption -> resumption.mechanism().name())
                .containsExactly("NONE", "NONE", mechanismAtServer, mechanismAtServer);
        assertThat(smtps.getMessages()).hasSize(2);
        assertThat(startTls.getMessages()).hasSize(2);
    }
}
