package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestPki;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose store fails, lies, overflows or is raced for: no connection fails, and nothing is resumed that should not be. */
class StoresInTroubleTest {
    private final Story story = Story.with(Carrier.STORED);
    private final Endpoints ends = story.ends;
    private final StoreInTrouble store = new StoreInTrouble();

    private TlsSession stored() {
        ends.keepSessionsIn(store);
        ends.bound = story.session();
        return ends.bound;
    }

    private TlsSession stored(Carrier carrier) {
        carrier.between(ends);
        return stored();
    }

    @Nested
    class ThatFail {
        @ParameterizedTest
        @CsvSource({"SESSION_ID,GET", "STORED,GET", "STORED,REMOVE", "TICKET,GET", "STATELESS,GET"})
        @Prevents("store-failure")
        void costAFullHandshakeAndSaySo(Carrier carrier, StoreInTrouble.Call call) {
            stored(carrier);
            store.failing(call); // a sealed session may have been invalidated, and nobody can rule it out
            story.isFull(Reason.STORE_UNAVAILABLE);
            store.failing();
            story.resumes();
        }

        static Stream<Arguments> calls() {
            return Stream.of(Carrier.values())
                    .flatMap(carrier ->
                            Stream.of(StoreInTrouble.Call.values()).map(call -> Arguments.of(carrier, call)));
        }

        @ParameterizedTest
        @MethodSource("calls")
        @Prevents("store-failure")
        void byThrowingWhatTheyMayNotFailLikeAllOthers(Carrier carrier, StoreInTrouble.Call call) {
            stored(carrier);
            store.failingRudely(call);
            Wire wire = story.connects();
            boolean asked =
                    call == StoreInTrouble.Call.GET || call == StoreInTrouble.Call.REMOVE && carrier.servesOnce();
            assertThat(Story.seenBy(wire.server).reason()).isEqualTo(asked ? Reason.STORE_UNAVAILABLE : Reason.RESUMED);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("tickets-nobody-honours")
        void toKeepASessionCostTheSessionOnly(Carrier carrier) {
            carrier.between(ends);
            ends.keepSessionsIn(store);
            store.failing(StoreInTrouble.Call.PUT);
            Optional<TlsSession> session =
                    story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession();
            // A ticket is given when the store has it; an ID is in the hello before that, and says nothing.
            assertThat(session.isPresent()).isEqualTo(carrier.isTls12());
            store.failing();
            story.isFull(carrier.isTls12() ? Reason.UNKNOWN_SESSION : Reason.NO_SESSION_OFFERED);
        }
    }

    @Nested
    class ThatLie {
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("store-failure")
        void byAnsweringNothingAtAllFailLikeAllOthers(Carrier carrier) {
            stored(carrier);
            store.lying(entry -> null);
            story.isFull(Reason.STORE_UNAVAILABLE);
        }

        private void assertUnreadable(byte[] content) {
            store.lying(entry -> entry.map(real -> new SessionStore.Entry(content, real.expiresAt())));
            story.isFull(Reason.UNREADABLE);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("store-writer")
        void withGarbageAreNotBelieved(Carrier carrier) {
            stored(carrier);
            assertUnreadable(new byte[0]);
            assertUnreadable(new byte[1]);
            assertUnreadable(new byte[5000]);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("store-writer")
        void withAnEntryThatWasChangedOrCutAreNotBelieved(Carrier carrier) {
            stored(carrier);
            byte[] content = store.entries.values().iterator().next().content();
            for (int i = 17; i < content.length; i += 7) {
                byte[] changed = content.clone();
                changed[i] ^= 1;
                assertUnreadable(changed);
                assertUnreadable(Arrays.copyOf(content, i));
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("store-writer")
        void withAnotherSessionsEntryAreNotBelieved(Carrier carrier) {
            TlsSession session = stored(carrier);
            ends.bound = null;
            ends.clientSessions.removeOrigin(session.origin().id());
            story.session();
            List<ByteBuffer> names = new ArrayList<>(store.entries.keySet());
            assertThat(names).hasSize(carrier == Carrier.STORED ? 4 : 2);
            // Each name leads to the next one's entry.
            List<SessionStore.Entry> contents =
                    names.stream().map(store.entries::get).toList();
            for (int i = 0; i < names.size(); i++) {
                store.entries.put(names.get(i), contents.get((i + 1) % names.size()));
            }
            story.offering(session).isFull(Reason.UNREADABLE);
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("store-writer")
        void withATicketInTheEntrysPlaceAreNotBelieved(Carrier carrier) {
            stored(carrier);
            Endpoints sealing = ends.neighbour();
            (carrier.isTls12() ? Carrier.TICKET : Carrier.STATELESS).between(sealing);
            byte[] ticket = Story.ticketOf(new Story(sealing).session());
            assertThat(ticket).hasSizeGreaterThan(100);
            store.lying(entry -> entry.map(real -> new SessionStore.Entry(ticket, real.expiresAt())));
            story.isFull(Reason.UNKNOWN_TICKET_KEY);
        }

        /** Whoever writes the store may roll an entry back: what was consumed is there again, for whoever has its secret. */
        @Test
        void byPuttingBackWhatWasConsumedAreBelieved() {
            stored();
            Map<ByteBuffer, SessionStore.Entry> before = Map.copyOf(store.entries);
            story.resumes();
            story.isFull(Reason.UNKNOWN_SESSION);
            store.entries.putAll(before);
            story.resumes();
        }

        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        void aboutWhatTheyHoldAreTakenForEmpty(Carrier carrier) {
            stored(carrier);
            store.lying(entry -> Optional.empty());
            story.isFull(Reason.UNKNOWN_SESSION);
        }
    }

    @Nested
    class ThatAreFull {
        @ParameterizedTest
        @EnumSource(names = {"SESSION_ID", "STORED"})
        @Prevents("unbounded-cache")
        void forgetTheOldestAndKeepNoMoreThanTheyMay(Carrier carrier) {
            carrier.between(ends);
            MemorySessionStore small = new MemorySessionStore(4, 1 << 20, ends.clock);
            ends.keepSessionsIn(small);
            TlsSession oldest = story.session();
            for (int i = 0; i < 50; i++) {
                Story another = new Story(ends.neighbour());
                another.session();
                another.resumes();
                assertThat(small.size()).isLessThanOrEqualTo(4);
            }
            story.offering(oldest).isFull(Reason.UNKNOWN_SESSION);
        }
    }

    @Nested
    class SingleUse {
        @Test
        @Prevents("single-use-race")
        void isLostByWhoeverFindsTheEntryAndComesSecondToRemoveIt() {
            TlsSession session = stored();
            // The winner comes between this one's look-up and its removal.
            boolean[] raced = new boolean[1];
            store.lying(entry -> {
                if (!raced[0]) {
                    raced[0] = true;
                    ends.bound = session;
                    story.resumes();
                }
                return entry;
            });
            story.isFull(Reason.ALREADY_USED);
            assertThat(raced[0]).isTrue();
        }

        @Test
        void isThatOfTheHelloThatIsAnsweredAndNotOfOneThatIsAskedAgain() {
            stored();
            ends.serverGroups = List.of(NamedGroup.SECP384R1);
            Wire wire = story.resumes();
            assertThat(Story.summary(wire.server).helloRetried()).isTrue();
            story.isFull(Reason.UNKNOWN_SESSION);
        }
    }

    /** What a client that shows nothing of itself can make a store keep. */
    @Nested
    class EntriesOfOneHandshake {
        private int entries(TicketMode mode) {
            ends.mode = mode;
            ends.ticketPool = 32;
            story.session();
            return story.available();
        }

        @Test
        @Prevents("unbounded-cache")
        void areFewWhereAnybodyMayConnect() {
            assertThat(entries(TicketMode.STORED)).isEqualTo(8);
        }

        @Test
        void areAsManyAsTheServerWasToldToGive() {
            ends.ticketCount = 20;
            assertThat(entries(TicketMode.STORED)).isEqualTo(20);
        }

        @Test
        void areAsManyAsTheClientAsksForWhereItNeedsACertificate() {
            ends.clientHasACertificate();
            ends.clientAuthentication = ClientAuthentication.NEED;
            assertThat(entries(TicketMode.STORED)).isEqualTo(32);
        }

        @Test
        void areNoneWhereTheClientCarriesItsTickets() {
            assertThat(entries(TicketMode.STATELESS)).isEqualTo(32);
        }
    }

    @Nested
    class Invalidation {
        @ParameterizedTest
        @EnumSource
        @Prevents("invalidated-session")
        void endsAllThatDescendsFromAnOrigin(Carrier carrier) throws Exception {
            carrier.between(ends);
            ends.ticketPool = 3;
            TlsSession session = story.session();
            Wire second = story.resumes();
            TlsSession descendant = second.client.latestSession().orElseThrow();
            // Each side has its own name for an origin.
            byte[] origin = Story.seenBy(second.server).origin().id();
            ends.vault.tombstone(origin, ends.clock.instant().plus(Duration.ofDays(7)));
            Reason first = carrier.servesOnce() ? Reason.UNKNOWN_SESSION : Reason.INVALIDATED; // it may have been used
            assertThat(Story.seenBy(story.offering(session).connects().server).reason())
                    .isIn(first, Reason.INVALIDATED);
            story.offering(descendant).isFull(Reason.INVALIDATED);
            ends.bound = null;
            ends.clientSessions.removeOrigin(session.origin().id());
            Wire fresh = story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(Story.seenBy(fresh.client).reason()).isEqualTo(Reason.INVALIDATED);
            story.resumes();
        }

        /** A client that has leased a ticket when its origin is invalidated does not put it back. */
        @ParameterizedTest
        @EnumSource(names = {"STATELESS", "STORED"})
        @Prevents("invalidated-session")
        void endsWhatIsLeasedJustNow(Carrier carrier) {
            carrier.between(ends);
            TlsSession session = story.session();
            Connection connecting = ends.client();
            connecting.begin();
            ends.clientSessions.removeOrigin(session.origin().id());
            connecting.closeInbound();
            assertThat(story.available()).isZero();
        }

        /** Not of a node that has another store, or none: there a sealed session lives on. */
        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        void isNotKnownWithoutTheStore(Carrier carrier) throws Exception {
            carrier.between(ends);
            story.offering(story.session());
            byte[] origin = Story.seenBy(story.resumes().server).origin().id();
            ends.vault.tombstone(origin, ends.clock.instant().plus(Duration.ofDays(7)));
            story.isFull(Reason.INVALIDATED);
            ends.withoutStore();
            story.resumes();
        }
    }

    @Nested
    class LargeSessions {
        private final TestPki pki = TestPki.shared();

        /** A client whose chain has about so many bytes, and which would carry its sessions. */
        private void clientWithAChainOf(int bytes, Carrier carrier) {
            carrier.between(ends);
            int each = bytes / 15;
            String[] names = IntStream.range(0, each / 24)
                    .mapToObj(i -> "name-" + i + ".clients.example")
                    .toArray(String[]::new);
            X509Certificate filler = pki.issue("filler", "EC", names).certificate();
            List<X509Certificate> chain = new ArrayList<>(pki.client().chain());
            while (chain.size() < 15) {
                chain.add(filler);
            }
            ends.clientChain = chain;
            ends.clientKey = pki.client().key();
            ends.clientAuthentication = ClientAuthentication.NEED;
        }

        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        @Prevents("huge-tickets")
        void goIntoTheStore(Carrier carrier) {
            clientWithAChainOf(6000, carrier);
            TlsSession session = story.session();
            assertThat(Story.ticketOf(session)).hasSize(32);
            assertThat(session.ticketLength()).isEqualTo(carrier.isTls12() ? 0 : 32);
            Wire wire = story.offering(session).resumes();
            assertThat(Story.seenBy(wire.server).mechanism())
                    .isEqualTo(carrier.isTls12() ? Mechanism.SESSION_ID : Mechanism.PSK_STORED);
            assertThat(Story.summary(wire.server).peerChain()).isEqualTo(ends.clientChain);
            if (carrier.isTls12()) {
                story.resumes();
            } else {
                story.isFull(Reason.UNKNOWN_SESSION); // it served once
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        @Prevents("huge-tickets")
        void goIntoLargeTicketsWhereThereIsNoStore(Carrier carrier) {
            clientWithAChainOf(6000, carrier);
            ends.withoutStore();
            TlsSession session = story.session();
            assertThat(session.ticketLength()).isGreaterThan(4000);
            Wire wire = story.resumes();
            assertThat(Story.summary(wire.server).peerChain()).isEqualTo(ends.clientChain);
        }

        @ParameterizedTest
        @EnumSource(names = {"TICKET", "STATELESS"})
        @Prevents("huge-tickets")
        void areNotKeptAtAllWhereTheyFitNowhere(Carrier carrier) {
            clientWithAChainOf(30_000, carrier);
            ends.withoutStore();
            assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                    .isEmpty();
            story.isFull(Reason.NO_SESSION_OFFERED);
        }
    }

    @ParameterizedTest
    @CsvSource({"STORED,31", "STORED,32", "STORED,33", "SESSION_ID,1", "SESSION_ID,31", "SESSION_ID,32"})
    @GnuTlsCase(79)
    @Prevents({"strangers-lookups", "session-id-of-nothing"})
    void areNotAskedForWhatStrangersOffer(Carrier carrier, int length) {
        TlsSession session = stored(carrier);
        store.failing(StoreInTrouble.Call.GET);
        // A look-up would be store_unavailable.
        Wire wire = story.offeringTicket(session, new byte[length]).connects();
        assertThat(Story.seenBy(wire.server).reason()).isIn(Reason.UNKNOWN_SESSION, Reason.UNREADABLE);
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_ID", "STORED"})
    @Prevents("store-reader")
    void seeNoNameAndNoCertificate(Carrier carrier) {
        ends.clientHasACertificate();
        ends.clientAuthentication = ClientAuthentication.NEED;
        TlsSession session = stored(carrier);
        SessionState state = Story.state(session);
        for (SessionStore.Entry entry : store.entries.values()) {
            String seen = new String(entry.content(), StandardCharsets.ISO_8859_1);
            assertThat(seen).doesNotContain("localhost").doesNotContain("client.test");
            assertThat(seen)
                    .doesNotContain(new String(state.secret().copy(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(Story.ticketOf(session), StandardCharsets.ISO_8859_1));
        }
    }
}
