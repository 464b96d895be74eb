package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.record.HandshakeJoiner;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Connections one after the other between the same two endpoints, and what each of them has to be. */
final class Story {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HEADER = 5;

    final Endpoints ends;

    Story(Endpoints ends) {
        this.ends = ends;
    }

    /** A story in which a server hands its sessions out that way. */
    static Story with(TicketMode mode) {
        Endpoints ends = new Endpoints();
        ends.mode = mode;
        return new Story(ends);
    }

    /** A story in which sessions get from one connection to the next that way. */
    static Story with(Carrier carrier) {
        Endpoints ends = new Endpoints();
        carrier.between(ends);
        return new Story(ends);
    }

    static Resumption seenBy(Connection connection) {
        return summary(connection).resumption();
    }

    static ConnectionSummary summary(Connection connection) {
        return connection.summary().orElseThrow();
    }

    /** A connection, whichever way it comes about. */
    Wire connects() {
        return connects(ends);
    }

    /** A connection to another server. */
    Wire connects(Endpoints server) {
        Wire wire = new Wire(ends.client(), server.server()).run();
        assertThat(wire.client.isConnected() && wire.server.isConnected())
                .as("connected; client: %s, server: %s", wire.client.fault(), wire.server.fault())
                .isTrue();
        assertThat(wire.client.fault()).isEmpty();
        assertThat(wire.server.fault()).isEmpty();
        return wire;
    }

    /** A connection that is resumed. */
    Wire resumes() {
        return resumes(ends);
    }

    Wire resumes(Endpoints server) {
        Wire wire = connects(server);
        assertThat(seenBy(wire.server).reason()).isEqualTo(Reason.RESUMED);
        assertThat(seenBy(wire.client).reason()).isEqualTo(Reason.RESUMED);
        return wire;
    }

    /** A connection with a full handshake, for this reason as the server sees it. */
    Wire isFull(Reason reason) {
        return isFull(ends, reason);
    }

    Wire isFull(Endpoints server, Reason reason) {
        Wire wire = connects(server);
        assertThat(seenBy(wire.server).reason()).isEqualTo(reason);
        assertThat(seenBy(wire.client).resumed()).isFalse();
        return wire;
    }

    /** The first connection, and the newest session of it. */
    TlsSession session() {
        return isFull(Reason.NO_SESSION_OFFERED).client.latestSession().orElseThrow();
    }

    /** From now on the client offers this session, changed, and no other. */
    Story offering(TlsSession session, UnaryOperator<SessionStateBuilder> change) {
        ends.bound = SessionBridge.wrap(
                change.apply(SessionBridge.state(session).toBuilder()).build());
        return this;
    }

    /** From now on the client offers this session, with other bytes for its ticket, or its ID where it has none. */
    Story offeringTicket(TlsSession session, byte[] ticket) {
        boolean known = state(session).ticketLength() > 0;
        return offering(session, state -> known ? state.ticket(ticket) : state.sessionId(ticket));
    }

    /** From now on the client offers this session as it is, and no other. */
    Story offering(TlsSession session) {
        ends.bound = session;
        return this;
    }

    /** What a client shows of a session: its ticket, or its ID where it has none. */
    static byte[] ticketOf(TlsSession session) {
        SessionState state = state(session);
        return state.ticketLength() > 0 ? state.ticket() : state.sessionId();
    }

    static SessionState state(TlsSession session) {
        return SessionBridge.state(session);
    }

    /** How many sessions the client could offer this server now. */
    int available() {
        return ends.clientSessions.available(ends.clientConfig().server(), ends.clock.instant());
    }

    /** The fault that ends a connection one of whose sides breaks the rules. */
    static TlsFault faultOf(Duel duel) {
        try {
            duel.fight();
        } catch (TlsFault fault) {
            return fault;
        }
        throw new AssertionError("both sides went on");
    }

    /** What of this type the player said, as it meant it. */
    static <M extends HandshakeMessage> List<M> said(Duel.Player player, Class<M> type) {
        return player.said.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** What of this type one side of a TLS 1.2 connection said in the clear. */
    static <M extends HandshakeMessage> List<M> saidInTheClear(Wire.Side side, Class<M> type) {
        HandshakeJoiner joiner = new HandshakeJoiner();
        for (byte[] record : side.sent) {
            if (record[0] == CHANGE_CIPHER_SPEC) {
                break;
            }
            joiner.add(record, HEADER, record.length - HEADER);
        }
        List<M> said = new ArrayList<>();
        byte[] message;
        while ((message = joiner.next()) != null) {
            HandshakeMessage parsed = MessageCodec.receive12(message).message();
            if (type.isInstance(parsed)) {
                said.add(type.cast(parsed));
            }
        }
        return said;
    }

    /** Another hello of TLS 1.2 in the place of the one that this side says first; its own transcript remains that of what it said. */
    static void changeHello(Wire.Side side, UnaryOperator<HandshakeMessage> change) {
        side.tamper = record -> side.sent.size() == 1 ? withAnotherFirstMessage(record, change) : record;
    }

    private static byte[] withAnotherFirstMessage(byte[] record, UnaryOperator<HandshakeMessage> change) {
        ByteBuffer in = ByteBuffer.wrap(record, HEADER, record.length - HEADER);
        byte[] message = new byte[4 + (in.getInt(HEADER) & 0xffffff)];
        in.get(message);
        byte[] changed = change.apply(MessageCodec.receive12(message).message()).encode();
        return ByteBuffer.allocate(HEADER + changed.length + in.remaining())
                .put(record, 0, 3)
                .putShort((short) (changed.length + in.remaining()))
                .put(changed)
                .put(in)
                .array();
    }

    /** Whether a side sent these bytes, in one record, in the clear. */
    static boolean sent(Wire.Side side, byte[] bytes) {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        return side.sent.stream().anyMatch(record -> new String(record, StandardCharsets.ISO_8859_1).contains(wanted));
    }
}
