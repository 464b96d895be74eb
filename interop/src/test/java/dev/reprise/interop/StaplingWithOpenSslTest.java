package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.OcspResponses;
import dev.reprise.Reprise;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP responses that come with the certificate, both ways. */
class StaplingWithOpenSslTest {
    private static final Pattern LISTENING = Pattern.compile("ACCEPT 127\\.0\\.0\\.1:(\\d+)");

    private final Credential server = Certificates.ec();
    private Path response;

    @BeforeEach
    void write(@TempDir Path folder) throws Exception {
        Peers.require(Peers.OPENSSL);
        response = Files.write(folder.resolve("status.der"), Certificates.ocspResponse(server));
    }

    private static String option(String version) {
        return version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2";
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void itsClientIsHandedOurServers(String version) throws Exception {
        SSLContext context = Reprise.server()
                .identity(server.certificate(), server.key())
                .ocspResponses(OcspResponses.file(response))
                .build();
        try (SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<Integer> serving = new FutureTask<>(() -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    return accepted.getInputStream().read();
                }
            });
            new Thread(serving).start();

            PeerProcess.Ended ended = PeerProcess.run(
                    "openssl",
                    List.of(
                            "openssl",
                            "s_client",
                            "-status",
                            option(version),
                            "-connect",
                            "127.0.0.1:" + listener.getLocalPort(),
                            "-CAfile",
                            Certificates.authority().toString()),
                    Map.of(),
                    "x\n");

            assertThat(serving.get()).isEqualTo('x');
            assertThat(ended.output())
                    .as(ended.toString())
                    .anyMatch(line -> line.contains("OCSP Response Status: successful"))
                    .anyMatch(line -> line.contains("Cert Status: good"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void ourClientIsHandedItsServers(String version) throws Exception {
        List<String> command = List.of(
                "stdbuf",
                "-oL",
                "openssl",
                "s_server",
                "-www",
                option(version),
                "-accept",
                "127.0.0.1:0",
                "-cert",
                server.certificate().toString(),
                "-cert_chain",
                server.issuers().toString(),
                "-key",
                server.key().toString(),
                "-status_file",
                response.toString());
        try (PeerProcess process = PeerProcess.start("openssl", command)) {
            int port = process.await(
                    "its port",
                    lines -> Lines.first(lines, LISTENING).map(matcher -> Integer.parseInt(matcher.group(1))));
            SSLContext context =
                    Reprise.client().trust(Certificates.authority()).build();
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                socket.startHandshake();

                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                assertThat(((ExtendedSSLSession) socket.getSession()).getStatusResponses())
                        .containsExactly(Files.readAllBytes(response));
            }
        }
    }
}
