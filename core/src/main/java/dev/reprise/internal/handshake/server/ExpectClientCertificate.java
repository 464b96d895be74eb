package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.CertificateEntry;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits the client's certificates, which may be none. */
final class ExpectClientCertificate implements ServerState {
    private final ClientFlight flight;

    ExpectClientCertificate(ClientFlight flight) {
        this.flight = flight;
    }

    @Override
    public void discard() {
        flight.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof CertificateMessage message)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (message.context().length > 0) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "the client's Certificate answers another request");
        }
        flight.transcript().add(received.encoded());
        if (message.entries().isEmpty()) {
            if (flight.config().clientAuthentication() == ClientAuthentication.NEED) {
                throw new PeerIncompatible(
                        AlertDescription.CERTIFICATE_REQUIRED, "the client has no certificate and one is needed here");
            }
            return new ExpectClientFinished(flight, List.of());
        }
        List<X509Certificate> chain = CertificateChains.parse(
                message.entries().stream().map(CertificateEntry::der).toList());
        if (message.entries().stream().anyMatch(entry -> !entry.extensions().isEmpty())) {
            throw new PeerMisbehaved(
                    AlertDescription.UNSUPPORTED_EXTENSION, "the client's Certificate has an extension not asked for");
        }
        flight.progress().peerChain(chain);
        return Await.of(
                () -> AcceptedPeer.judge(flight.config().endpoint().verifier(), chain, flight.progress()),
                (accepted, fx) -> new ExpectClientCertificateVerify(flight, accepted.chain()),
                flight::discard);
    }
}
