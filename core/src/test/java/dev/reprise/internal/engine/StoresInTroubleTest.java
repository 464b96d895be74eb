package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.resumption.ServerSessions.Candidate;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestPki;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose store fails, lies, overflows or is raced for: no connection fails, and nothing is resumed that should not be. */
class StoresInTroubleTest {
    private final Story story = Story.with(TicketMode.STORED);
    private final Endpoints ends = story.ends;
    private final StoreInTrouble store = new StoreInTrouble();

    private TlsSession stored() {
        ends.keepSessionsIn(store);
        ends.bound = story.session();
        return ends.bound;
    }

    @Nested
    class ThatFail {
        @ParameterizedTest
        @EnumSource(
                value = StoreInTrouble.Call.class,
                names = {"GET", "REMOVE"})
        @Prevents("store-failure")
        void costAFullHandshakeAndSaySo(StoreInTrouble.Call call) {
            stored();
            store.failing(call);
            story.isFull(Reason.STORE_UNAVAILABLE);
            store.failing();
            story.resumes();
        }

        @ParameterizedTest
        @EnumSource(StoreInTrouble.Call.class)
        @Prevents("store-failure")
        void byThrowingWhatTheyMayNotFailLikeAllOthers(StoreInTrouble.Call call) {
            stored();
            store.failingRudely(call);
            Wire wire = story.connects();
            assertThat(Story.seenBy(wire.server).reason())
                    .isEqualTo(call == StoreInTrouble.Call.PUT ? Reason.RESUMED : Reason.STORE_UNAVAILABLE);
        }

        @Test
        @Prevents("tickets-nobody-honours")
        void toKeepASessionCostItsTicket() {
            ends.keepSessionsIn(store);
            store.failing(StoreInTrouble.Call.PUT);
            assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                    .isEmpty();
        }

        @Test
        @Prevents("store-failure")
        void alsoCostStatelessTicketsWhoseInvalidationNobodyCanRuleOut() {
            ends.mode = TicketMode.STATELESS;
            stored();
            store.failing(StoreInTrouble.Call.GET);
            story.isFull(Reason.STORE_UNAVAILABLE);
            store.failing();
            story.resumes();
        }
    }

    @Nested
    class ThatLie {
        @Test
        @Prevents("store-failure")
        void byAnsweringNothingAtAllFailLikeAllOthers() {
            stored();
            store.lying(entry -> null);
            story.isFull(Reason.STORE_UNAVAILABLE);
        }

        private void assertUnreadable(byte[] content) {
            store.lying(entry -> entry.map(real -> new SessionStore.Entry(content, real.expiresAt())));
            story.isFull(Reason.UNREADABLE);
        }

        @Test
        @Prevents("store-writer")
        void withGarbageAreNotBelieved() {
            stored();
            assertUnreadable(new byte[0]);
            assertUnreadable(new byte[1]);
            assertUnreadable(new byte[5000]);
        }

        @Test
        @Prevents("store-writer")
        void withAnEntryThatWasChangedOrCutAreNotBelieved() {
            stored();
            byte[] content = store.entries.values().iterator().next().content();
            for (int i = 17; i < content.length; i += 7) {
                byte[] changed = content.clone();
                changed[i] ^= 1;
                assertUnreadable(changed);
                assertUnreadable(Arrays.copyOf(content, i));
            }
        }

        @Test
        @Prevents("store-writer")
        void withAnotherSessionsEntryAreNotBelieved() {
            TlsSession session = stored();
            ends.bound = null;
            ends.clientSessions.removeOrigin(session.origin().id());
            story.session();
            List<ByteBuffer> names = new ArrayList<>(store.entries.keySet());
            assertThat(names).hasSize(4);
            // Each name leads to the next one's entry.
            List<SessionStore.Entry> contents =
                    names.stream().map(store.entries::get).toList();
            for (int i = 0; i < names.size(); i++) {
                store.entries.put(names.get(i), contents.get((i + 1) % names.size()));
            }
            ends.bound = session;
            story.isFull(Reason.UNREADABLE);
        }

        @Test
        @Prevents("store-writer")
        void withATicketInTheEntrysPlaceAreNotBelieved() {
            stored();
            Endpoints stateless = ends.neighbour();
            stateless.mode = TicketMode.STATELESS;
            byte[] ticket = Story.ticketOf(new Story(stateless).session());
            assertThat(ticket).hasSizeGreaterThan(100);
            store.lying(entry -> entry.map(real -> new SessionStore.Entry(ticket, real.expiresAt())));
            Wire wire = story.connects();
            assertThat(Story.seenBy(wire.server).reason()).isIn(Reason.UNREADABLE, Reason.UNKNOWN_TICKET_KEY);
        }

        @Test
        void aboutWhatTheyHoldAreTakenForEmpty() {
            stored();
            store.lying(entry -> Optional.empty());
            story.isFull(Reason.UNKNOWN_SESSION);
        }
    }

    @Nested
    class ThatAreFull {
        @Test
        @Prevents("unbounded-cache")
        void forgetTheOldestAndKeepNoMoreThanTheyMay() {
            MemorySessionStore small = new MemorySessionStore(4, 1 << 20, ends.clock);
            ends.keepSessionsIn(small);
            TlsSession oldest = story.session();
            for (int i = 0; i < 200; i++) {
                story.resumes();
                assertThat(small.size()).isLessThanOrEqualTo(4);
            }
            ends.bound = oldest;
            story.isFull(Reason.UNKNOWN_SESSION);
        }
    }

    @Nested
    class SingleUse {
        @Test
        @Prevents("stolen-ticket")
        void isNotBurntByWhoeverCopiesATicketAndDoesNotKnowItsSecret() {
            TlsSession session = stored();
            Wire thief = ends.wire();
            thief.clientSide().tamper = record -> {
                if (thief.clientSide().sent.size() == 1) {
                    record[record.length - 1] ^= 1; // the binder's last byte
                }
                return record;
            };
            thief.run();
            assertThat(thief.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            ends.bound = session;
            story.resumes();
            story.isFull(Reason.UNKNOWN_SESSION);
        }

        @Test
        @Prevents("single-use-race")
        void isForOneOfFiftyThatOfferTheSameAtOnce() throws Exception {
            ends.bound = story.session();
            int count = 50;
            CyclicBarrier start = new CyclicBarrier(count);
            ExecutorService threads = Executors.newFixedThreadPool(count);
            try {
                List<Callable<Reason>> offers = Collections.nCopies(count, () -> {
                    Wire wire = ends.wire();
                    start.await();
                    wire.run();
                    assertThat(wire.client.isConnected()).isTrue();
                    return Story.seenBy(wire.server).reason();
                });
                List<Reason> reasons = new ArrayList<>();
                for (Future<Reason> each : threads.invokeAll(offers)) {
                    reasons.add(each.get());
                }
                assertThat(reasons).containsOnlyOnce(Reason.RESUMED);
                reasons.remove(Reason.RESUMED);
                assertThat(reasons)
                        .hasSize(count - 1)
                        .allMatch(reason -> reason == Reason.ALREADY_USED || reason == Reason.UNKNOWN_SESSION);
            } finally {
                threads.shutdownNow();
            }
        }

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

    @Nested
    class Invalidation {
        @ParameterizedTest
        @EnumSource
        @Prevents("invalidated-session")
        void endsAllThatDescendsFromAnOrigin(TicketMode mode) throws Exception {
            ends.mode = mode;
            ends.ticketPool = 3;
            TlsSession session = story.session();
            Wire second = story.resumes();
            TlsSession descendant = second.client.latestSession().orElseThrow();
            // Each side has its own name for an origin.
            byte[] origin = Story.seenBy(second.server).origin().id();
            ends.vault.tombstone(origin, ends.clock.instant().plus(Duration.ofDays(7)));
            for (TlsSession each : List.of(session, descendant)) {
                ends.bound = each;
                Wire wire = story.connects();
                assertThat(Story.seenBy(wire.server).resumed()).isFalse();
                assertThat(Story.seenBy(wire.server).reason())
                        .isIn(
                                Reason.INVALIDATED,
                                mode == TicketMode.STORED ? Reason.UNKNOWN_SESSION : Reason.INVALIDATED);
            }
            ends.bound = descendant;
            story.isFull(Reason.INVALIDATED);
            ends.bound = null;
            ends.clientSessions.removeOrigin(session.origin().id());
            story.isFull(Reason.NO_SESSION_OFFERED);
            story.resumes();
        }
    }

    @Nested
    class LargeSessions {
        private final TestPki pki = TestPki.shared();

        /** A client whose chain has about so many bytes. */
        private void clientWithAChainOf(int bytes) {
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
            ends.mode = TicketMode.STATELESS;
        }

        @Test
        @Prevents("huge-tickets")
        void goIntoTheStoreAndServeOnce() {
            clientWithAChainOf(6000);
            TlsSession session = story.session();
            assertThat(session.ticketLength()).isEqualTo(32);
            PskIdentity identity = new PskIdentity(Story.ticketOf(session), 0);
            assertThat(ends.serverConfig().sessions().open(List.of(identity), ends.clock.instant()))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Candidate.Known.class,
                            known -> assertThat(known.session().singleUse()).isTrue());
            ends.bound = session;
            Wire wire = story.resumes();
            assertThat(Story.seenBy(wire.server).mechanism()).isEqualTo(Mechanism.PSK_STORED);
            assertThat(Story.summary(wire.server).peerChain()).isEqualTo(ends.clientChain);
            story.isFull(Reason.UNKNOWN_SESSION);
        }

        @Test
        @Prevents("huge-tickets")
        void goIntoLargeTicketsWhereThereIsNoStore() {
            clientWithAChainOf(6000);
            ends.withoutStore();
            TlsSession session = story.session();
            assertThat(session.ticketLength()).isGreaterThan(4000);
            Wire wire = story.resumes();
            assertThat(Story.summary(wire.server).peerChain()).isEqualTo(ends.clientChain);
        }

        @Test
        @Prevents("huge-tickets")
        void areNotKeptAtAllWhereTheyFitNowhere() {
            clientWithAChainOf(30_000);
            ends.withoutStore();
            assertThat(story.isFull(Reason.NO_SESSION_OFFERED).client.latestSession())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33})
    @Prevents("strangers-lookups")
    void areNotAskedForWhatStrangersOffer(int length) {
        TlsSession session = stored();
        store.failing(StoreInTrouble.Call.GET);
        // A look-up would be store_unavailable.
        Wire wire = story.offeringTicket(session, new byte[length]).connects();
        assertThat(Story.seenBy(wire.server).reason()).isIn(Reason.UNKNOWN_SESSION, Reason.UNREADABLE);
    }

    @Test
    @Prevents("store-reader")
    void seeNoNameAndNoCertificate() {
        ends.clientHasACertificate();
        ends.clientAuthentication = ClientAuthentication.NEED;
        TlsSession session = stored();
        SessionState state = Story.state(session);
        for (SessionStore.Entry entry : store.entries.values()) {
            String seen = new String(entry.content(), StandardCharsets.ISO_8859_1);
            assertThat(seen).doesNotContain("localhost").doesNotContain("client.test");
            assertThat(seen)
                    .doesNotContain(new String(state.secret().copy(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(state.ticket(), StandardCharsets.ISO_8859_1));
        }
    }
}
