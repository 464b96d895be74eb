package dev.reprise.internal.handshake;

import dev.reprise.internal.handshake.client.ClientState;
import dev.reprise.internal.handshake.server.ServerState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;

/**
 * Where a handshake stands. Each state accepts the one or two messages that may follow and returns the state after
 * them; whatever else arrives is refused with {@code unexpected_message}.
 */
public sealed interface HandshakeState permits ClientState, ServerState, Await, Connected {

    /**
     * Handles the next message of the peer.
     *
     * @return the state that follows
     * @throws TlsFault if the message ends the connection
     */
    HandshakeState on(Received received, Effects effects);

    /** The connection reads nothing any more: what secrets the state still has are wiped. */
    default void discard() {}

    /** What a state answers to a message it does not await. */
    static PeerMisbehaved unexpected(HandshakeState state, Received received) {
        return new PeerMisbehaved(
                AlertDescription.UNEXPECTED_MESSAGE,
                received.message().type() + " came in state " + state.getClass().getSimpleName());
    }
}
