package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.message.CertificateEntry;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateStatus;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.StatusRequestAck;
import dev.reprise.internal.message.Tls12CertificateStatus;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a server may say of its certificate's status, and when (RFC 6066 section 8, RFC 9846 section 4.5.1). */
class CertificateStatusTest {
    private static final byte[] RESPONSE = {0x30, 1, 2};

    private static Endpoints endpoints(int version, boolean asks, byte[] status) {
        Endpoints ends = new Endpoints();
        ends.serverVersions = List.of(version);
        ends.clientVersions = List.of(version);
        ends.asksForStatus = asks;
        ends.status = status;
        return ends;
    }

    private static Tls12Peer tls12(boolean asks, byte[] status, UnaryOperator<HandshakeMessage> says) {
        Tls12Peer peer = Tls12Peer.server(endpoints(ProtocolVersion.TLS12, asks, status));
        peer.says = says;
        return peer.run();
    }

    private static HandshakeMessage announcing(HandshakeMessage message) {
        return message instanceof ServerHello hello
                ? new ServerHello(
                        hello.legacyVersion(),
                        hello.random(),
                        hello.legacySessionIdEcho(),
                        hello.cipherSuite(),
                        hello.extensions().with(new StatusRequestAck()))
                : message;
    }

    private static AlertDescription alertOf(Connection client) {
        return client.fault().map(TlsFault::alert).orElseThrow();
    }

    @Test
    void aTls12ServerMayAnnounceItAndLeaveItOut() {
        Connection client = tls12(true, new byte[0], CertificateStatusTest::announcing).tested.connection;

        assertThat(client.isConnected()).isTrue();
        assertThat(client.progress().peerStatus()).isEmpty();
    }

    @Test
    void aTls12ServerThatAnnouncesItMaySayIt() {
        Connection client = tls12(true, RESPONSE, message -> message).tested.connection;

        assertThat(client.isConnected()).isTrue();
        assertThat(client.progress().peerStatus()).containsExactly(RESPONSE);
    }

    @Test
    void aTls12ServerMustNotAnnounceWhatItWasNotAskedFor() {
        Connection client = tls12(false, new byte[0], CertificateStatusTest::announcing).tested.connection;

        assertThat(alertOf(client)).isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION);
    }

    @Test
    void aTls12ServerMustNotSayWhatItDidNotAnnounce() {
        Connection client = tls12(
                        true,
                        RESPONSE,
                        message -> message instanceof ServerHello hello
                                ? new ServerHello(
                                        hello.legacyVersion(),
                                        hello.random(),
                                        hello.legacySessionIdEcho(),
                                        hello.cipherSuite(),
                                        hello.extensions().without(new StatusRequestAck().type()))
                                : message)
                .tested
                .connection;

        assertThat(alertOf(client)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void aMessageOfTls12HasTheBytesOfTheExtension() {
        assertThat(new Tls12CertificateStatus(new CertificateStatus(RESPONSE)).encode())
                .containsExactly(22, 0, 0, 7, 1, 0, 0, 3, 0x30, 1, 2);
    }

    // ---------------------------------------------------------------- TLS 1.3

    private static Duel tls13(boolean asks, UnaryOperator<HandshakeMessage> says) {
        return new Duel(endpoints(ProtocolVersion.TLS13, asks, new byte[0])).changingTheServers(says);
    }

    /** Says it of the certificates behind the leaf only. */
    private static HandshakeMessage sayingItOfTheAuthority(HandshakeMessage message) {
        if (!(message instanceof CertificateMessage certificate)) {
            return message;
        }
        List<CertificateEntry> entries = certificate.entries();
        CertificateEntry authority = entries.get(1);
        return new CertificateMessage(
                new byte[0],
                List.of(
                        entries.get(0),
                        new CertificateEntry(authority.der(), Extensions.of(new CertificateStatus(RESPONSE)))));
    }

    @Test
    void aTls13ServerMaySayItOfAnyCertificateAndEachHasItsPlace() {
        Duel duel = tls13(true, CertificateStatusTest::sayingItOfTheAuthority);

        // The server signed what it would have said itself.
        assertThatThrownBy(duel::fight).hasMessageContaining("signature over the handshake does not verify");
        assertThat(duel.client().progress.peerStatus()).containsExactly(new byte[0], RESPONSE);
    }

    @Test
    void aTls13ServerMustNotSayWhatItWasNotAskedFor() {
        assertThatThrownBy(() -> tls13(false, CertificateStatusTest::sayingItOfTheAuthority)
                        .fight())
                .isInstanceOfSatisfying(
                        TlsFault.class,
                        fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION));
    }
}
