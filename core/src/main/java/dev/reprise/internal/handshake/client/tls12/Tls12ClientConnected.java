package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.HelloRequest;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import org.jspecify.annotations.Nullable;

/** A TLS 1.2 handshake is over. A server that would like another is told no (RFC 5246 section 7.4.1.1). */
final class Tls12ClientConnected implements Tls12ClientState {
    private static final int MAX_REFUSALS = 4;

    private final Tls12Hello hello;
    private final @Nullable SessionState session;
    private int refusals;

    /** @param session what goes on from this connection; null if nothing does */
    Tls12ClientConnected(Tls12Hello hello, @Nullable SessionState session) {
        this.hello = hello;
        this.session = session;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void failed(Effects effects) {
        hello.forget(session, effects);
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof HelloRequest)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (++refusals > MAX_REFUSALS) {
            throw new PeerMisbehaved(
                    AlertDescription.UNEXPECTED_MESSAGE, "the server asks for renegotiation over and over");
        }
        effects.warn(AlertDescription.NO_RENEGOTIATION);
        return this;
    }
}
