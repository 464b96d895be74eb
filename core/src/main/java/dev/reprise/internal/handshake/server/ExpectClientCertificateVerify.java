package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeSignatures;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.PeerSignatures;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.Received;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits the client's proof that it has the key of its certificate. */
final class ExpectClientCertificateVerify implements ServerState {
    private final ClientFlight flight;
    private final List<X509Certificate> chain;

    ExpectClientCertificateVerify(ClientFlight flight, List<X509Certificate> chain) {
        this.flight = flight;
        this.chain = chain;
    }

    @Override
    public void discard() {
        flight.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof CertificateVerify message)) {
            throw HandshakeState.unexpected(this, received);
        }
        byte[] content = HandshakeSignatures.clientContent(flight.transcript().hash());
        flight.transcript().add(received.encoded());
        return Await.of(
                () -> PeerSignatures.verify(
                        message,
                        chain.get(0),
                        content,
                        flight.config().endpoint().signatureSchemes()),
                (scheme, fx) -> {
                    flight.progress().peerSignature(scheme);
                    return new ExpectClientFinished(flight, chain);
                },
                flight::discard);
    }
}
