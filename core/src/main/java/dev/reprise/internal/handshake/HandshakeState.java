package dev.reprise.internal.handshake;

import dev.reprise.internal.handshake.client.ClientState;
import dev.reprise.internal.handshake.client.tls12.Tls12ClientState;
import dev.reprise.internal.handshake.server.ServerState;
import dev.reprise.internal.handshake.server.tls12.Tls12ServerState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;

/**
 * Where a handshake stands. Each state accepts the one or two messages that may follow and returns the state after
 * them; whatever else arrives is refused with {@code unexpected_message}.
 */
public sealed interface HandshakeState
        permits ClientState, ServerState, Tls12ClientState, Tls12ServerState, Await, Connected {

    /**
     * Handles the next message of the peer.
     *
     * @return the state that follows
     * @throws TlsFault if the message ends the connection
     */
    HandshakeState on(Received received, Effects effects);

    /**
     * Handles TLS 1.2's change_cipher_spec: the peer's next record is protected with the keys that were agreed. Few states await it.
     *
     * @throws TlsFault if this one does not
     */
    default HandshakeState onChangeCipherSpec(Effects effects) {
        throw new PeerMisbehaved(
                AlertDescription.UNEXPECTED_MESSAGE,
                "change_cipher_spec came in state " + getClass().getSimpleName());
    }

    /** Whether nothing of the handshake is still to come. */
    default boolean isConnected() {
        return false;
    }

    /**
     * A fatal alert ends the connection, of this side or of the peer: what must not be resumed for it is forgotten (RFC 5246 section 7.2.2),
     * {@linkplain Effects#afterwards afterwards}.
     */
    default void failed(Effects effects) {}

    /** The connection reads nothing any more: what secrets the state still has are wiped. */
    default void discard() {}

    /** What a state answers to a message it does not await. */
    static PeerMisbehaved unexpected(HandshakeState state, Received received) {
        return new PeerMisbehaved(
                AlertDescription.UNEXPECTED_MESSAGE,
                received.message().type() + " came in state " + state.getClass().getSimpleName());
    }
}
