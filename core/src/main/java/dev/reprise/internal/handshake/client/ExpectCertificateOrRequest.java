package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;

/** Awaits the server's certificates, or its request for the client's in front of them. */
final class ExpectCertificateOrRequest implements ClientState {
    private final ServerAnswer answer;

    ExpectCertificateOrRequest(ServerAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (received.message() instanceof CertificateRequest request) {
            if (request.context().length > 0) {
                throw new PeerMisbehaved(
                        AlertDescription.ILLEGAL_PARAMETER, "a CertificateRequest of the handshake has a context");
            }
            if (request.extensions().get(SignatureAlgorithms.class) == null) {
                throw new PeerMisbehaved(
                        AlertDescription.MISSING_EXTENSION, "a CertificateRequest has no signature_algorithms");
            }
            answer.transcript().add(received.encoded());
            return new ExpectCertificate(answer, request);
        }
        if (received.message() instanceof CertificateMessage) {
            return new ExpectCertificate(answer, null).on(received, effects);
        }
        throw HandshakeState.unexpected(this, received);
    }
}
