package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Json;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link KafkaClientMain} that runs until it is closed: each of its clients is a new one, whose sessions are where those before left theirs. */
final class KafkaClients implements AutoCloseable {
    private final KafkaSide side;
    private final Path folder;
    private final int port;
    private final PeerProcess process;
    private int commands;

    /**
     * @param folder where sessions are kept, beside what a client has to know
     * @param port where it is told that a broker is
     */
    KafkaClients(KafkaSide side, Path folder, int port) {
        this.side = side;
        this.folder = folder;
        this.port = port;
        this.process = PeerProcess.start(
                "Kafka's clients",
                RepriseCli.java(side.client(folder.resolve("sessions")), KafkaClientMain.class, List.of()));
    }

    /** A new producer and a new consumer; empty if a record went from one to the other, else what was wrong. */
    Optional<String> visit(Credential who) throws IOException {
        return tell("visit " + configuration(who));
    }

    /** Has the broker take settings while it runs. */
    void configure(List<String> settings) throws IOException {
        Optional<String> error =
                tell("configure " + configuration(Certificates.client()) + " " + String.join(" ", settings));
        assertThat(error).as(toString()).isEmpty();
    }

    private Path configuration(Credential who) throws IOException {
        Path keyStore = folder.resolve("client.pem");
        KafkaBroker.keep(keyStore, who);
        Map<String, Object> properties = new LinkedHashMap<>(side.properties(keyStore, Certificates.authority()));
        properties.put("bootstrap.servers", "localhost:" + port);
        properties.put("security.protocol", "SSL");
        Path configuration = folder.resolve("client.properties");
        KafkaBroker.write(configuration, properties);
        return configuration;
    }

    private Optional<String> tell(String command) {
        process.send(command + "\n");
        commands++;
        Map<String, ?> done = process.await(
                "an answer to " + command,
                lines -> lines.stream()
                        .map(Json::line)
                        .filter(line -> "done".equals(line.get("event")))
                        .skip(commands - 1L)
                        .findFirst());
        return Optional.ofNullable((String) done.get("error"));
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
