package dev.reprise.examples.netty;

import java.nio.file.Path;

/** {@code Main FOLDER PORT}: the example, until it is ended. The folder has {@code server.p12} and {@code secret}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        try (HelloServer server = HelloServer.start(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                handshake -> System.out.println(handshake.protocol() + " " + handshake.resumption()))) {
            System.out.println("https://localhost:" + server.port() + "/");
            server.await();
        }
    }
}
