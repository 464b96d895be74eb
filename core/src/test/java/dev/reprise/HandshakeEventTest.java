package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestClock;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeEventTest {
    private final List<HandshakeEvent> ofServer = Collections.synchronizedList(new ArrayList<>());
    private final List<HandshakeEvent> ofClient = Collections.synchronizedList(new ArrayList<>());

    @Test
    void bothSidesAreToldOnceHowItWentWithTheBytesOfTheWholeHandshake() throws Exception {
        SSLContext server = server().alpn("h2").listener(ofServer::add).build();
        SSLContext client =
                client().alpn("h2").groups("x25519").listener(ofClient::add).build();
        new EnginePair(client, server).handshake();
        new EnginePair(client, server).handshake();

        assertThat(ofServer).hasSize(2);
        assertThat(ofClient).hasSize(2);
        HandshakeEvent full = ofServer.get(0);
        assertThat(full.ok()).isTrue();
        assertThat(full.client()).isFalse();
        assertThat(full.serverName()).isEqualTo("localhost");
        assertThat(full.protocol()).isEqualTo("TLSv1.3");
        assertThat(full.cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(full.group()).isEqualTo("x25519");
        assertThat(full.applicationProtocol()).isEqualTo("h2");
        assertThat(full.kind()).isEqualTo(Resumption.Kind.FULL);
        assertThat(full.reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        assertThat(full.failure()).isNull();
        HandshakeEvent resumed = ofServer.get(1);
        assertThat(resumed.mechanism()).isEqualTo(Mechanism.PSK_STATELESS);
        assertThat(resumed.bytesOut()).isLessThan(full.bytesOut());
        assertThat(ofClient.get(1).mechanism()).isEqualTo(Mechanism.PSK);
        assertThat(ofClient.get(0).peer()).isEqualTo("localhost:443");
        assertThat(ofClient.get(0).bytesOut())
                .as("what the client has written until its handshake is done has been read by the server's end")
                .isEqualTo(full.bytesIn());
    }

    @Test
    void aServersBytesHaveItsTicketsAmongThem() throws Exception {
        SSLContext two = server().ticketCount(2).listener(ofServer::add).build();
        SSLContext none = server().ticketCount(0).listener(ofServer::add).build();
        SSLContext client = Contexts.jdk();
        new EnginePair(client, two).handshake();
        new EnginePair(client, none).handshake();

        assertThat(ofServer.get(0).bytesOut()).isGreaterThan(ofServer.get(1).bytesOut() + 200);
    }

    @Test
    void theDurationIsByTheContextsClock() throws Exception {
        TestClock clock = TestClock.started();
        SSLContext server = server().clock(clock).listener(ofServer::add).build();
        EnginePair pair = new EnginePair(client().clock(clock).build(), server);
        pair.run(all -> {
            clock.advance(Duration.ofMillis(5));
            return all;
        });

        assertThat(ofServer.get(0).duration()).isPositive();
    }

    @Test
    void aFailureIsToldWithItsAlertOnTheSideThatSentItAndOnTheOther() {
        SSLContext server = server().listener(ofServer::add).build();
        SSLContext stranger = Reprise.client().listener(ofClient::add).build();
        EnginePair pair = new EnginePair(stranger, server);

        assertThatThrownBy(pair::handshake).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> {
                    pair.client.wrap(ByteBuffer.allocate(0));
                    pair.server.deliver(Integer.MAX_VALUE);
                    while (true) {
                        pair.server.unwrap();
                    }
                })
                .isInstanceOf(SSLException.class);

        assertThat(ofClient).singleElement().satisfies(event -> {
            assertThat(event.ok()).isFalse();
            assertThat(event.failure()).isNotNull();
            assertThat(event.failure().alert()).isEqualTo("unknown_ca");
            assertThat(event.failure().received()).isFalse();
            assertThat(event.failure().message()).contains("certificate");
            assertThat(event.resumption()).isNull();
            assertThatThrownBy(event::reason).isInstanceOf(IllegalStateException.class);
        });
        assertThat(ofServer).singleElement().satisfies(event -> {
            assertThat(event.failure()).isNotNull();
            assertThat(event.failure().alert()).isEqualTo("unknown_ca");
            assertThat(event.failure().received()).isTrue();
        });
    }

    @Test
    void aPeerThatLeavesIsAFailureToo() throws Exception {
        SSLContext server = server().listener(ofServer::add).build();
        try (SocketPair pair = SocketPair.connect(client().build(), server)) {
            pair.client.close();
            assertThatThrownBy(pair.server::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }

        assertThat(ofServer).singleElement().satisfies(event -> {
            assertThat(event.failure()).isNotNull();
            assertThat(event.failure().alert()).isEqualTo("close_notify");
            assertThat(event.peer()).startsWith("127.0.0.1:");
        });
    }

    @Test
    void whatAListenerThrowsGoesNoFurther() throws Exception {
        SSLContext server = server().listener(event -> {
                    throw new IllegalStateException("a listener");
                })
                .listener(ofServer::add)
                .build();

        new EnginePair(client().build(), server).handshake();

        assertThat(ofServer).hasSize(1);
    }

    @Test
    void secretsAreLoggedWhereThatIsAskedForAndNowhereElse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.log");
        new EnginePair(client().keyLog(file).build(), server().build()).handshake();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .contains(
                        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                        "CLIENT_TRAFFIC_SECRET_0",
                        "SERVER_TRAFFIC_SECRET_0");
        assertThat(lines).allMatch(line -> line.matches("[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]{64,96}"));
        Files.delete(file);
        new EnginePair(client().build(), server().build()).handshake();
        assertThat(file).doesNotExist();
    }
}
