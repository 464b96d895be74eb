package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.Reprise;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kafka, its brokers and its clients: producers and consumers in new processes resume, with client certificates, and go on doing so when the
 * broker's key store is exchanged while it runs, and when the broker is started anew.
 */
class KafkaTest {
    private static final String FULL = "full none no_session_offered";
    private static final String RESUMED = "resumed psk_stateless resumed";

    @TempDir
    private Path directory;

    private Path secret;

    @BeforeEach
    void makeASecret() {
        secret = directory.resolve("secret");
        assertThat(RepriseCli.run("keys", "new-secret", secret.toString()).status())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void resumesAcrossClientsKeyStoresAndRestarts(KafkaSide side) throws IOException {
        try (KafkaBroker broker = new KafkaBroker(side, directory, secret)) {
            visits(broker);
            List<Handshake> first = broker.next(2);
            assertThat(first.get(0).how()).as(broker.toString()).isEqualTo(FULL);
            // The first has answered requests before another is made, so there are tickets.
            assertThat(first.subList(1, first.size())).as(broker.toString()).allSatisfy(KafkaTest::resumed);

            exchangeKeyStore(broker);
            visits(broker);
            assertThat(broker.next(2)).as(broker.toString()).allSatisfy(KafkaTest::resumed);
            if (side == KafkaSide.CONFIGURATION) {
                broker.restart();
                visits(broker);
                assertThat(broker.next(2)).as(broker.toString()).allSatisfy(KafkaTest::resumed);
            }
        }
    }

    /** A producer and a consumer in a new process. */
    private void visits(KafkaBroker broker) throws IOException {
        PeerProcess.Ended ended = client(broker);
        assertThat(ended.output()).as(ended.toString()).contains("{\"event\":\"received\"}");
    }

    private static void resumed(Handshake handshake) {
        assertThat(handshake.how()).isEqualTo(RESUMED);
        assertThat(handshake.fields())
                .containsEntry("principal", Certificates.client().subject());
    }

    /** The files alone are enough for {@code Identity.reloading}; Kafka reads them again when its dynamic configuration names them. */
    private void exchangeKeyStore(KafkaBroker broker) throws IOException {
        assertThat(keyOf(broker)).isEqualTo("EC");
        KafkaBroker.keep(broker.keyStore(), Certificates.rsa());
        if (broker.side() == KafkaSide.CONFIGURATION) {
            client(broker, "listener.name.clients.ssl.keystore.location=" + broker.keyStore());
            assertThat(broker.next(1)).allSatisfy(KafkaTest::resumed);
        }
        // Neither says when it is done.
        long limit = System.nanoTime() + PeerProcess.LIMIT.toNanos();
        while (!keyOf(broker).equals("RSA")) {
            assertThat(System.nanoTime()).as(broker.toString()).isLessThan(limit);
        }
    }

    /** The kind of key that the broker shows to somebody new. */
    private static String keyOf(KafkaBroker broker) throws IOException {
        SSLContext context = Reprise.client()
                .trust(Certificates.authority())
                .identity(
                        Certificates.client().certificate(),
                        Certificates.client().key())
                .build();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", broker.port())) {
            return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
        }
    }

    private PeerProcess.Ended client(KafkaBroker broker, String... setting) throws IOException {
        Path keyStore = directory.resolve("client.pem");
        KafkaBroker.keep(keyStore, Certificates.client());
        Map<String, Object> properties = new LinkedHashMap<>(broker.side().properties(keyStore));
        properties.put("bootstrap.servers", "localhost:" + broker.port());
        properties.put("security.protocol", "SSL");
        Path configuration = directory.resolve("client.properties");
        KafkaBroker.write(configuration, properties);
        List<String> arguments = new ArrayList<>(List.of(configuration.toString()));
        arguments.addAll(List.of(setting));
        PeerProcess.Ended ended = PeerProcess.run(
                "Kafka's client",
                RepriseCli.java(broker.side().client(directory.resolve("sessions")), KafkaClientMain.class, arguments),
                Map.of(),
                "");
        assertThat(ended.status()).as(ended + "\n" + broker).isZero();
        return ended;
    }
}
