package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tickets that come late, connections that end early, and what becomes of a session then. */
class EndsOfSessionsTest {
    /** A connection whose tickets are still on their way. */
    private static byte[] holdBack(Wire wire) {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        wire.serverSide().tamper = record -> {
            if (wire.server.isConnected()) {
                held.writeBytes(record);
                return new byte[0];
            }
            return record;
        };
        wire.run();
        assertThat(wire.client.isConnected() && wire.server.isConnected()).isTrue();
        return held.toByteArray();
    }

    /** In TLS 1.2 a ticket is part of the handshake. */
    @ParameterizedTest
    @EnumSource(names = {"STATELESS", "STORED"})
    @Prevents("proxy-ticket")
    void aTicketThatComesAfterAnotherHandshakeBelongsToItsOwnConnection(Carrier carrier) {
        Story story = Story.with(carrier);
        Endpoints ends = story.ends;
        Wire first = ends.wire();
        byte[] tickets = holdBack(first);
        ClientSessions.Server server = ends.clientConfig().server();
        assertThat(story.available()).isZero();

        ends.clientFingerprint = new byte[32];
        ends.clientFingerprint[0] = 1;
        ends.serverName = "other.example";
        story.connects();
        int others = story.available();
        Wire.deliver(tickets, first.clientSide());

        assertThat(story.available()).isEqualTo(others);
        Instant now = ends.clock.instant();
        assertThat(ends.clientSessions.available(server, now)).isEqualTo(2);
        TlsSession late = ends.clientSessions.lease(server, now).orElseThrow();
        assertThat(late.serverName()).contains("localhost");
        assertThat(late.origin()).isEqualTo(Story.seenBy(first.client).origin());
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("closed-after-finished")
    void aClientThatLeavesRightAfterItsFinishedIsNoError(Carrier carrier) {
        Story story = Story.with(carrier);
        if (carrier.isTls12()) { // a full handshake of TLS 1.2 ends with the server
            story.session();
        }
        Wire wire = story.ends.wire();
        wire.clientSide().tamper = record -> {
            if (wire.client.isConnected()) {
                wire.client.closeOutbound();
                wire.client.closeInbound();
            }
            return record;
        };
        wire.run();
        assertThat(wire.server.isConnected()).isTrue();
        assertThat(wire.server.fault()).isEmpty();
        assertThat(wire.server.isInboundDone()).isTrue();
        assertThat(Story.seenBy(wire.server).reason())
                .isEqualTo(carrier.isTls12() ? Reason.RESUMED : Reason.NO_SESSION_OFFERED);
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS", "STORED"})
    @Prevents("closed-after-finished")
    void aClientThatIsGoneBeforeItsTicketsAreMadeIsNoError(Carrier carrier) {
        Story story = Story.with(carrier);
        story.ends.keepSessionsIn(new StoreInTrouble()); // which may block: tickets are made in a task
        Wire wire = story.ends.wire();
        ByteArrayOutputStream lastFlight = new ByteArrayOutputStream();
        wire.clientSide().tamper = record -> {
            if (wire.client.isConnected()) {
                lastFlight.writeBytes(record);
                return new byte[0];
            }
            return record;
        };
        wire.run();
        ByteBuffer in = ByteBuffer.wrap(lastFlight.toByteArray());
        while (in.hasRemaining()) {
            wire.server.unwrap(in, new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
        }
        Runnable makesTickets = wire.server.nextTask();
        assertThat(makesTickets).isNotNull();
        wire.server.closeInbound();
        makesTickets.run();
        assertThat(wire.server.isConnected()).isTrue();
        assertThat(wire.server.fault()).isEmpty();
    }

    @Test
    @Prevents("reused-object")
    void aKeeperOfSessionsThatBreaksItsWordCostsTheTicketAndNotTheConnection() {
        Endpoints ends = new Endpoints();
        ends.clientSessions = new ClientSessions() {
            @Override
            public boolean mayBlock() {
                return false;
            }

            @Override
            public void add(Server server, TlsSession session) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Optional<TlsSession> lease(Server server, Instant now) {
                return Optional.empty();
            }

            @Override
            public void giveBack(Server server, TlsSession session) {}

            @Override
            public void remove(Server server, TlsSession session) {}

            @Override
            public int available(Server server, Instant now) {
                return 0;
            }

            @Override
            public void removeOrigin(byte[] originId) {}

            @Override
            public void close() {}
        };
        Wire wire = ends.wire();
        byte[] tickets = holdBack(wire);
        ByteBuffer dst = ByteBuffer.allocate(17_000);
        wire.client.unwrap(ByteBuffer.wrap(tickets), new ByteBuffer[] {dst}, 0, 1);
        assertThat(wire.client.fault()).isEmpty();
        assertThat(wire.client.latestSession()).isPresent();
    }
}
