package dev.reprise.interop.applications;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Kafka broker that is its own controller (KRaft), as a process: every listener of it speaks TLS. */
final class KafkaBroker implements AutoCloseable {
    static final String LISTENER = "CLIENTS";

    private final Path folder;
    private final int port = Machine.freePort();
    private final KafkaSide side;
    private final List<String> options;
    private PeerProcess process;
    private int told;

    /** Starts one with its data in an empty folder. */
    KafkaBroker(KafkaSide side, Path folder, Path secret) throws IOException {
        this.side = side;
        this.folder = folder;
        this.options = side.broker(secret);
        Map<String, Object> properties = new LinkedHashMap<>(side.properties(keyStore()));
        keep(keyStore(), Certificates.ec());
        String controller = "localhost:" + Machine.freePort();
        String advertised = LISTENER + "://localhost:" + port + ",BROKERS://localhost:" + Machine.freePort();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", 1);
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("listeners", advertised + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", advertised);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "BROKERS");
        properties.put("listener.security.protocol.map", LISTENER + ":SSL,BROKERS:SSL,CONTROLLER:SSL");
        properties.put("listener.name.clients.ssl.client.auth", "required");
        properties.put("principal.builder.class", KafkaPrincipals.class.getName());
        properties.put("log.dirs", folder.resolve("data"));
        properties.put("offsets.topic.replication.factor", 1);
        properties.put("offsets.topic.num.partitions", 1);
        properties.put("group.initial.rebalance.delay.ms", 0);
        properties.put("log.cleaner.dedupe.buffer.size", 2_000_000);
        write(configuration(), properties);
        process = start();
    }

    /** A file of properties. */
    static void write(Path file, Map<String, Object> properties) throws IOException {
        Files.writeString(
                file,
                properties.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    /** Puts key and chain into one file of PEM, as Kafka has it. */
    static void keep(Path keyStore, Credential credential) throws IOException {
        Path made = keyStore.resolveSibling(keyStore.getFileName() + ".new");
        Files.writeString(made, Files.readString(credential.key()) + Files.readString(credential.certificate()));
        Files.move(made, keyStore, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private PeerProcess start() {
        List<String> command = RepriseCli.java(
                options, KafkaBrokerMain.class, List.of(configuration().toString()));
        PeerProcess starting = PeerProcess.start("Kafka", command);
        try {
            starting.await(
                    "that it started",
                    lines -> lines.stream()
                            .filter(KafkaBrokerMain.STARTED::equals)
                            .findFirst());
        } catch (RuntimeException e) {
            starting.close();
            throw e;
        }
        return starting;
    }

    private Path configuration() {
        return folder.resolve("broker.properties");
    }

    Path keyStore() {
        return folder.resolve("broker.pem");
    }

    int port() {
        return port;
    }

    KafkaSide side() {
        return side;
    }

    /** Ends its process, and starts another on the same data and the same port. */
    void restart() {
        process.close();
        process = start();
        told = 0;
    }

    /** What the broker has told of its clients' connections since it was asked last, once there are so many. */
    List<Handshake> next(int atLeast) {
        List<Handshake> all = process.await(atLeast + " connections", lines -> {
            List<Handshake> handshakes = handshakes(lines);
            return handshakes.size() >= told + atLeast ? Optional.of(handshakes) : Optional.empty();
        });
        List<Handshake> next = all.subList(told, all.size());
        told = all.size();
        return next;
    }

    private static List<Handshake> handshakes(List<String> lines) {
        return RepriseCli.handshakes(
                lines.stream().filter(line -> line.contains("\"principal\"")).toList());
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
