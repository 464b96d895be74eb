package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.GnuTlsFault;
import dev.reprise.testing.Prevents;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and servers of several versions and several ways to keep a session, with the same keys and the same store. */
class MixedFleetTest {
    private static final List<Integer> BOTH = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);

    /** A server that speaks everything and keeps sessions in every way. */
    private static Endpoints server(TicketMode mode) {
        Endpoints server = new Endpoints();
        server.serverVersions = BOTH;
        server.mode = mode;
        return server;
    }

    /** A client that knows one way only. */
    private static Story client(Endpoints server, Carrier carrier) {
        Endpoints client = server.neighbour();
        carrier.between(client);
        client.serverVersions = BOTH;
        client.mode = server.mode;
        return new Story(client);
    }

    /** Tickets where the client supports them, the storage otherwise. */
    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({14, 24})
    void oneServerServesEveryClientInItsWay(TicketMode mode) {
        Endpoints server = server(mode);
        Map<Carrier, Story> clients = new EnumMap<>(Carrier.class);
        for (Carrier carrier : Carrier.values()) {
            clients.put(carrier, client(server, carrier));
        }
        clients.values().forEach(client -> client.isFull(server, Reason.NO_SESSION_OFFERED));
        for (int round = 0; round < 3; round++) {
            clients.forEach((carrier, client) -> {
                Mechanism mechanism =
                        Story.seenBy(client.resumes(server).server).mechanism();
                Mechanism tls13 = mode == TicketMode.STORED ? Mechanism.PSK_STORED : Mechanism.PSK_STATELESS;
                assertThat(mechanism).isEqualTo(carrier.isTls12() ? carrier.onServer : tls13);
            });
        }
    }

    @Test
    @GnuTlsCase(14)
    void aClientThatTakesNoTicketsAnyMoreIsServedFromTheStoreAndTheOtherWayRound() {
        Story story = Story.with(Carrier.TICKET);
        story.session();
        story.ends.takeTickets = false;
        Wire without = story.isFull(Reason.NO_SESSION_OFFERED);
        assertThat(Story.seenBy(without.client).reason()).isEqualTo(Reason.RESUMPTION_DISABLED);
        // The ticket is the newer one in the pool, or not; what was received last is bound.
        TlsSession known = without.client.latestSession().orElseThrow();
        assertThat(Story.seenBy(story.offering(known).resumes().server).mechanism())
                .isEqualTo(Mechanism.SESSION_ID);
        // Still so where it would take one: a session that is resumed by its ID is not handed out as a ticket.
        story.ends.takeTickets = true;
        assertThat(Story.seenBy(story.resumes().server).mechanism()).isEqualTo(Mechanism.SESSION_ID);
    }

    @Test
    @GnuTlsCase({8, 13, 55})
    void aTls12SessionIsNotKeptWhereOneSideHasNoTicketsAndThereIsNoStore() {
        Story serverOnly = Story.with(Carrier.TICKET);
        serverOnly.ends.withoutStore();
        serverOnly.ends.takeTickets = false;
        assertThat(serverOnly.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isEmpty();
        serverOnly.isFull(Reason.NO_SESSION_OFFERED);

        Story clientOnly = Story.with(Carrier.TICKET);
        clientOnly.ends.keepNothing();
        assertThat(clientOnly.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                .isEmpty();
        clientOnly.isFull(Reason.NO_SESSION_OFFERED);
    }

    @Test
    @GnuTlsCase({13, 14})
    void aServerWithoutTicketKeysKeepsTheSessionsOfAllClientsInItsStore() {
        for (Carrier carrier : Carrier.values()) {
            Story story = Story.with(carrier);
            story.ends.withoutTicketKeys();
            story.session();
            Mechanism mechanism = Story.seenBy(story.resumes().server).mechanism();
            assertThat(mechanism).isEqualTo(carrier.isTls12() ? Mechanism.SESSION_ID : Mechanism.PSK_STORED);
        }
    }

    /** The version that was agreed on is no more enabled: by the client, or by the server. */
    @ParameterizedTest
    @EnumSource
    @GnuTlsFault(2)
    @Prevents("version-confusion")
    void aSessionOfAVersionThatIsSwitchedOffDoesNotServe(Carrier carrier) {
        int other = carrier.isTls12() ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
        Story story = Story.with(carrier);
        TlsSession session = story.session();
        story.offering(session);
        story.ends.clientVersions = BOTH;
        story.ends.serverVersions = List.of(other);
        Wire byServer = story.connects();
        assertThat(Story.seenBy(byServer.server).resumed()).isFalse();
        assertThat(Story.seenBy(byServer.client).reason()).isEqualTo(Reason.DECLINED);
        assertThat(Story.summary(byServer.server).version()).isEqualTo(other);

        story.ends.clientVersions = List.of(other);
        Wire byClient = story.isFull(Reason.NO_SESSION_OFFERED);
        assertThat(Story.seenBy(byClient.client).reason()).isEqualTo(Reason.VERSION_MISMATCH);
        assertThat(Story.sent(byClient.clientSide(), Story.ticketOf(session))).isFalse();
    }

    /** Rotations in a fleet: each carrier's session serves on, whatever sealed it, until its time is over. */
    @ParameterizedTest
    @EnumSource
    @GnuTlsCase({51, 52, 53})
    @Prevents("key-rotation")
    void sessionsOutliveTheKeyThatSealedThemButNotTheirTime(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.keys =
                new EphemeralKeys(new KeySchedule(Duration.ofHours(1), Duration.ofHours(3)), story.ends.random);
        story.ends.lifetime = Duration.ofHours(3);
        story.session();
        for (int i = 1; i < 6; i++) {
            story.ends.clock.advance(Duration.ofMinutes(30));
            story.resumes();
        }
        story.ends.clock.advance(Duration.ofMinutes(30));
        assertThat(Story.seenBy(story.connects().server).resumed()).isFalse();
    }

    /** A key that is stolen is revoked: what it sealed opens no more, what is in the store is not concerned. */
    @ParameterizedTest
    @EnumSource
    void sessionsEndWithTheKeyThatSealedThemWhereItIsRevoked(Carrier carrier) throws Exception {
        Story story = Story.with(carrier);
        story.session();
        story.ends.keys.rotate(story.ends.clock.instant(), false);
        story.resumes();
        story.ends.keys.rotate(story.ends.clock.instant(), true);
        if (carrier.isStored()) {
            story.resumes();
        } else {
            story.isFull(Reason.UNKNOWN_TICKET_KEY);
            story.resumes();
        }
    }
}
