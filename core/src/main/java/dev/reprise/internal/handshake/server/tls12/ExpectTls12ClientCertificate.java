package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import java.security.cert.X509Certificate;
import java.util.List;

/** Awaits the client's certificates, which may be none. */
final class ExpectTls12ClientCertificate implements Tls12ServerState {
    private final Tls12Handshake handshake;
    private final KeyExchange.Offer exchange;

    ExpectTls12ClientCertificate(Tls12Handshake handshake, KeyExchange.Offer exchange) {
        this.handshake = handshake;
        this.exchange = exchange;
    }

    @Override
    public void discard() {
        exchange.destroy();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof Tls12Certificate message)) {
            throw HandshakeState.unexpected(this, received);
        }
        handshake.transcript().add(received.encoded());
        Tls12Terms terms = handshake.terms();
        if (message.chain().isEmpty()) {
            if (terms.config().clientAuthentication() == ClientAuthentication.NEED) {
                // TLS 1.2 has no certificate_required (RFC 5246 section 7.4.6).
                throw new PeerIncompatible(
                        AlertDescription.HANDSHAKE_FAILURE, "the client has no certificate and one is needed here");
            }
            return new ExpectClientKeyExchange(handshake, exchange, List.of());
        }
        List<X509Certificate> chain = CertificateChains.parse(message.chain());
        terms.progress().peerChain(chain);
        return Await.of(
                () -> AcceptedPeer.judge(terms.endpoint().verifier(), chain, terms.progress()),
                (accepted, fx) -> new ExpectClientKeyExchange(handshake, exchange, accepted.chain()),
                exchange::destroy);
    }
}
