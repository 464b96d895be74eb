package dev.reprise.interop.stores;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Redis's server, with a folder of its own: over TLS alone, where it wants client certificates, or in the clear. */
public final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "redis-server";

    private final int port = Machine.freePort();
    private final Path folder = Machine.scratchFolder("redis");
    private final PeerProcess process;

    /** @param more settings beside those that say who it is */
    public static RedisServer overTls(Map<String, String> more) {
        return new RedisServer(true, more);
    }

    /** @param more settings beside those that say where it is */
    public static RedisServer inTheClear(Map<String, String> more) {
        return new RedisServer(false, more);
    }

    private RedisServer(boolean tls, Map<String, String> more) {
        List<String> command =
                new ArrayList<>(List.of(Machine.find(PROGRAM).orElseThrow().toString()));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
        command.addAll(List.of("--port", tls ? "0" : Integer.toString(port)));
        if (tls) {
            Credential credential = Certificates.ec();
            command.addAll(List.of("--tls-port", Integer.toString(port)));
            command.addAll(List.of("--tls-cert-file", credential.certificate().toString()));
            command.addAll(List.of("--tls-key-file", credential.key().toString()));
            command.addAll(
                    List.of("--tls-ca-cert-file", Certificates.authority().toString()));
        }
        more.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        process = PeerProcess.start("redis", command);
        try {
            process.await(
                    "that it is ready",
                    lines -> lines.stream()
                            .filter(line -> line.contains("Ready to accept connections"))
                            .findFirst());
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Skips the test where there is none. */
    public static void require() {
        Peers.require(Machine.missing(PROGRAM, PROGRAM + " (Debian: redis-server)"));
    }

    public int port() {
        return port;
    }

    /** Where its files are. */
    Path folder() {
        return folder;
    }

    /** Sends it a signal, {@code STOP} for one. */
    void signal(String name) {
        process.signal(name);
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
