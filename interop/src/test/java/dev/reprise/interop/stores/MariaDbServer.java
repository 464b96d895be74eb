package dev.reprise.interop.stores;

import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerFailure;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** MariaDB's server, with a database of its own. */
final class MariaDbServer implements AutoCloseable {
    private static final String USER = "interop";

    private final Path folder = Machine.scratchFolder("mariadb");
    private final int port = Machine.freePort();
    private final PeerProcess process;

    MariaDbServer() throws IOException {
        String system = System.getProperty("user.name");
        Path data = folder.resolve("data");
        PeerProcess.Ended made = PeerProcess.run(
                "mariadb-install-db",
                List.of(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--user=" + system,
                        "--datadir=" + data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db"),
                Map.of(),
                "");
        if (made.status() != 0) {
            throw new PeerFailure("mariadb-install-db ended with " + made.status(), made.toString());
        }
        Path init = Files.writeString(
                folder.resolve("init.sql"),
                "CREATE DATABASE reprise;\nCREATE USER " + USER + "@'127.0.0.1' IDENTIFIED BY '" + USER
                        + "';\nGRANT ALL ON reprise.* TO " + USER + "@'127.0.0.1';\n");
        process = PeerProcess.start(
                "mariadbd",
                List.of(
                        "mariadbd",
                        "--no-defaults",
                        "--user=" + system,
                        "--datadir=" + data,
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--skip-name-resolve",
                        "--innodb-flush-log-at-trx-commit=0",
                        "--init-file=" + init));
        try {
            process.awaitInErrors(
                    "that it is ready",
                    lines -> lines.stream()
                            .filter(line -> line.contains("ready for connections"))
                            .findFirst());
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Skips the test where there is none. */
    static void require() {
        Peers.require(Machine.missing("mariadbd", "mariadbd (Debian: mariadb-server)"));
    }

    String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/reprise?user=" + USER + "&password=" + USER;
    }

    @Override
    public void close() {
        process.terminate();
        process.awaitEnd();
        process.close();
    }

    void signal(String name) {
        process.signal(name);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
