package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose sessions, or whose judge of certificates, break: that costs a full handshake and never the connection. */
class ClientsInTroubleTest {
    private final Story story = Story.with(TicketMode.STATELESS);
    private final Endpoints ends = story.ends;

    private enum Call {
        ADD,
        LEASE,
        GIVE_BACK,
        REMOVE,
        AVAILABLE
    }

    /** Sessions that throw what they may not. */
    private static final class Broken implements ClientSessions {
        private final ClientSessions inside;
        private final boolean blocking;
        private final Set<Call> breaking = EnumSet.noneOf(Call.class);

        Broken(ClientSessions inside, boolean blocking) {
            this.inside = inside;
            this.blocking = blocking;
        }

        private final Set<Call> calls = EnumSet.noneOf(Call.class);
        private Runnable inEachCall = () -> {};

        private @Nullable AssertionError failure;

        private void called(Call call) {
            calls.add(call);
            if (blocking || call == Call.ADD || call == Call.GIVE_BACK) {
                try {
                    inEachCall.run();
                } catch (AssertionError failed) {
                    failure = failed;
                }
            }
            if (breaking.contains(call)) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public boolean mayBlock() {
            return blocking;
        }

        @Override
        public void add(Server server, TlsSession session) {
            called(Call.ADD);
            inside.add(server, session);
        }

        @Override
        public Optional<TlsSession> lease(Server server, Instant now) {
            called(Call.LEASE);
            return inside.lease(server, now);
        }

        @Override
        public void giveBack(Server server, TlsSession session) {
            called(Call.GIVE_BACK);
            inside.giveBack(server, session);
        }

        @Override
        public void remove(Server server, TlsSession session) {
            called(Call.REMOVE);
            inside.remove(server, session);
        }

        @Override
        public int available(Server server, Instant now) {
            called(Call.AVAILABLE);
            return inside.available(server, now);
        }

        @Override
        public void removeOrigin(byte[] originId) {
            inside.removeOrigin(originId);
        }

        @Override
        public void close() {
            inside.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("store-failure")
    void sessionsThatBreakCostNoConnection(Call call) {
        for (boolean blocking : new boolean[] {false, true}) {
            Broken broken = new Broken(ends.clientSessions, blocking);
            ends.clientSessions = broken;
            story.connects();
            broken.breaking.add(call);
            Resumption resumption = Story.seenBy(story.connects().client);
            assertThat(resumption.reason()).isEqualTo(call == Call.LEASE ? Reason.STORE_UNAVAILABLE : Reason.RESUMED);
            Connection ended = ends.client();
            ended.begin();
            runTask(ended);
            ended.closeOutbound();
            assertThat(ended.isOutboundDone()).isTrue();
            ends.clientSessions = broken.inside;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sessionsAreReachedOutsideOfTheConnectionsLocks(boolean blocking) {
        story.connects();
        Broken sessions = new Broken(ends.clientSessions, blocking);
        ends.clientSessions = sessions;
        Connection client = ends.client();
        sessions.inEachCall = () -> assertThat(anotherThreadMayUse(client)).isTrue();
        Wire wire = new Wire(client, ends.server()).run();
        assertThat(Story.seenBy(wire.client).resumed()).isTrue();
        // What does not block is asked at once for what the hello needs; everything else is done afterwards.
        assertThat(sessions.calls).contains(Call.LEASE, Call.AVAILABLE, Call.ADD);

        Connection ended = ends.client();
        sessions.inEachCall = () -> {};
        ended.begin();
        runTask(ended);
        sessions.inEachCall = () -> assertThat(anotherThreadMayUse(ended)).isTrue();
        ended.closeInbound();
        assertThat(sessions.calls).contains(Call.GIVE_BACK);
        assertThat(sessions.failure).isNull();
    }

    /** As OpenSSL does where client certificates are asked for and nobody has set a session ID context: to every session that is offered. */
    @Test
    void anAlertInAnswerToAnOfferCostsThatConnectionAndNoOther() {
        story.connects();
        Connection refused = ends.client();
        refused.begin();
        refused.wrap(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(20_000));
        ByteBuffer internalError = ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, 80});

        assertThatThrownBy(() -> refused.unwrap(internalError, new ByteBuffer[0], 0, 0))
                .isInstanceOf(AlertReceived.class);

        story.isFull(Reason.NO_SESSION_OFFERED);
        story.resumes();
    }

    private static void runTask(Connection connection) {
        Runnable task = connection.nextTask();
        if (task != null) {
            task.run();
        }
    }

    /** Whether nobody holds the locks of the connection that two threads may want at once. */
    private static boolean anotherThreadMayUse(Connection connection) {
        Thread other = new Thread(connection::nextTask);
        other.setDaemon(true);
        other.start();
        try {
            other.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return !other.isAlive();
    }

    @Test
    void aJudgeThatBreaksOnAStoredChainCostsAFullHandshake() {
        ends.ticketPool = 1;
        story.connects();
        ends.clientRevalidation = Revalidation.FULL;
        AtomicBoolean first = new AtomicBoolean(true);
        ends.beforeVerdict = () -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("the judge broke");
            }
        };
        assertThat(Story.seenBy(story.connects().client).reason()).isEqualTo(Reason.CERTIFICATE_NOT_TRUSTED);
    }
}
