package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.Reprise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keying material that both sides export is the same (RFC 5705, RFC 9846 section 7.5), and differs between a handshake and
 * its resumption: in the library's client and in the servers of OpenSSL and GnuTLS.
 */
class ExportersTest {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int LENGTH = 32;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void openSslExportsTheSame(String protocol) throws Exception {
        Peers.require(Peers.OPENSSL);
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "openssl", "s_server"));
        command.addAll(List.of("-accept", "127.0.0.1:0", "-keymatexport", LABEL, "-keymatexportlen", "" + LENGTH));
        command.addAll(List.of("-cert", Certificates.ec().certificate().toString()));
        command.addAll(List.of("-cert_chain", Certificates.ec().issuers().toString()));
        command.addAll(List.of("-key", Certificates.ec().key().toString()));
        try (PeerProcess server = PeerProcess.start("openssl", command)) {
            assertSame(server, OpenSsl.port(server), protocol, null, Pattern.compile(" *Keying material: ([0-9A-F]+)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void gnuTlsExportsTheSame(String protocol) throws Exception {
        Peers.require(Peers.GNUTLS);
        int port = Machine.freePort();
        List<String> command =
                new ArrayList<>(List.of("stdbuf", "-oL", "gnutls-serv", "--echo", "--disable-client-cert"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--x509certfile", Certificates.ec().certificate().toString()));
        command.addAll(List.of("--x509keyfile", Certificates.ec().key().toString()));
        try (PeerProcess server = PeerProcess.start("gnutls", command)) {
            server.awaitInErrors(
                    "its port", lines -> Lines.first(lines, Pattern.compile(".* listening on IPv4 .*\\.\\.\\.done")));
            // Its channel binding of that name (RFC 9266) has just this label and length, and an empty context.
            assertSame(server, port, protocol, new byte[0], Pattern.compile(" - 'tls-exporter': ([0-9a-f]+)"));
        }
    }

    private static void assertSame(
            PeerProcess server, int port, String protocol, byte @Nullable [] context, Pattern line) throws Exception {
        SSLContext client = Reprise.client().trust(Certificates.authority()).build();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ours.add(export(client, port, protocol, context, i == 1));
            int count = i + 1;
            server.await(
                    "what it exports",
                    lines -> exported(lines, line).size() == count ? Optional.of(true) : Optional.empty());
        }
        assertThat(exported(server.output(), line)).isEqualTo(ours).doesNotHaveDuplicates();
    }

    private static List<String> exported(List<String> lines, Pattern line) {
        return lines.stream()
                .map(line::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String export(
            SSLContext client, int port, String protocol, byte @Nullable [] context, boolean resumed)
            throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(Reprise.resumption(socket).resumed()).isEqualTo(resumed);
            byte[] material = Reprise.exportKeyingMaterial(socket, LABEL, context, LENGTH);
            Reprise.awaitSession(socket, PeerProcess.LIMIT);
            return HexFormat.of().formatHex(material);
        }
    }
}
