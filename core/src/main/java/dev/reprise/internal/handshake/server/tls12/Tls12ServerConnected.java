package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;

/** A TLS 1.2 handshake is over. A client that would like another is told no (RFC 5746 section 4.5, RFC 5246 section 7.2.2). */
final class Tls12ServerConnected implements Tls12ServerState {
    private static final int MAX_REFUSALS = 4;

    private final ServerSessions sessions;
    private final byte[] sessionId;
    private int refusals;

    /** @param sessionId under which the store has this connection's session; empty if it does not */
    Tls12ServerConnected(ServerSessions sessions, byte[] sessionId) {
        this.sessions = sessions;
        this.sessionId = sessionId;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    /** The client has proved that it knows the secret: it is not a stranger who wants a session removed. */
    @Override
    public void failed(Effects effects) {
        if (sessionId.length > 0) {
            effects.afterwards(() -> sessions.forget(sessionId));
        }
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof ClientHello)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (++refusals > MAX_REFUSALS) {
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "the client asks for renegotiation over and over");
        }
        effects.warn(AlertDescription.NO_RENEGOTIATION);
        return this;
    }
}
