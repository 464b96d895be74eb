package dev.reprise.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The story of a TLS 1.3 session, told on both sides of the wire: with tickets that carry it, and with tickets that refer to it. */
class ResumptionTest {
    private Endpoints ends;

    @BeforeEach
    void endpoints() {
        ends = new Endpoints();
    }

    private static Resumption seenBy(Connection connection) {
        return connection.summary().map(ConnectionSummary::resumption).orElseThrow();
    }

    private Wire connect() {
        Wire wire = ends.wire().run();
        assertThat(wire.client.isConnected() && wire.server.isConnected())
                .as("connected; client: %s, server: %s", wire.client.fault(), wire.server.fault())
                .isTrue();
        return wire;
    }

    private Wire connectFull(Reason serverReason) {
        Wire wire = connect();
        assertThat(seenBy(wire.server).resumed()).isFalse();
        assertThat(seenBy(wire.server).reason()).isEqualTo(serverReason);
        assertThat(seenBy(wire.client).resumed()).isFalse();
        return wire;
    }

    private Wire connectResumed() {
        Wire wire = connect();
        assertThat(seenBy(wire.server).reason()).isEqualTo(Reason.RESUMED);
        assertThat(seenBy(wire.client).reason()).isEqualTo(Reason.RESUMED);
        return wire;
    }

    @ParameterizedTest
    @EnumSource
    void resumesAndTellsItOnBothSides(ServerSessions.TicketMode mode) {
        ends.mode = mode;
        Wire first = connectFull(Reason.NO_SESSION_OFFERED);
        assertThat(seenBy(first.client).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        ends.clock.advance(Duration.ofMinutes(3));

        Wire second = connectResumed();

        Resumption server = seenBy(second.server);
        assertThat(server.mechanism())
                .isEqualTo(
                        mode == ServerSessions.TicketMode.STATELESS ? Mechanism.PSK_STATELESS : Mechanism.PSK_STORED);
        assertThat(seenBy(second.client).mechanism()).isEqualTo(Mechanism.PSK);
        assertThat(server.age()).isEqualTo(Duration.ofMinutes(3));
        assertThat(server.isResumptionOf(seenBy(first.server))).isTrue();
        assertThat(seenBy(second.client).isResumptionOf(seenBy(first.client))).isTrue();
        assertThat(second.clientSide().finished).isEqualTo(1);
        assertThat(second.serverSide().finished).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void carriesApplicationDataBothWaysOnAResumedConnection(ServerSessions.TicketMode mode) {
        ends.mode = mode;
        connect();
        Wire wire = connectResumed();

        wire.send(wire.clientSide(), wire.serverSide(), "ping".getBytes(US_ASCII));
        wire.send(wire.serverSide(), wire.clientSide(), "pong".repeat(20_000).getBytes(US_ASCII));

        assertThat(wire.serverSide().data.toString(US_ASCII)).isEqualTo("ping");
        assertThat(wire.clientSide().data.toString(US_ASCII)).isEqualTo("pong".repeat(20_000));
    }

    @ParameterizedTest
    @EnumSource
    void resumesAChainOfSessionsUntilTheOriginsLifetimeEnds(ServerSessions.TicketMode mode) {
        ends.mode = mode;
        connect();
        for (int hour = 1; hour < 6; hour++) {
            ends.clock.advance(Duration.ofHours(1));
            connectResumed();
        }
        ends.clock.advance(Duration.ofHours(1));
        Wire late = connectFull(Reason.NO_SESSION_OFFERED);
        assertThat(seenBy(late.client).reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void knowsTheClientsCertificatesOnAResumedConnection() {
        ends.clientAuthentication = ClientAuthentication.NEED;
        ends.clientHasACertificate();
        connect();
        Wire wire = connectResumed();
        assertThat(wire.server.summary().orElseThrow().peerChain())
                .isEqualTo(TestPki.shared().client().chain());
        assertThat(wire.client.summary().orElseThrow().peerChain())
                .isEqualTo(TestPki.shared().serverEc().chain());
    }

    @Test
    void singleUseTicketsServeOnce() {
        ends.mode = ServerSessions.TicketMode.STORED;
        ends.ticketPool = 1;
        Wire first = connect();
        ends.bound = first.client.latestSession().orElseThrow();
        connectResumed();
        Wire again = connectFull(Reason.UNKNOWN_SESSION);
        assertThat(seenBy(again.client).reason()).isEqualTo(Reason.DECLINED);
    }

    @Test
    void statelessTicketsServeABoundSessionAgainAndAgain() {
        ends.bound = connect().client.latestSession().orElseThrow();
        for (int i = 0; i < 5; i++) {
            connectResumed();
        }
    }

    @Test
    @Rfc("9149#3 as-many-as-asked")
    void asksForAsManyTicketsAsThePoolLacks() {
        ends.ticketPool = 5;
        connect();
        assertThat(ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant()))
                .isEqualTo(5);
        connectResumed();
        assertThat(ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant()))
                .isEqualTo(5);
    }

    @Nested
    class Refuses {
        @Test
        void aTicketOfAnotherKeyring() {
            connect();
            ends.keys = new EphemeralKeys(KeySchedule.DEFAULT, ends.random);
            Wire wire = connectFull(Reason.UNKNOWN_TICKET_KEY);
            assertThat(seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
        }

        @Test
        void aSessionOfAnotherServerName() {
            connect();
            ends.serverName = "other.example";
            Wire wire = connectFull(Reason.NO_SESSION_OFFERED);
            assertThat(seenBy(wire.client).reason()).isEqualTo(Reason.SERVER_NAME_MISMATCH);
        }

        @Test
        void aSessionWithoutAClientCertificateWhereOneIsNeededNow() {
            connect();
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
            connectFull(Reason.CLIENT_AUTHENTICATION_MISMATCH);
        }

        @Test
        void aSessionMadeUnderAnotherPolicy() {
            connect();
            ends.serverFingerprint = new byte[32];
            Arrays.fill(ends.serverFingerprint, (byte) 7);
            connectFull(Reason.CONTEXT_MISMATCH);
        }

        @Test
        void aSessionWhoseCertificateTheClientNoLongerTrusts() {
            connect();
            ends.clientRevalidation = Revalidation.FULL;
            ends.clientTrusts = false;
            Wire wire = ends.wire().run();
            // Not offered; and the full handshake that follows is refused by the same trust manager.
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_UNKNOWN);
            assertThat(wire.server.isConnected()).isFalse();
        }

        @Test
        void aClientCertificateThatIsNoLongerTrusted() {
            ends.clientAuthentication = ClientAuthentication.WANT;
            ends.clientHasACertificate();
            connect();
            ends.serverRevalidation = Revalidation.FULL;
            ends.serverTrusts = false;
            ends.clientKey = null;
            ends.bound = null;
            connectFull(Reason.NO_SESSION_OFFERED); // the client is another identity now: it does not even offer
        }

        @Test
        void aSuiteOfAnotherHash() {
            connect();
            ends.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_AES_128_GCM_SHA256);
            connectResumed();
            ends.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
            connectFull(Reason.HASH_MISMATCH);
        }

        @Test
        @Prevents("tickets-off-but-resumed")
        void everythingWhenItKeepsNothing() {
            connect();
            ends.adjustServer = config -> new ServerConfig(
                    config.endpoint(),
                    config.clientAuthentication(),
                    config.ownOrder(),
                    config.serverNames(),
                    config.applicationProtocols(),
                    ServerSessions.disabled(ends.random),
                    config.ticketCount());
            connectFull(Reason.RESUMPTION_DISABLED);
        }
    }

    @Nested
    class AfterAHelloRetryRequest {
        @Test
        void resumes() {
            connect();
            ends.serverGroups = List.of(NamedGroup.SECP384R1);
            Wire wire = connectResumed();
            assertThat(wire.server.summary().orElseThrow().helloRetried()).isTrue();
            assertThat(wire.server.summary().orElseThrow().group()).isEqualTo(NamedGroup.SECP384R1);
        }

        @Test
        void consumesASingleUseTicketOnce() {
            ends.mode = ServerSessions.TicketMode.STORED;
            connect();
            ends.serverGroups = List.of(NamedGroup.SECP384R1);
            connectResumed();
        }
    }

    @Test
    @Rfc("9846#4.3.9 psk-ke-without-share")
    void resumesWithoutAKeyExchangeWhereBothSidesAllowItAndNoShareFits() {
        ends.clientPskKe = true;
        ends.serverPskKe = true;
        connect();
        ends.serverGroups = List.of(NamedGroup.SECP384R1);
        Wire wire = connectResumed();
        assertThat(wire.server.summary().orElseThrow().group()).isNull();
    }

    @Test
    void endsTheConnectionWhenTheBinderDoesNotVerify() {
        connect();
        Wire wire = ends.wire();
        wire.clientSide().tamper = record -> {
            if (wire.clientSide().sent.size() == 1) {
                record[record.length - 1] ^= 1; // the last byte of the hello is the binder's
            }
            return record;
        };
        wire.run();
        assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        assertThat(wire.server.isConnected()).isFalse();
    }

    @Test
    void failsBeforeAByteLeavesWhenASessionMustBeOfferedAndCannot() {
        ends.mustResume = true;
        Connection client = ends.client();
        assertThatThrownBy(client::begin).hasMessageContaining("no_session_offered");
        assertThat(client.bytesWritten()).isZero();
        assertThat(client.status()).isEqualTo(Status.NOT_HANDSHAKING);
    }

    @Test
    void givesATicketBackWhenTheServerNeverAnswered() {
        connect();
        int before = ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant());
        Connection client = ends.client();
        client.begin();
        assertThat(ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant()))
                .isEqualTo(before - 1);
        client.closeInbound();
        assertThat(ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant()))
                .isEqualTo(before);
    }
}
