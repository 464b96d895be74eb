package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.record.ContentType;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fatal alert ends a session of TLS 1.2 with its connection, if whoever caused it knew the session's secret. */
class Tls12FatalAlertsTest {
    private static final int WARNING = 1;
    private static final int FATAL = 2;
    private static final int CHANGE_CIPHER_SPEC = 20;

    private final Endpoints ends = new Endpoints();
    private final Story story = new Story(ends);
    private final StoreInTrouble store = StoreInTrouble.thatNeverBlocks();

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
        ends.takeTickets = false;
        ends.keepSessionsIn(store);
    }

    /** A client that is connected, by a full handshake or resumed. */
    private Tls12Peer client(boolean resumed) {
        if (resumed) {
            story.session();
        }
        Tls12Peer client = Tls12Peer.client(ends).run();
        assertThat(Story.seenBy(client.tested.connection).resumed()).isEqualTo(resumed);
        assertThat(store.entries).hasSize(1);
        return client;
    }

    @Nested
    class OfAServer {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("fatal-alert")
        @Rfc("5246#7.2.2 not-resumed")
        void isForgottenWhenTheClientSaysSo(boolean resumed) {
            Tls12Peer client = client(resumed);
            client.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            client.run();
            assertThat(client.tested.connection.fault()).isPresent();
            assertThat(store.entries).isEmpty();
            story.isFull(Reason.UNKNOWN_SESSION);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("fatal-alert")
        @Rfc("5246#7.2.2 not-resumed")
        void isForgottenWhenTheServerSaysSo(boolean resumed) {
            Tls12Peer client = client(resumed);
            client.say(ContentType.HANDSHAKE, (byte) 20, (byte) 0, (byte) 0, (byte) 0);
            client.run();
            assertThat(client.alerts).isNotEmpty();
            assertThat(store.entries).isEmpty();
            story.isFull(Reason.UNKNOWN_SESSION);
        }

        @Test
        void isKeptByWarningsAndGoodbyes() {
            Tls12Peer client = client(false);
            client.sayAlert(WARNING, AlertDescription.NO_RENEGOTIATION.code());
            client.sayAlert(WARNING, AlertDescription.USER_CANCELED.code());
            client.sayAlert(WARNING, AlertDescription.CLOSE_NOTIFY.code());
            client.run();
            assertThat(client.tested.connection.isInboundDone()).isTrue();
            assertThat(Story.seenBy(story.resumes().server).mechanism()).isEqualTo(Mechanism.SESSION_ID);
        }

        @Test
        void isKeptByATransportThatBreaks() {
            Tls12Peer client = client(false);
            client.tested.connection.closeInbound();
            story.resumes();
        }

        @Test
        void isNotThatOfAnother() {
            TlsSession session = story.session();
            ends.clientSessions = new Endpoints().clientSessions;
            Tls12Peer client = Tls12Peer.client(ends).run();
            assertThat(store.entries).hasSize(2);
            client.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            client.run();
            assertThat(store.entries).hasSize(1);
            ends.bound = session;
            story.resumes();
        }

        @Test
        void isNotAskedForWhereTheClientHasATicket() {
            ends.takeTickets = true;
            Tls12Peer client = Tls12Peer.client(ends).run();
            assertThat(store.entries).isEmpty();
            store.failing(StoreInTrouble.Call.REMOVE);
            client.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            client.run();
            assertThat(client.tested.connection.fault().orElseThrow().alert())
                    .isEqualTo(AlertDescription.INTERNAL_ERROR);
        }

        @Test
        void costsNothingMoreWhereTheStoreIsGone() {
            for (boolean rudely : new boolean[] {false, true}) {
                Tls12Peer client = client(false);
                if (rudely) {
                    store.failingRudely(StoreInTrouble.Call.REMOVE);
                } else {
                    store.failing(StoreInTrouble.Call.REMOVE);
                }
                client.sayAlert(FATAL, AlertDescription.ACCESS_DENIED.code());
                client.run();
                assertThat(client.tested.connection.fault().orElseThrow().alert())
                        .isEqualTo(AlertDescription.ACCESS_DENIED);
                assertThat(client.tested.thrown)
                        .isSameAs(client.tested.connection.fault().orElseThrow());
                store.failing();
                store.entries.clear();
                ends.clientSessions = new Endpoints().clientSessions;
            }
        }

        /** The thread that reads an alert may be one that must not wait for a store. */
        @Test
        @Prevents("fatal-alert")
        @Rfc("5246#7.2.2 not-resumed")
        void isNotResumedHereAndIsRemovedByTheNextHandshakeWhereTheStoreMayBlock() {
            StoreInTrouble slow = new StoreInTrouble();
            ends.keepSessionsIn(slow);
            Tls12Peer client = Tls12Peer.client(ends).run();
            slow.failingRudely(StoreInTrouble.Call.REMOVE);
            client.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            client.run();
            assertThat(slow.entries).as("nobody asked for it to be removed").hasSize(1);

            story.isFull(Reason.UNKNOWN_SESSION);
            assertThat(slow.entries).as("the store did not take it").hasSize(2);
            slow.failing();
            story.ends.clientSessions = new Endpoints().clientSessions;
            story.isFull(Reason.NO_SESSION_OFFERED);
            assertThat(slow.entries).as("those of the two later handshakes").hasSize(2);
        }

        @Test
        void isForgottenOutsideOfTheConnectionsLocks() {
            AtomicReference<Runnable> asked = new AtomicReference<>(() -> {});
            ends.keepSessionsIn(new Watched(store, asked));
            Tls12Peer client = client(false);
            Connection server = client.tested.connection;
            boolean[] free = {false};
            asked.set(() -> {
                CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                    server.nextTask(); // takes the inbound lock
                    server.closeOutbound(); // takes both
                });
                free[0] = other.orTimeout(10, TimeUnit.SECONDS).isDone() || done(other);
            });
            client.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            client.run();
            assertThat(free[0]).isTrue();
            assertThat(store.entries).isEmpty();
        }

        private static boolean done(CompletableFuture<Void> work) {
            try {
                work.join();
                return true;
            } catch (RuntimeException timedOut) {
                return false;
            }
        }
    }

    /** A store that lets a test look at its connection when something is removed. */
    private record Watched(SessionStore inside, AtomicReference<Runnable> asked) implements SessionStore {
        @Override
        public void put(byte[] name, Entry entry) throws StoreException {
            inside.put(name, entry);
        }

        @Override
        public Optional<Entry> get(byte[] name) throws StoreException {
            return inside.get(name);
        }

        @Override
        public boolean remove(byte[] name, byte[] expected) throws StoreException {
            return inside.remove(name, expected);
        }

        @Override
        public boolean remove(byte[] name) throws StoreException {
            asked.get().run();
            return inside.remove(name);
        }

        @Override
        public int purgeExpired(Instant now) throws StoreException {
            return inside.purgeExpired(now);
        }

        @Override
        public boolean mayBlock() {
            return inside.mayBlock();
        }

        @Override
        public void close() {}
    }

    /** Somebody has seen the session ID, which is no secret, and has nothing else. */
    @Nested
    class OfWhichAStrangerKnowsTheIdAlone {
        private void isKeptThough(UnaryOperator<byte[]> instead) {
            ends.bound = story.session();
            Wire stranger = ends.wire();
            stranger.clientSide().tamper =
                    record -> stranger.clientSide().sent.size() == 1 ? record : instead.apply(record);
            stranger.run();
            assertThat(stranger.server.fault()).isPresent();
            assertThat(stranger.server.isConnected()).isFalse();
            assertThat(store.entries).hasSize(1);
            story.resumes();
        }

        @Test
        @Prevents("session-removed-by-a-stranger")
        @Rfc("5246#7.2.2 not-by-strangers")
        void isKeptThoughAFatalAlertComesInsteadOfTheirFinished() {
            isKeptThough(record -> new byte[] {21, 3, 3, 0, 2, FATAL, 80});
        }

        @Test
        @Prevents("session-removed-by-a-stranger")
        @Rfc("5246#7.2.2 not-by-strangers")
        void isKeptThoughTheirFinishedIsNone() {
            isKeptThough(record -> {
                byte[] changed = record.clone();
                if (record[0] != CHANGE_CIPHER_SPEC) {
                    changed[changed.length - 1] ^= 1;
                }
                return changed;
            });
        }

        @Test
        @Prevents("session-removed-by-a-stranger")
        @Rfc("5246#7.2.2 not-by-strangers")
        void isKeptThoughTheyMakeTheServerSayAnAlert() {
            isKeptThough(record -> new byte[] {22, 3, 3, 0, 4, 16, 0, 0, 0});
        }
    }

    @Nested
    class OfAClient {
        private Tls12Peer server(boolean resumed) {
            if (resumed) {
                story.session();
            }
            Tls12Peer server = Tls12Peer.server(ends).run();
            assertThat(Story.seenBy(server.tested.connection).resumed()).isEqualTo(resumed);
            assertThat(story.available()).isEqualTo(1);
            return server;
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5246#7.2.2 not-resumed")
        void isNotOfferedAgain(boolean resumed) {
            for (boolean tickets : new boolean[] {true, false}) {
                ends.takeTickets = tickets;
                Tls12Peer server = server(resumed);
                server.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
                server.run();
                assertThat(server.tested.connection.fault()).isPresent();
                assertThat(story.available()).isZero();
            }
        }

        @Test
        @Rfc("5246#7.2.2 not-resumed")
        void isNotOfferedAgainWhereTheServerResumedItAndDoesNotKnowItsSecret() {
            story.session();
            Wire wire = ends.wire();
            wire.serverSide().tamper = record -> {
                byte[] changed = record.clone();
                if (wire.serverSide().sent.size() == 3) {
                    changed[changed.length - 1] ^= 1;
                }
                return changed;
            };
            wire.run();
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC);
            assertThat(story.available()).isZero();
        }

        @Test
        void isOfferedAgainAfterAGoodbyeOrABrokenTransport() {
            Tls12Peer server = server(false);
            server.sayAlert(WARNING, AlertDescription.CLOSE_NOTIFY.code());
            server.run();
            assertThat(story.available()).isEqualTo(1);
            Tls12Peer other = Tls12Peer.server(ends).run();
            assertThat(Story.seenBy(other.tested.connection).resumed()).isTrue();
            other.tested.connection.closeInbound();
            assertThat(story.available()).isEqualTo(1);
        }

        @Test
        void isNotOfferedAgainWhereTheServerAnswersItWithAnAlert() {
            story.session();
            Wire wire = ends.wire();
            wire.serverSide().tamper = record -> new byte[] {21, 3, 3, 0, 2, FATAL, 40};
            wire.run();
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
            assertThat(story.available()).isZero();
        }

        @Test
        void isTheCallersWhereItWasBound() {
            TlsSession session = story.session();
            ends.bound = session;
            Tls12Peer server = Tls12Peer.server(ends).run();
            server.sayAlert(FATAL, AlertDescription.INTERNAL_ERROR.code());
            server.run();
            assertThat(story.available()).isEqualTo(1);
        }
    }
}
