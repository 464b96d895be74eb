package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeSignatures;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.PeerSignatures;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.Received;
import org.jspecify.annotations.Nullable;

/** Awaits the server's proof that it has the key of its certificate. */
final class ExpectCertificateVerify implements ClientState {
    private final ServerAnswer answer;
    private final @Nullable CertificateRequest request;
    private final AcceptedPeer peer;

    ExpectCertificateVerify(ServerAnswer answer, @Nullable CertificateRequest request, AcceptedPeer peer) {
        this.answer = answer;
        this.request = request;
        this.peer = peer;
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
        byte[] content = HandshakeSignatures.serverContent(answer.transcript().hash());
        answer.transcript().add(received.encoded());
        return Await.of(
                () -> PeerSignatures.verify(
                        message,
                        peer.chain().get(0),
                        content,
                        answer.config().endpoint().signatureSchemes()),
                (scheme, fx) -> {
                    answer.progress().peerSignature(scheme);
                    return new ExpectServerFinished(answer, ServerIdentity.verified(peer, request));
                },
                answer::discard);
    }
}
