package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.PeerSignatures;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.Received;

/** Awaits the client's proof that it has the key of its certificate (RFC 5246 section 7.4.8). */
final class ExpectTls12ClientCertificateVerify implements Tls12ServerState {
    private final Tls12ClientAnswer answer;

    ExpectTls12ClientCertificateVerify(Tls12ClientAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof CertificateVerify message)) {
            throw HandshakeState.unexpected(this, received);
        }
        byte[] content = answer.handshake().transcript().messages();
        answer.handshake().transcript().forget();
        answer.handshake().transcript().add(received.encoded());
        return Await.of(
                () -> PeerSignatures.verifyTls12(
                        message.scheme(),
                        message.signature(),
                        answer.peerChain().get(0),
                        content,
                        answer.handshake().terms().endpoint().signatureSchemes()),
                (scheme, fx) -> {
                    answer.handshake().terms().progress().peerSignature(scheme);
                    return new ExpectClientChangeCipherSpec(answer);
                },
                answer::discard);
    }
}
