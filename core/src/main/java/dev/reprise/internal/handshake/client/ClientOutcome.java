package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.ExporterSecret;
import dev.reprise.internal.crypto.ResumptionPsk;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Connected;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Origin;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client's handshake came about, and what the sessions issued on the connection go on from.
 *
 * @param localChain what this client showed now
 * @param ownNames what it is bound to: the identity it authenticated with, now or in the handshake that is resumed
 */
record ClientOutcome(
        ServerAnswer answer,
        Resumption resumption,
        List<X509Certificate> peerChain,
        List<X509Certificate> localChain,
        byte[] ownNames) {
    private static final int ORIGIN_ID_LENGTH = 32;

    static ClientOutcome of(ServerAnswer answer, ServerIdentity server, @Nullable Identity shown) {
        EndpointConfig endpoint = answer.config().endpoint();
        SessionState resumed = answer.resumed();
        Instant now = Instant.ofEpochMilli(endpoint.clock().millis());
        if (resumed == null) {
            byte[] id = new byte[ORIGIN_ID_LENGTH];
            endpoint.random().nextBytes(id);
            return new ClientOutcome(
                    answer,
                    Resumption.full(answer.flight().offer().reason(), new Origin(id, now)),
                    server.chain(),
                    shown == null ? List.of() : shown.chain(),
                    shown == null ? new byte[0] : IdentityBinding.of(List.of(shown.leaf())));
        }
        Instant authenticated = Instant.ofEpochMilli(resumed.authenticatedAt());
        Duration age = Duration.ofMillis(Math.max(0, now.toEpochMilli() - authenticated.toEpochMilli()));
        return new ClientOutcome(
                answer,
                Resumption.resumed(Mechanism.PSK, age, new Origin(resumed.originId(), authenticated)),
                server.chain(),
                List.of(),
                resumed.ownNames());
    }

    ConnectionSummary summary(ExporterSecret exporter) {
        String protocol = answer.progress().applicationProtocol();
        return new ConnectionSummary(
                ProtocolVersion.TLS13,
                answer.suite(),
                answer.group(),
                answer.flight().serverName(),
                protocol == null ? "" : protocol,
                peerChain,
                localChain,
                resumption,
                ClientHandshake.peerName(answer.config()),
                exporter,
                answer.flight().retriedSuite() != null);
    }

    /** The state after the handshake, which takes the tickets that the server sends. */
    HandshakeState connected(Secret resumptionSecret) {
        return Connected.client(new Tickets(this, resumptionSecret));
    }

    /** Makes sessions of tickets. */
    private static final class Tickets implements Connected.TicketTaker {
        private static final long MAX_LIFETIME_SECONDS = 604_800;

        private final ClientOutcome outcome;
        private final Secret resumptionSecret;
        private int taken;

        Tickets(ClientOutcome outcome, Secret resumptionSecret) {
            this.outcome = outcome;
            this.resumptionSecret = resumptionSecret;
        }

        @Override
        public void take(NewSessionTicket ticket, Effects effects) {
            ClientConfig config = outcome.answer().config();
            if (!config.takeTickets() || ticket.lifetimeSeconds() == 0 || ++taken > ClientConfig.MAX_TICKETS) {
                return;
            }
            TlsSession session = SessionBridge.wrap(session(ticket));
            effects.sessionReceived(session);
            if (config.bound() == null) {
                config.sessions().add(config.server(), session);
            }
        }

        @Override
        public void discard() {
            resumptionSecret.destroy();
        }

        private SessionState session(NewSessionTicket ticket) {
            ServerAnswer answer = outcome.answer();
            EndpointConfig endpoint = answer.config().endpoint();
            long now = endpoint.clock().millis();
            Origin origin = outcome.resumption().origin();
            long lifetimeEnd = now + 1000 * Math.min(ticket.lifetimeSeconds(), MAX_LIFETIME_SECONDS);
            long originEnd =
                    origin.authenticatedAt().plus(endpoint.sessionLifetime()).toEpochMilli();
            String protocol = answer.progress().applicationProtocol();
            Secret psk = ResumptionPsk.derive(answer.suite().hash(), resumptionSecret, ticket.nonce());
            return SessionState.builder(Side.CLIENT, ProtocolVersion.TLS13, answer.suite(), psk)
                    .origin(origin.id(), origin.authenticatedAt().toEpochMilli())
                    .issuedAt(now)
                    .expiresAt(Math.min(lifetimeEnd, originEnd))
                    .serverName(answer.flight().serverName())
                    .peerName(ClientHandshake.peerName(answer.config()))
                    .applicationProtocol(protocol == null || protocol.isEmpty() ? null : protocol)
                    .peerChain(
                            CertificateChains.encode(outcome.peerChain()),
                            CertificateChains.earliestNotAfter(outcome.peerChain()))
                    .fingerprint(endpoint.fingerprint())
                    .ownNames(outcome.ownNames())
                    .ticket(ticket.ticket())
                    .ticketAgeAdd(ticket.ageAdd())
                    .group(answer.group())
                    .build();
        }
    }
}
