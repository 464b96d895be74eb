package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and servers of which one, or the fleet behind it, changes the versions it speaks while sessions live. */
class MixedVersionsTest {
    private static final List<Integer> BOTH = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
    private static final List<Integer> OLDER = List.of(ProtocolVersion.TLS12);
    private static final List<Integer> NEWER = List.of(ProtocolVersion.TLS13);

    private final Endpoints ends = new Endpoints();
    private final Story story = new Story(ends);

    @BeforeEach
    void speakBoth() {
        ends.clientVersions = BOTH;
        ends.serverVersions = BOTH;
    }

    private TlsSession sessionOf(List<Integer> serverVersions) {
        ends.serverVersions = serverVersions;
        return story.session();
    }

    private static int version(Wire wire) {
        int version = Story.summary(wire.server).version();
        assertThat(Story.summary(wire.client).version()).isEqualTo(version);
        return version;
    }

    @Nested
    class AServerThatHasLearnedTls13 {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @GnuTlsFault(5)
        @Rfc("9846#4.2.3 session-id-echo")
        void handshakesInFullWithAClientThatOffersAnOldSession(boolean tickets) {
            ends.takeTickets = tickets;
            sessionOf(OLDER);
            ends.serverVersions = BOTH;
            ends.takeTickets = true;
            Duel duel = new Duel(ends).fight();
            assertThat(duel.server().summary.version()).isEqualTo(ProtocolVersion.TLS13);
            assertThat(duel.server().summary.resumption().reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
            assertThat(duel.client().summary.resumption().reason()).isEqualTo(Reason.DECLINED);
            byte[] offered = Story.said(duel.client(), ClientHello.class).get(0).legacySessionId();
            assertThat(offered).hasSize(32);
            assertThat(Story.said(duel.server(), ServerHello.class).get(0).legacySessionIdEcho())
                    .isEqualTo(offered);
        }

        @Test
        void resumesItsNewSessionsAfterThat() {
            sessionOf(OLDER);
            ends.serverVersions = BOTH;
            assertThat(version(story.connects())).isEqualTo(ProtocolVersion.TLS13);
            Wire wire = story.resumes();
            assertThat(version(wire)).isEqualTo(ProtocolVersion.TLS13);
        }

        @Test
        void mayAskForAnotherKeyShareAfterAnOldSessionWasOffered() {
            sessionOf(OLDER);
            ends.serverVersions = BOTH;
            ends.serverGroups = List.of(NamedGroup.SECP384R1);
            Duel duel = new Duel(ends).fight();
            assertThat(Story.said(duel.server(), HelloRetryRequest.class)).hasSize(1);
            assertThat(duel.server().summary.version()).isEqualTo(ProtocolVersion.TLS13);
            assertThat(duel.client().summary.resumption().reason()).isEqualTo(Reason.DECLINED);
            List<ClientHello> hellos = Story.said(duel.client(), ClientHello.class);
            assertThat(hellos.get(1).legacySessionId()).isEqualTo(hellos.get(0).legacySessionId());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void stillResumesTheSessionsOfOldClients(boolean tickets) {
            ends.clientVersions = OLDER;
            ends.takeTickets = tickets;
            sessionOf(OLDER);
            ends.serverVersions = BOTH;
            assertThat(Story.seenBy(story.resumes().server).mechanism())
                    .isEqualTo(tickets ? Mechanism.TICKET : Mechanism.SESSION_ID);
        }

        @Test
        void isNotOfferedAnOldSessionByAClientThatSpeaksTls13Alone() {
            sessionOf(OLDER);
            ends.clientVersions = NEWER;
            ends.serverVersions = BOTH;
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.VERSION_MISMATCH);
        }
    }

    @Nested
    class AServerThatHasOnlyTls12Left {
        @ParameterizedTest
        @EnumSource
        void handshakesInFullWithAClientThatOffersANewSession(TicketMode mode) {
            ends.mode = mode;
            sessionOf(BOTH);
            ends.serverVersions = OLDER;
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(version(wire)).isEqualTo(ProtocolVersion.TLS12);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.DECLINED);
            Wire next = story.resumes();
            assertThat(version(next)).isEqualTo(ProtocolVersion.TLS12);
        }

        @Test
        void isNotOfferedANewSessionByAClientThatSpeaksTls12Alone() {
            sessionOf(BOTH);
            ends.clientVersions = OLDER;
            ends.serverVersions = OLDER;
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(wire.client).reason()).isEqualTo(Reason.VERSION_MISMATCH);
        }
    }

    /** What was issued in one version is offered as if it had been in the other, by a client that has its secret. */
    @Nested
    class WhatWasIssued {
        /** The newer's session, with the older's bytes for its ticket; and the other way round. */
        private void isRefused(
                TlsSession frame, UnaryOperator<SessionStateBuilder> bytes, List<Integer> versions, Reason reason) {
            ends.clientSessions = new Endpoints().clientSessions;
            ends.clientVersions = versions;
            ends.serverVersions = BOTH;
            story.offering(frame, bytes).isFull(reason);
        }

        private TlsSession older(boolean tickets) {
            ends.takeTickets = tickets;
            TlsSession session = sessionOf(OLDER);
            ends.takeTickets = true;
            ends.clientSessions = new Endpoints().clientSessions;
            return session;
        }

        private TlsSession newer(TicketMode mode) {
            ends.mode = mode;
            TlsSession session = sessionOf(BOTH);
            ends.clientSessions = new Endpoints().clientSessions;
            return session;
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("version-confusion")
        @Rfc("9846#4.3.11 version")
        void asASessionIdIsNoSessionOfTls13(TicketMode mode) {
            byte[] id = Story.state(older(false)).sessionId();
            isRefused(newer(mode), state -> state.ticket(id), NEWER, Reason.VERSION_MISMATCH);
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsFault(5)
        @Prevents("version-confusion")
        @Rfc("9846#4.3.11 version")
        void asATicketOfTls12IsNoSessionOfTls13(TicketMode mode) {
            byte[] ticket = Story.ticketOf(older(true));
            isRefused(newer(mode), state -> state.ticket(ticket), NEWER, Reason.VERSION_MISMATCH);
        }

        @Test
        @Prevents("version-confusion")
        @Rfc("5246#7.4.1.3 resumed-version")
        void asAReferenceOfTls13IsNoSessionIdOfTls12AndIsNotUsedUp() {
            TlsSession newer = newer(TicketMode.STORED);
            isRefused(older(false), state -> state.sessionId(Story.ticketOf(newer)), OLDER, Reason.VERSION_MISMATCH);
            ends.clientVersions = BOTH;
            ends.bound = newer;
            story.resumes();
        }

        @Test
        @Prevents("version-confusion")
        void asAReferenceOfTls13IsNoTicketOfTls12() {
            TlsSession newer = newer(TicketMode.STORED);
            isRefused(older(true), state -> state.ticket(Story.ticketOf(newer)), OLDER, Reason.UNREADABLE);
            ends.clientVersions = BOTH;
            ends.bound = newer;
            story.resumes();
        }

        @Test
        @Prevents("version-confusion")
        @Rfc("5246#7.4.1.3 resumed-version")
        void asATicketOfTls13IsNoTicketOfTls12() {
            TlsSession newer = newer(TicketMode.STATELESS);
            isRefused(older(true), state -> state.ticket(Story.ticketOf(newer)), OLDER, Reason.VERSION_MISMATCH);
        }
    }

    @Test
    @Prevents("legacy-session-id")
    void theSessionIdInAHelloOfTls13IsNeverLookedUp() {
        StoreInTrouble store = new StoreInTrouble();
        ends.keepSessionsIn(store);
        ends.takeTickets = false;
        sessionOf(OLDER);
        ends.serverVersions = BOTH;
        int[] lookedUp = {0};
        store.lying(entry -> {
            lookedUp[0]++;
            return entry;
        });
        Wire wire = story.connects();
        assertThat(version(wire)).isEqualTo(ProtocolVersion.TLS13);
        assertThat(Story.seenBy(wire.server).reason()).isEqualTo(Reason.NO_SESSION_OFFERED);
        assertThat(lookedUp[0]).isZero();
        assertThat(store.entries).hasSize(1);
    }
}
