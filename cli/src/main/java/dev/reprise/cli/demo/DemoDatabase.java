package dev.reprise.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import org.h2.tools.Server;

/** The database of the demo's nodes: H2, served by the demo's own process on the loopback interface, with a password that nobody else knows. */
final class DemoDatabase implements AutoCloseable {
    private static final String USER = "reprise";

    private final Server server;
    private final String spec;

    private DemoDatabase(Server server, String spec) {
        this.server = server;
        this.spec = spec;
    }

    /** @param folder where its files go */
    static DemoDatabase start(Path folder) throws IOException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String login = ";USER=" + USER + ";PASSWORD=" + HexFormat.of().formatHex(random);
        String file = folder.resolve("fleet").toAbsolutePath().toString();
        // Made here, by its first user: over the network none can be made.
        try (Connection made = DriverManager.getConnection("jdbc:h2:file:" + file + login)) {
            made.isValid(1);
            Server server = Server.createTcpServer("-tcpPort", "0").start();
            return new DemoDatabase(
                    server, "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + file + login + ";WRITE_DELAY=0");
        } catch (SQLException e) {
            throw new IOException("the demo's database cannot be started: " + e.getMessage(), e);
        }
    }

    /** For {@code --store} and {@code --ticket-keys}. */
    String spec() {
        return spec;
    }

    @Override
    public void close() {
        server.stop();
    }
}
