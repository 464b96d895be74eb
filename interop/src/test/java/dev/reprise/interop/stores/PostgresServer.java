package dev.reprise.interop.stores;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerFailure;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's server, with a database of its own: for clients with a password, over TLS only and with a certificate, or in the clear. It refuses to be root: where
 * the tests are, it is the user that its package made.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "interop";
    public static final String PASSWORD = "interop";

    private static final String SYSTEM_USER = "postgres";
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path folder = Machine.scratchFolder("postgresql");
    private final int port = Machine.freePort();
    private final PeerProcess process;

    private static final String TLS_ONLY = "hostssl all all 127.0.0.0/8 scram-sha-256 clientcert=verify-ca\n";
    private static final String CLEAR_TOO = "host all all 127.0.0.1/32 scram-sha-256\n";

    /** One that takes clients over TLS only, with a certificate. */
    public static PostgresServer overTls() throws IOException {
        return new PostgresServer(TLS_ONLY);
    }

    /** One that takes clients without TLS. */
    public static PostgresServer inTheClear() throws IOException {
        return new PostgresServer(CLEAR_TOO);
    }

    private PostgresServer(String clients) throws IOException {
        Credential credential = Certificates.ec();
        put("ca.pem", Certificates.authority());
        put("server.pem", credential.certificate());
        put("server.key", credential.key());
        Path password = own(Files.writeString(folder.resolve("password"), PASSWORD + "\n"));
        own(folder);
        Path data = folder.resolve("data");
        run("initdb", "-D", data.toString(), "-U", USER, "--pwfile=" + password, "-A", "scram-sha-256", "--no-sync");
        Files.writeString(data.resolve("pg_hba.conf"), clients);
        process = PeerProcess.start("postgres", command("postgres", options(data)));
        try {
            process.awaitInErrors(
                    "that it is ready",
                    lines -> lines.stream()
                            .filter(line -> line.endsWith("database system is ready to accept connections"))
                            .findFirst());
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private String[] options(Path data) {
        List<String> options = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        Map<String, Object> settings = Map.of(
                "listen_addresses",
                "127.0.0.1,127.0.0.2",
                "unix_socket_directories",
                folder,
                "ssl",
                "on",
                "ssl_ca_file",
                folder.resolve("ca.pem"),
                "ssl_cert_file",
                folder.resolve("server.pem"),
                "ssl_key_file",
                folder.resolve("server.key"),
                "fsync",
                "off");
        settings.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
        return options.toArray(new String[0]);
    }

    /** Skips the test where there is none. */
    public static void require() {
        Peers.require(
                program("postgres").isPresent()
                        ? Optional.empty()
                        : Optional.of("postgres below " + INSTALLED + " (Debian: postgresql)"));
    }

    private static Optional<Path> program(String name) {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .max(Path::compareTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid", SYSTEM_USER, "--regid", SYSTEM_USER, "--clear-groups"));
        }
        command.add(program(program).orElseThrow().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(String program, String... arguments) {
        PeerProcess.Ended ended =
                PeerProcess.run(program, command(program, arguments), Map.of("LC_ALL", "C.UTF-8"), "");
        if (ended.status() != 0) {
            throw new PeerFailure(program + " ended with " + ended.status(), ended.toString());
        }
    }

    private void put(String name, Path file) throws IOException {
        own(Files.copy(file, folder.resolve(name)));
    }

    private static Path own(Path file) throws IOException {
        if (isRoot()) {
            UserPrincipal user =
                    file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER);
            Files.setOwner(file, user);
        }
        return file;
    }

    public int port() {
        return port;
    }

    /** Has it end by itself: it leaves nothing behind. */
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
