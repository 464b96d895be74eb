package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;

/** Awaits the client's change_cipher_spec: its Finished comes protected (RFC 5246 section 7.1). The one state that takes it. */
final class ExpectClientChangeCipherSpec implements Tls12ServerState {
    private final Tls12ClientAnswer answer;

    ExpectClientChangeCipherSpec(Tls12ClientAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        throw HandshakeState.unexpected(this, received);
    }

    @Override
    public HandshakeState onChangeCipherSpec(Effects effects) {
        effects.changeReadKeys(answer.handshake().suite(), answer.client());
        return new ExpectTls12ClientFinished(answer);
    }
}
