package dev.reprise.interop.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.Handshake;
import dev.reprise.interop.PeerProcess;
import dev.reprise.interop.RepriseCli;
import dev.reprise.interop.frameworks.Balancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kafka, its brokers and its clients, all with client certificates. There are two brokers, each told in its way to use Reprise, which share
 * nothing but a secret; clients come to either at the same place. A test leaves the brokers trusting whom they trusted before.
 */
class KafkaTest {
    private static final String FULL = "full none no_session_offered";
    private static final String RESUMED = "resumed psk_stateless resumed";

    @TempDir
    private static Path directory;

    private static final Balancer BALANCER = new Balancer();
    private static final Map<KafkaSide, KafkaBroker> BROKERS = new EnumMap<>(KafkaSide.class);

    @BeforeAll
    static void start() throws IOException {
        Path secret = directory.resolve("secret");
        assertThat(RepriseCli.run("keys", "new-secret", secret.toString()).status())
                .isZero();
        for (KafkaSide side : KafkaSide.values()) {
            BROKERS.put(side, new KafkaBroker(side, directory.resolve(side + "-broker"), secret, BALANCER.port()));
        }
        BROKERS.values().forEach(KafkaBroker::awaitStart);
    }

    @AfterAll
    static void end() {
        BROKERS.values().forEach(KafkaBroker::close);
        BALANCER.close();
    }

    private static KafkaBroker broker(KafkaSide side) {
        return Objects.requireNonNull(BROKERS.get(side));
    }

    private static KafkaBroker other(KafkaSide side) {
        return broker(side == KafkaSide.CONFIGURATION ? KafkaSide.ENGINE_FACTORY : KafkaSide.CONFIGURATION);
    }

    @ParameterizedTest
    @EnumSource
    void resumesWhomItTrustsInOtherProcessesAndAfterReloads(KafkaSide side) throws IOException {
        KafkaBroker broker = broker(side);
        Path folder = Files.createDirectory(directory.resolve(side + "-clients"));
        try (KafkaClients first = new KafkaClients(side, folder, BALANCER.port());
                KafkaClients second = new KafkaClients(side, folder, BALANCER.port())) {
            fullThenResumed(first, broker, Certificates.client());
            resumed(second, broker, Certificates.client());
            resumed(second, other(side), Certificates.client());
            anotherKeyStoreChangesNothing(second, broker);
            whoseAuthorityWasRemovedIsRefused(second, broker);
        }
    }

    private static void anotherKeyStoreChangesNothing(KafkaClients clients, KafkaBroker broker) throws IOException {
        assertThat(keyOf(broker)).isEqualTo("EC");
        broker.present(Certificates.rsa());
        if (broker.side() == KafkaSide.CONFIGURATION) {
            readAgain(clients, broker);
        }
        // Neither says when it is done.
        await(broker, () -> keyOf(broker).equals("RSA"));
        resumed(clients, broker, Certificates.client());
    }

    private static void whoseAuthorityWasRemovedIsRefused(KafkaClients clients, KafkaBroker broker) throws IOException {
        Credential stranger = Certificates.stranger();
        assertThat(trusts(broker, stranger)).as(broker.toString()).isFalse();
        broker.trust(Certificates.authority(), stranger.certificate());
        readAgain(clients, broker);
        await(broker, () -> trusts(broker, stranger));
        fullThenResumed(clients, broker, stranger);
        resumed(clients, broker, stranger);

        broker.trust(Certificates.authority());
        readAgain(clients, broker);
        await(broker, () -> !trusts(broker, stranger));
        assertThat(clients.visit(stranger))
                .as(clients + "\n" + broker)
                .hasValueSatisfying(error -> assertThat(error).contains("SslAuthenticationException"));
    }

    /** A new producer and a new consumer. */
    private static List<Handshake> visit(KafkaClients clients, KafkaBroker broker, Credential who) throws IOException {
        BALANCER.to(broker.port());
        broker.forget();
        Optional<String> error = clients.visit(who);
        assertThat(error).as(clients + "\n" + broker).isEmpty();
        return broker.next(2);
    }

    private static void resumed(KafkaClients clients, KafkaBroker broker, Credential who) throws IOException {
        assertThat(visit(clients, broker, who)).as(broker.toString()).allSatisfy(came -> is(RESUMED, who, came));
    }

    /** The first connection has answered requests before another is made, so there are tickets. */
    private static void fullThenResumed(KafkaClients clients, KafkaBroker broker, Credential who) throws IOException {
        List<Handshake> came = visit(clients, broker, who);
        is(FULL, who, came.get(0));
        assertThat(came.subList(1, came.size())).as(broker.toString()).allSatisfy(next -> is(RESUMED, who, next));
    }

    private static void is(String how, Credential who, Handshake handshake) {
        assertThat(handshake.how()).isEqualTo(how);
        assertThat(handshake.fields()).containsEntry("principal", who.subject());
    }

    private static void readAgain(KafkaClients clients, KafkaBroker broker) throws IOException {
        BALANCER.to(broker.port());
        clients.configure(broker.readAgain());
    }

    private interface Asked {
        boolean holds() throws IOException;
    }

    private static void await(KafkaBroker broker, Asked asked) throws IOException {
        long limit = System.nanoTime() + PeerProcess.LIMIT.toNanos();
        while (!asked.holds()) {
            assertThat(System.nanoTime()).as(broker.toString()).isLessThan(limit);
        }
    }

    /** The kind of key that the broker shows to somebody new. */
    private static String keyOf(KafkaBroker broker) throws IOException {
        try (SSLSocket socket = connect(broker, Certificates.client())) {
            return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
        }
    }

    /** Whether the broker lets somebody in who is new. */
    private static boolean trusts(KafkaBroker broker, Credential who) throws IOException {
        try (SSLSocket socket = connect(broker, who)) {
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    /** In TLS 1.2, where the server's verdict is part of the handshake, and by somebody who remembers nothing. */
    private static SSLSocket connect(KafkaBroker broker, Credential who) throws IOException {
        SSLContext context = Reprise.client()
                .trust(Certificates.authority())
                .identity(who.certificate(), who.key())
                .versions("TLSv1.2")
                .sessions(SessionStores.clientMemory())
                .build();
        return (SSLSocket) context.getSocketFactory().createSocket("localhost", broker.port());
    }
}
