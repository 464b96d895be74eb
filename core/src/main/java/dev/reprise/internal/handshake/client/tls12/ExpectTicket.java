package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.Tls12NewSessionTicket;

/** Awaits the ticket that the ServerHello announced (RFC 5077 section 3.3). */
final class ExpectTicket implements Tls12ClientState {
    private final Tls12ServerEnd end;

    ExpectTicket(Tls12ServerEnd end) {
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
        if (!(received.message() instanceof Tls12NewSessionTicket ticket)) {
            throw HandshakeState.unexpected(this, received);
        }
        end.answer().transcript().add(received.encoded());
        return new ExpectServerChangeCipherSpec(end.with(ticket));
    }
}
