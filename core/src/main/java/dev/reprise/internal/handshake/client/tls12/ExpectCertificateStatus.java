package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.Tls12CertificateStatus;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Awaits what the server's authority says of its certificate, which the server announced and may leave out all the same (RFC 6066 section 8). The
 * certificates are judged when it is there.
 */
final class ExpectCertificateStatus implements Tls12ClientState {
    private final Tls12ServerAnswer answer;
    private final List<X509Certificate> chain;

    ExpectCertificateStatus(Tls12ServerAnswer answer, List<X509Certificate> chain) {
        this.answer = answer;
        this.chain = chain;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (received.message() instanceof Tls12CertificateStatus message) {
            answer.transcript().add(received.encoded());
            answer.progress().peerStatus(List.of(message.status().response()));
            return ExpectTls12Certificate.judge(answer, chain);
        }
        if (received.message() instanceof ServerKeyExchange) {
            return Await.of(
                    () -> AcceptedPeer.judge(answer.endpoint().verifier(), chain, answer.progress()),
                    (accepted, fx) -> new ExpectServerKeyExchange(answer, accepted).on(received, fx));
        }
        throw HandshakeState.unexpected(this, received);
    }
}
