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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Kafka broker that is its own controller (KRaft), as a process: every listener of it speaks TLS. Clients are told to come by way of a
 * balancer, behind which all brokers are the same one to them.
 */
final class KafkaBroker implements AutoCloseable {
    static final String LISTENER = "CLIENTS";

    private final Path folder;
    private final int port = Machine.freePort();
    private final KafkaSide side;
    private final PeerProcess process;
    private int told;

    /** Starts one with its data in a new folder; it is not waited for. */
    KafkaBroker(KafkaSide side, Path folder, Path secret, int balancer) throws IOException {
        this.side = side;
        this.folder = Files.createDirectory(folder);
        trust(Certificates.authority());
        present(Certificates.ec());
        Map<String, Object> properties = new LinkedHashMap<>(side.properties(keyStore(), trustStore()));
        String controller = "localhost:" + Machine.freePort();
        String brokers = ",BROKERS://localhost:" + Machine.freePort();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", 1);
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("listeners", LISTENER + "://localhost:" + port + brokers + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", LISTENER + "://localhost:" + balancer + brokers);
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
        // Each thread takes another key store at a time of its own: with one, what a connection sees the next sees too.
        properties.put("num.network.threads", 1);
        // It is in service with a heartbeat that comes after it has caught up.
        properties.put("broker.heartbeat.interval.ms", 200);
        write(configuration(), properties);
        process = PeerProcess.start(
                "Kafka",
                RepriseCli.java(
                        side.broker(secret),
                        KafkaBrokerMain.class,
                        List.of(configuration().toString())));
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
        replace(keyStore, Files.readString(credential.key()) + Files.readString(credential.certificate()));
    }

    private static void replace(Path file, String text) throws IOException {
        Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Its key store's file is another from now on. */
    void present(Credential credential) throws IOException {
        keep(keyStore(), credential);
    }

    /** Its trust store's file is another from now on: with these certificates and no others. */
    void trust(Path... authorities) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path authority : authorities) {
            all.append(Files.readString(authority));
        }
        replace(trustStore(), all.toString());
    }

    void awaitStart() {
        process.await(
                "that it started",
                lines -> lines.stream().filter(KafkaBrokerMain.STARTED::equals).findFirst());
    }

    private Path configuration() {
        return folder.resolve("broker.properties");
    }

    private Path keyStore() {
        return folder.resolve("broker.pem");
    }

    private Path trustStore() {
        return folder.resolve("authorities.pem");
    }

    /** What has Kafka read its files again, though their names are what they were. */
    List<String> readAgain() {
        String clients = "listener.name." + LISTENER.toLowerCase(Locale.ROOT) + ".ssl.";
        return List.of(clients + "keystore.location=" + keyStore(), clients + "truststore.location=" + trustStore());
    }

    int port() {
        return port;
    }

    KafkaSide side() {
        return side;
    }

    /** What it has told so far counts no longer. */
    void forget() {
        told = handshakes(process.output()).size();
    }

    /** What the broker has told of its clients' connections since, once there are so many. */
    List<Handshake> next(int atLeast) {
        return process.await(atLeast + " connections", lines -> {
            List<Handshake> handshakes = handshakes(lines);
            return handshakes.size() >= told + atLeast
                    ? Optional.of(handshakes.subList(told, handshakes.size()))
                    : Optional.empty();
        });
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
