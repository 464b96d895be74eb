package dev.reprise.cli.demo;

import dev.reprise.cli.Console;
import dev.reprise.cli.Json;
import dev.reprise.cli.Main;
import dev.reprise.cli.serve.Listener;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Plays the commands that people use most to nobody, once: a server, a client that comes back, and a look at its sessions; and the same with
 * the JDK's own TLS, which the demo measures beside ours. The launcher runs this to learn which classes a JVM should start with; what it
 * writes is gone afterwards.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("reprise");
        try {
            DemoPki pki = DemoPki.make(folder);
            playReprise(pki, folder.resolve("session"));
            playJdk(pki);
        } finally {
            try (Stream<Path> written = Files.list(folder)) {
                for (Path file : written.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
        System.exit(0);
    }

    private static void playReprise(DemoPki pki, Path session) {
        FirstLine line = new FirstLine();
        Thread serving = new Thread(() -> {
            Main.run(
                    silent(line),
                    "serve",
                    "0",
                    "--json",
                    "--once",
                    "2",
                    "--cert",
                    pki.chain().toString(),
                    "--key",
                    pki.key().toString());
            line.text.complete("{}"); // it may have ended before it said anything
        });
        serving.start();
        Object port = Json.parse(line.text.join()).get("port");
        Console nobody = silent(OutputStream.nullOutputStream());
        for (int i = 0; i < 2; i++) {
            Main.run(
                    nobody,
                    "connect",
                    "localhost:" + port,
                    "--ca",
                    pki.authority().toString(),
                    "--session",
                    session.toString(),
                    "--get",
                    "/handshake.json");
        }
        Main.run(nobody, "session", "show", session.toString());
        Main.run(nobody, "--help");
    }

    private static void playJdk(DemoPki pki) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            Listener listener = JdkNode.listener(server, JdkTls.server(pki.chain(), pki.key()));
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> listener.run(2));
            SSLContext client = JdkTls.client(pki.authority(), "TLSv1.3");
            for (int i = 0; i < 2; i++) {
                JdkClient.connect(client, server.getLocalPort(), "/hello");
            }
            serving.join();
        }
    }

    private static Console silent(OutputStream out) {
        return new Console(InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), Map.of());
    }

    /** Where {@code serve} says where it listens. */
    private static final class FirstLine extends OutputStream {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** A {@link Console} writes whole lines. */
        @Override
        public void write(byte[] bytes, int offset, int length) {
            text.complete(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }
}
