package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.wire.DecodeFault;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits the server's certificates. */
final class ExpectTls12Certificate implements Tls12ClientState {
    private final Tls12ServerAnswer answer;

    ExpectTls12Certificate(Tls12ServerAnswer answer) {
        this.answer = answer;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof Tls12Certificate message)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (message.chain().isEmpty()) {
            throw new DecodeFault("the server's Certificate is empty");
        }
        answer.transcript().add(received.encoded());
        List<X509Certificate> chain = CertificateChains.parse(message.chain());
        answer.progress().peerChain(chain);
        return answer.statusAnnounced() ? new ExpectCertificateStatus(answer, chain) : judge(answer, chain);
    }

    static HandshakeState judge(Tls12ServerAnswer answer, List<X509Certificate> chain) {
        return Await.of(
                () -> AcceptedPeer.judge(answer.endpoint().verifier(), chain, answer.progress()),
                (accepted, fx) -> new ExpectServerKeyExchange(answer, accepted));
    }
}
