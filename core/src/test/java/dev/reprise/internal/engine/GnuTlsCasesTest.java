package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.settings.ServerSources;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionFormatException;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Rfc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What GnuTLS's own tests assert of sessions, asserted here: connections of one client with one server, one after the other. What is a rule of this
 * project's too stands with those.
 */
class GnuTlsCasesTest {
    private static List<NewSessionTicket> tickets(Endpoints ends) {
        return Story.said(new Duel(ends).fight().server(), NewSessionTicket.class);
    }

    @Nested
    class ATicket {
        @ParameterizedTest
        @EnumSource
        @GnuTlsCase(19)
        @Rfc("9846#4.7.1 same-hash")
        void servesAfterTheClientChangedTheOrderOfItsSuites(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.adjustServer = config -> clientsOrder(config);
            story.ends.clientSuites = List.of(carrier.suite(), carrier.suiteOfAnotherHash());
            story.session();
            story.ends.clientSuites = List.of(carrier.suiteOfAnotherHash(), carrier.suite());
            Wire wire = story.resumes();
            assertThat(Story.summary(wire.client).suite()).isEqualTo(carrier.suite());
        }

        private ServerConfig clientsOrder(ServerConfig config) {
            return new ServerConfig(
                    config.endpoint(),
                    config.clientAuthentication(),
                    false,
                    config.serverNames(),
                    config.applicationProtocols(),
                    config.sessions(),
                    config.ticketCount());
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsCase({2, 20})
        void servesWhereTheServerLooksAtTheHelloFirst(Carrier carrier) {
            Story story = Story.with(carrier);
            List<String> looked = new ArrayList<>();
            story.ends.clientProtocols = List.of("h2");
            story.ends.selector = offered -> {
                looked.add(offered.get(0));
                return offered.get(0);
            };
            story.ends.adjustServer = config -> new ServerConfig(
                    config.endpoint(),
                    config.clientAuthentication(),
                    config.ownOrder(),
                    name -> looked.add(name),
                    config.applicationProtocols(),
                    config.sessions(),
                    config.ticketCount());
            story.session();
            story.resumes();
            assertThat(looked).containsExactly("localhost", "h2", "localhost", "h2");
        }

        /** A resumption of TLS 1.2 has no key exchange, and so no group: GnuTLS repeats that of the first handshake. */
        @ParameterizedTest
        @EnumSource(names = {"STATELESS", "STORED"})
        @GnuTlsCase(29)
        void keepsTheGroup(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.serverGroups = List.of(NamedGroup.SECP256R1);
            Wire first = story.isFull(Reason.NO_SESSION_OFFERED);
            // The client remembers it, so that no HelloRetryRequest is needed this time.
            assertThat(Story.summary(first.server).helloRetried()).isTrue();
            for (int i = 0; i < 2; i++) {
                Wire again = story.resumes();
                assertThat(Story.summary(again.server).group()).isEqualTo(NamedGroup.SECP256R1);
                assertThat(Story.summary(again.client).group()).isEqualTo(NamedGroup.SECP256R1);
                assertThat(Story.summary(again.server).helloRetried()).isFalse();
            }
        }
    }

    @Nested
    class AStore {
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @GnuTlsCase(37)
        void keepsSmallEntriesUnderShortNamesAndKnowsWhenTheyExpire(Carrier carrier) {
            Story story = Story.with(carrier);
            StoreInTrouble store = new StoreInTrouble();
            story.ends.keepSessionsIn(store);
            story.session();
            assertThat(store.entries).hasSize(carrier == Carrier.STORED ? 2 : 1);
            for (Map.Entry<ByteBuffer, SessionStore.Entry> each : store.entries.entrySet()) {
                assertThat(each.getKey().remaining()).isLessThanOrEqualTo(32);
                assertThat(each.getValue().size()).isLessThanOrEqualTo(1024);
                assertThat(each.getValue().expiresAt())
                        .isEqualTo(
                                Instant.ofEpochMilli(story.ends.clock.millis()).plus(Duration.ofHours(6)));
            }
        }

        @Test
        @GnuTlsCase(37)
        void hasNothingOfClientsThatCarryTheirSessions() {
            for (Carrier carrier : List.of(Carrier.TICKET, Carrier.STATELESS)) {
                Story story = Story.with(carrier);
                StoreInTrouble store = new StoreInTrouble();
                story.ends.keepSessionsIn(store);
                story.session();
                story.resumes();
                assertThat(store.entries).isEmpty();
            }
        }
    }

    @Nested
    class DataOfASession {
        @ParameterizedTest
        @EnumSource
        @GnuTlsCase({44, 49})
        void thatIsGarbageIsRefusedAndTheNextHandshakeWorks(Carrier carrier) {
            Story story = Story.with(carrier);
            for (byte[] garbage : List.of(new byte[0], new byte[4], "not a session".getBytes(), new byte[5000])) {
                assertThatThrownBy(() -> TlsSession.parse(garbage)).isInstanceOf(SessionFormatException.class);
            }
            story.isFull(Reason.NO_SESSION_OFFERED);
            story.resumes();
        }

        @Test
        @GnuTlsCase(63)
        void isNeverWaitedFor() {
            Wire wire = new Endpoints().wire();
            assertThat(wire.client.latestSession()).isEmpty();
            wire.serverSide().tamper = record -> wire.server.isConnected() ? new byte[0] : record;
            wire.run();
            assertThat(wire.client.isConnected()).isTrue();
            long read = wire.client.bytesRead();
            assertThat(wire.client.latestSession()).isEmpty();
            assertThat(wire.client.bytesRead()).isEqualTo(read);
        }
    }

    @Nested
    class ALifetime {
        @ParameterizedTest
        @EnumSource
        @GnuTlsCase(46)
        @Rfc({"9846#4.7.1 seven-days", "9846#C.4 new-tickets"})
        void countsDownInTheTicketsOfFullAndOfResumedHandshakes(TicketMode mode) {
            Story story = Story.with(mode);
            assertThat(tickets(story.ends))
                    .hasSize(2)
                    .allSatisfy(ticket -> assertThat(ticket.lifetimeSeconds()).isEqualTo(21_600));
            story.ends.clock.advance(Duration.ofSeconds(100));
            story.ends.ticketPool = 3;
            Duel resumed = new Duel(story.ends).fight();
            assertThat(resumed.server().summary).isNotNull();
            assertThat(resumed.server().summary.resumption().resumed()).isTrue();
            assertThat(Story.said(resumed.server(), NewSessionTicket.class))
                    .hasSize(2)
                    .allSatisfy(ticket -> assertThat(ticket.lifetimeSeconds()).isEqualTo(21_500));
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsCase(47)
        void thatEndsDuringTheHandshakeGivesNoNewTicket(TicketMode mode) {
            Story story = Story.with(mode);
            story.ends.lifetime = Duration.ofSeconds(10);
            story.session();
            story.ends.clock.advance(Duration.ofSeconds(9));
            Wire wire = story.ends.wire();
            wire.clientSide().tamper = record -> {
                if (wire.client.isConnected()) {
                    story.ends.clock.set(story.ends.clock.instant().plusMillis(200));
                }
                return record;
            };
            wire.run();
            assertThat(Story.seenBy(wire.server).resumed()).isTrue();
            assertThat(Story.seenBy(wire.client).resumed()).isTrue();
            assertThat(wire.client.latestSession()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase(50)
    void aRecordSizeLimitIsNotCarriedOver(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.recordSizeLimit = 8192;
        story.session();
        story.ends.recordSizeLimit = 16_384;
        Wire wire = story.resumes();
        wire.send(wire.serverSide(), wire.clientSide(), new byte[16_384]);
        byte[] last = wire.serverSide().sent.get(wire.serverSide().sent.size() - 1);
        assertThat(last.length).isGreaterThan(16_384);
        assertThat(wire.clientSide().data.size()).isEqualTo(16_384);
    }

    /** RFC 7627 section 5.3: what was agreed on first is agreed on again. */
    @ParameterizedTest
    @EnumSource(names = {"SESSION_ID", "TICKET"})
    @GnuTlsCase(36)
    void theResumedServerHelloHasExtendedMasterSecretAsTheFirstHad(Carrier carrier) {
        Story story = Story.with(carrier);
        story.session();
        List<ServerHello> hellos = Story.saidInTheClear(story.resumes().serverSide(), ServerHello.class);
        assertThat(hellos)
                .singleElement()
                .satisfies(hello -> assertThat(hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET))
                        .isTrue());
    }

    @Nested
    class TicketKeys {
        private static Story story(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.keys =
                    new EphemeralKeys(new KeySchedule(Duration.ofHours(1), Duration.ofHours(2)), story.ends.random);
            story.ends.lifetime = Duration.ofHours(2);
            return story;
        }

        private static ByteBuffer keyName(TlsSession session) {
            return ByteBuffer.wrap(Arrays.copyOfRange(Story.ticketOf(session), 1, 17));
        }

        @ParameterizedTest
        @CsvSource({"TICKET,3", "TICKET,4", "STATELESS,3", "STATELESS,4"})
        @GnuTlsCase(51)
        void turnOnceAWindow(Carrier carrier, int windows) {
            Story story = story(carrier);
            Set<ByteBuffer> names = new HashSet<>();
            for (int i = 0; i < windows; i++) {
                names.add(keyName(story.session()));
                names.add(keyName(story.resumes().client.latestSession().orElseThrow()));
                story.ends.clock.advance(Duration.ofHours(2).plusMinutes(10));
            }
            assertThat(names).hasSize(windows);
        }

        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        @GnuTlsCase(52)
        void ofTheWindowBeforeStillOpen(Carrier carrier) {
            Story story = story(carrier);
            TlsSession session = story.session();
            story.ends.clock.advance(Duration.ofMinutes(90));
            Wire wire = story.resumes();
            assertThat(keyName(wire.client.latestSession().orElseThrow())).isNotEqualTo(keyName(session));
        }

        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        @GnuTlsCase(53)
        void ofWindowsLongPastOpenNothing(Carrier carrier) {
            Story story = story(carrier);
            TlsSession session = story.session();
            // The client knows when it expires; here is one that does not care.
            story.offering(session, state -> state.expiresAt(session.expiresAt().toEpochMilli() + 86_400_000));
            story.ends.clock.advance(Duration.ofHours(2).plusMinutes(6));
            story.isFull(Reason.EXPIRED);
            story.ends.clock.advance(Duration.ofHours(1));
            story.isFull(Reason.UNKNOWN_TICKET_KEY);
        }
    }

    @Nested
    class ANewSessionTicket {
        @ParameterizedTest
        @EnumSource(names = "SESSION_ID", mode = EnumSource.Mode.EXCLUDE)
        @GnuTlsCase(54)
        void isSent(Carrier carrier) {
            Wire wire = Story.with(carrier).isFull(Reason.NO_SESSION_OFFERED);
            assertThat(wire.client.latestSession().orElseThrow().ticketLength()).isPositive();
            if (carrier.isTls12()) {
                assertThat(Story.saidInTheClear(wire.serverSide(), Tls12NewSessionTicket.class))
                        .singleElement()
                        .satisfies(ticket -> assertThat(ticket.lifetimeHint()).isEqualTo(21_600));
            }
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsCase(56)
        void isNotSentByAServerThatKeepsNoSessions(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.keepNothing();
            assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        @GnuTlsCase({55, 58})
        void isNotSentToAClientThatWantsNone(Carrier carrier) {
            Story story = Story.with(carrier);
            story.ends.takeTickets = false;
            Wire wire = story.isFull(Reason.NO_SESSION_OFFERED);
            if (carrier.isTls12()) {
                assertThat(Story.saidInTheClear(wire.serverSide(), Tls12NewSessionTicket.class))
                        .isEmpty();
                // Without a ticket it has an ID, which is no ticket.
                assertThat(wire.client.latestSession().orElseThrow().ticketLength())
                        .isZero();
            } else {
                assertThat(tickets(story.ends)).isEmpty();
            }
        }

        @Test
        @GnuTlsCase(57)
        @Rfc("9846#4.3.9 tickets-for-modes")
        void isNotSentToAClientThatCouldOnlyResumeWithoutAKeyExchange() {
            Endpoints ends = new Endpoints();
            UnaryOperator<ClientHello> onlyPskKe = hello -> hello.withExtensions(
                    hello.extensions().with(new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_KE))));
            assertThat(HandmadeClient.connect(ends, null, onlyPskKe).outbox).isEmpty();
            assertThat(HandmadeClient.connect(ends, null, hello -> hello).outbox)
                    .hasSize(2);
            ends.serverPskKe = true;
            assertThat(HandmadeClient.connect(ends, null, onlyPskKe).outbox).hasSize(2);
        }

        @Test
        @GnuTlsCase(62)
        void isSentToAClientThatOffersMoreModesThanTheServerHas() {
            Endpoints ends = new Endpoints();
            ends.clientPskKe = true;
            assertThat(tickets(ends)).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 32})
        @GnuTlsCase(59)
        void isSentAsOftenAsIsConfiguredWhereTheClientDoesNotSay(int count) {
            Endpoints ends = new Endpoints();
            ends.ticketCount = count;
            UnaryOperator<ClientHello> silent =
                    hello -> hello.withExtensions(hello.extensions().without(ExtensionType.TICKET_REQUEST));
            assertThat(HandmadeClient.connect(ends, null, silent).outbox).hasSize(count);
        }

        @Test
        @GnuTlsCase(59)
        void isSentTwiceByDefault() {
            assertThat(ServerSources.DEFAULT.ticketCount()).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, 32})
        @GnuTlsCase(84)
        void isTakenHoweverManyComeInARecord(int count) {
            Story story = Story.with(TicketMode.STATELESS);
            story.ends.ticketPool = count;
            Wire wire = story.connects();
            assertThat(story.available()).isEqualTo(count);
            long records = wire.serverSide().sent.stream()
                    .filter(each -> each[0] == 23)
                    .count();
            assertThat(records).isLessThan(3L + count);
        }

        @Test
        @GnuTlsCase(84)
        void isTakenUpToThirtyTwoOfFifteenHundredAndTheConnectionGoesOn() {
            Story story = Story.with(TicketMode.STATELESS);
            story.ends.ticketPool = 0;
            Duel duel = new Duel(story.ends).fight();
            HandshakeState state = duel.client().state();
            for (int i = 0; i < 1512; i++) {
                byte[] nonce = {(byte) (i >> 8), (byte) i};
                HandshakeMessage ticket = new NewSessionTicket(3600, i, nonce, new byte[100 + i], Extensions.of());
                assertThat(state.on(MessageCodec.receive13(ticket.encode()), duel.client()))
                        .isSameAs(state);
            }
            assertThat(story.available()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @EnumSource
    @GnuTlsCase(61)
    @Rfc("9846#4.3.11.2 binder-of-second-hello")
    void aHelloRetryRequestIsNoHindranceAndTheSessionIdStaysTheSame(TicketMode mode) {
        Story story = Story.with(mode);
        story.session();
        story.ends.serverGroups = List.of(NamedGroup.SECP384R1);
        Duel duel = new Duel(story.ends).fight();
        List<ClientHello> hellos = Story.said(duel.client(), ClientHello.class);
        assertThat(hellos).hasSize(2);
        assertThat(hellos.get(0).legacySessionId())
                .hasSize(32)
                .isEqualTo(hellos.get(1).legacySessionId());
        assertThat(duel.server().summary).isNotNull();
        assertThat(duel.server().summary.resumption().resumed()).isTrue();
    }
}
