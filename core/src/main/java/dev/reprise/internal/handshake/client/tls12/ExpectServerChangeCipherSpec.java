package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;

/** Awaits the server's change_cipher_spec: its Finished comes protected (RFC 5246 section 7.1). The one state that takes it. */
final class ExpectServerChangeCipherSpec implements Tls12ClientState {
    private final Tls12ServerEnd end;

    ExpectServerChangeCipherSpec(Tls12ServerEnd end) {
        this.end = end;
    }

    @Override
    public void failed(Effects effects) {
        end.failed(effects);
    }

    @Override
    public void discard() {
        end.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        throw HandshakeState.unexpected(this, received);
    }

    @Override
    public HandshakeState onChangeCipherSpec(Effects effects) {
        effects.changeReadKeys(end.answer().suite(), end.keys().server());
        return new ExpectTls12ServerFinished(end);
    }
}
