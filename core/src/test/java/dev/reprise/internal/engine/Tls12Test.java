package dev.reprise.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.TestPki;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Tls12Test {
    private Endpoints ends;

    @BeforeEach
    void endpoints() {
        ends = new Endpoints();
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private Wire connect() {
        Wire wire = ends.wire().run();
        assertThat(wire.client.isConnected() && wire.server.isConnected())
                .as("connected; client: %s, server: %s", wire.client.fault(), wire.server.fault())
                .isTrue();
        assertThat(wire.clientSide().finished).isEqualTo(1);
        assertThat(wire.serverSide().finished).isEqualTo(1);
        wire.send(wire.clientSide(), wire.serverSide(), "ping".getBytes(US_ASCII));
        wire.send(wire.serverSide(), wire.clientSide(), "pong".getBytes(US_ASCII));
        assertThat(wire.serverSide().data.toString(US_ASCII)).isEqualTo("ping");
        assertThat(wire.clientSide().data.toString(US_ASCII)).isEqualTo("pong");
        return wire;
    }

    private static Resumption seenBy(Connection connection) {
        return connection.summary().map(ConnectionSummary::resumption).orElseThrow();
    }

    private Wire connectResumed(Mechanism mechanism) {
        Wire wire = connect();
        assertThat(seenBy(wire.server).reason()).isEqualTo(Reason.RESUMED);
        assertThat(seenBy(wire.server).mechanism()).isEqualTo(mechanism);
        assertThat(seenBy(wire.client).mechanism()).isEqualTo(mechanism);
        return wire;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void connectsWithEveryKindOfCertificateAndSuite(String kind) {
        TestPki.Identity identity = switch (kind) {
            case "EC" -> TestPki.shared().serverEc();
            case "RSA" -> TestPki.shared().serverRsa();
            default -> TestPki.shared().serverEd25519();
        };
        ends.serverChain = identity.chain();
        ends.serverKey = identity.key();
        CipherSuite.Authentication wanted =
                kind.equals("RSA") ? CipherSuite.Authentication.RSA : CipherSuite.Authentication.ECDSA;
        for (CipherSuite suite : CipherSuite.defaults()) {
            if (!suite.isTls13() && suite.authentication() == wanted) {
                ends.serverSuites = List.of(suite);
                ends.takeTickets = false;
                Wire wire = connect();
                assertThat(wire.client.summary().orElseThrow().suite()).isEqualTo(suite);
            }
        }
    }

    @Test
    void isWhatTwoSidesComeToOfWhichOneKnowsNoOther() {
        ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        assertThat(connect().client.summary().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS12);
        ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        Wire upgraded = connect();
        assertThat(upgraded.client.summary().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS13);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        assertThat(connect().client.summary().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS12);
    }

    @Test
    void takesTheFillerOfAClientThatSpeaksTls13TooForNoSession() {
        ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);

        assertThat(seenBy(connect().server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        connectResumed(Mechanism.TICKET);
    }

    @Test
    void exportsTheSameOnBothSides() {
        Wire wire = connect();
        byte[] client = wire.client.summary().orElseThrow().exporter().export("EXPORTER-x", null, 32);
        byte[] server = wire.server.summary().orElseThrow().exporter().export("EXPORTER-x", null, 32);
        byte[] empty = wire.server.summary().orElseThrow().exporter().export("EXPORTER-x", new byte[0], 32);
        assertThat(client).isEqualTo(server).isNotEqualTo(empty);
    }
}
