package dev.reprise.interop.applications;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Redis's server, on TLS alone; it wants client certificates. */
final class RedisServer implements AutoCloseable {
    static final String PROGRAM = "redis-server";

    private final int port = Machine.freePort();
    private final PeerProcess process;

    /** @param more settings beside those that say who it is */
    RedisServer(Map<String, String> more) {
        Credential credential = Certificates.ec();
        List<String> command = new ArrayList<>(List.of(
                Machine.find(PROGRAM).orElseThrow().toString(),
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--tls-cert-file",
                credential.certificate().toString(),
                "--tls-key-file",
                credential.key().toString(),
                "--tls-ca-cert-file",
                Certificates.authority().toString()));
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

    int port() {
        return port;
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
