package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;

/** Awaits the server's Finished. On a resumed handshake the client's own follows. */
final class ExpectTls12ServerFinished implements Tls12ClientState {
    private final Tls12ServerEnd end;

    ExpectTls12ServerFinished(Tls12ServerEnd end) {
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
        if (!(received.message() instanceof Finished finished)) {
            throw HandshakeState.unexpected(this, received);
        }
        Transcript transcript = end.answer().transcript();
        byte[] expected = end.master().serverFinished(transcript.hash());
        if (!FinishedMac.matches(expected, finished.verifyData())) {
            throw new PeerMisbehaved(AlertDescription.DECRYPT_ERROR, "the server's Finished does not verify");
        }
        transcript.add(received.encoded());
        if (end.answer().resumed() != null) {
            effects.changeWriteKeys(end.answer().suite(), end.keys().client());
            effects.send(new Finished(end.master().clientFinished(transcript.hash())), transcript);
        }
        return Tls12Outcome.of(end).connected(effects);
    }
}
