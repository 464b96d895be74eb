package dev.reprise.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.session.Reason;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example does what it says. */
class HelloServerTest {
    private final BlockingQueue<Reason> told = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private KeyStore keyStore() throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "example")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file.toFile())) {
            own.load(in, "example".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", own.getCertificate("server"));
        return trusted;
    }

    private HelloServer start() throws Exception {
        return HelloServer.start(folder, 0, handshake -> told.add(handshake.reason()));
    }

    private Reason visit(HelloServer server, KeyStore trusted) throws Exception {
        SSLContext client = Reprise.client()
                .trust(trusted)
                .sessions(SessionStores.clientFile(folder.resolve("sessions")))
                .build();
        HttpResponse<String> answer = HttpClient.newBuilder()
                .sslContext(client)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("hello\n");
        return told.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void resumesItsClients() throws Exception {
        KeyStore trusted = keyStore();
        FleetSecret.writeNew(folder.resolve("secret"));
        try (HelloServer server = start()) {
            assertThat(visit(server, trusted)).isEqualTo(Reason.NO_SESSION_OFFERED);
            assertThat(visit(server, trusted)).isEqualTo(Reason.RESUMED);
        }
    }
}
