package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Connected;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.StoredReferences;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.SessionVault;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.SessionStateBuilder;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Awaits the client's Finished; then the connection is up, and the client is given tickets. */
final class ExpectClientFinished implements ServerState {
    private final ClientFlight flight;
    private final List<X509Certificate> shownChain;
    private final StoredReferences stored = new StoredReferences();

    /** @param shownChain the certificates the client showed in this handshake */
    ExpectClientFinished(ClientFlight flight, List<X509Certificate> shownChain) {
        this.flight = flight;
        this.shownChain = shownChain;
    }

    @Override
    public void discard() {
        flight.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof Finished finished)) {
            throw HandshakeState.unexpected(this, received);
        }
        HashAlgorithm hash = flight.terms().suite().hash();
        byte[] expected = FinishedMac.verifyData(
                hash, flight.clientHandshake(), flight.transcript().hash());
        flight.clientHandshake().destroy();
        if (!FinishedMac.matches(expected, finished.verifyData())) {
            throw new PeerMisbehaved(AlertDescription.DECRYPT_ERROR, "the client's Finished does not verify");
        }
        flight.transcript().add(received.encoded());
        effects.installReadKeys(flight.terms().suite(), flight.clientApplication());
        try (Derived derived = new Derived()) {
            Secret resumptionSecret =
                    derived.lasting(flight.main().resumption(flight.transcript().hash()));
            flight.main().destroy();
            List<X509Certificate> chain =
                    shownChain.isEmpty() ? flight.outcome().peerChain() : shownChain;
            effects.connected(summary(chain));
            return derived.done(giveTickets(resumptionSecret, chain, effects));
        }
    }

    private HandshakeState giveTickets(Secret resumptionSecret, List<X509Certificate> chain, Effects effects) {
        ServerSessions sessions = flight.config().sessions();
        int count = TicketCount.of(
                flight.terms().round().hello(),
                flight.config(),
                flight.outcome().session() != null);
        if (count == 0) {
            resumptionSecret.destroy();
            return Connected.server();
        }
        Instant now = endpoint().clock().instant();
        SessionState template = template(resumptionSecret, chain, now);
        if (sessions.mayBlock()) {
            return Await.of(
                    () -> sessions.issue(template, resumptionSecret, count, now),
                    (tickets, fx) -> send(tickets, resumptionSecret, fx),
                    resumptionSecret::destroy);
        }
        return send(sessions.issue(template, resumptionSecret, count, now), resumptionSecret, effects);
    }

    private HandshakeState send(List<ServerSessions.Issued> tickets, Secret resumptionSecret, Effects effects) {
        resumptionSecret.destroy();
        for (ServerSessions.Issued ticket : tickets) {
            if (ticket.ticket().length == SessionVault.REFERENCE_LENGTH) {
                stored.add(ticket.ticket());
            }
            effects.sendHandshake(new NewSessionTicket(
                            ticket.lifetime(), ticket.ageAdd(), ticket.nonce(), ticket.ticket(), Extensions.of())
                    .encode());
        }
        return Connected.server();
    }

    /** What the sessions issued here have in common; everything that decides comes from this handshake or from the origin. */
    private SessionState template(Secret placeholder, List<X509Certificate> chain, Instant now) {
        ServerOutcome outcome = flight.outcome();
        ServerFlight.Terms terms = flight.terms();
        String protocol = terms.applicationProtocol();
        SessionStateBuilder builder = SessionState.builder(
                        Side.SERVER, ProtocolVersion.TLS13, terms.suite(), placeholder)
                .origin(
                        outcome.resumption().origin().id(),
                        outcome.resumption().origin().authenticatedAt().toEpochMilli())
                .issuedAt(now.toEpochMilli())
                .expiresAt(outcome.expiresAt())
                .serverName(terms.serverName())
                .applicationProtocol(protocol.isEmpty() ? null : protocol)
                .peerChain(CertificateChains.encode(chain), CertificateChains.earliestNotAfter(chain))
                .fingerprint(endpoint().fingerprint())
                .judge(endpoint().verifier().judge())
                .ownNames(terms.ownNames())
                .group(terms.group());
        return builder.build();
    }

    private ConnectionSummary summary(List<X509Certificate> chain) {
        ServerFlight.Terms terms = flight.terms();
        return new ConnectionSummary(
                ProtocolVersion.TLS13,
                terms.suite(),
                terms.group(),
                terms.serverName(),
                terms.applicationProtocol(),
                chain,
                flight.outcome().localChain(),
                flight.outcome().resumption(),
                null,
                flight.exporter(),
                terms.round().isSecond(),
                stored);
    }

    private EndpointConfig endpoint() {
        return flight.config().endpoint();
    }
}
