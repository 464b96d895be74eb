package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.ExporterSecret;
import dev.reprise.internal.crypto.NamedGroup;
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
import dev.reprise.internal.message.MaxEarlyData;
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
 * @param peerName what the server was verified as, in this handshake or in the one that is resumed; null if it was not identified
 * @param localChain what this client showed now
 * @param ownNames what it is bound to: the identity it authenticated with, now or in the handshake that is resumed
 */
record ClientOutcome(
        ClientConfig config,
        CipherSuite suite,
        @Nullable NamedGroup group,
        @Nullable String serverName,
        String applicationProtocol,
        boolean helloRetried,
        Resumption resumption,
        List<X509Certificate> peerChain,
        @Nullable String peerName,
        List<X509Certificate> localChain,
        byte[] ownNames) {
    private static final int ORIGIN_ID_LENGTH = 32;

    static ClientOutcome of(ServerAnswer answer, ServerIdentity server, @Nullable Identity shown) {
        SessionState resumed = answer.resumed();
        String protocol = answer.progress().applicationProtocol();
        return new ClientOutcome(
                answer.config(),
                answer.suite(),
                answer.group(),
                answer.flight().serverName(),
                protocol == null ? "" : protocol,
                answer.flight().retriedSuite() != null,
                resumed == null ? full(answer) : resumed(answer, resumed),
                server.chain(),
                server.name(),
                shown == null ? List.of() : shown.chain(),
                resumed != null
                        ? resumed.ownNames()
                        : shown == null ? new byte[0] : IdentityBinding.of(List.of(shown.leaf())));
    }

    private static Resumption full(ServerAnswer answer) {
        EndpointConfig endpoint = answer.config().endpoint();
        byte[] id = new byte[ORIGIN_ID_LENGTH];
        endpoint.random().nextBytes(id);
        Instant now = Instant.ofEpochMilli(endpoint.clock().millis());
        return Resumption.full(answer.flight().offer().reason(), new Origin(id, now));
    }

    private static Resumption resumed(ServerAnswer answer, SessionState session) {
        Instant authenticated = Instant.ofEpochMilli(session.authenticatedAt());
        long age = Math.max(0, answer.config().endpoint().clock().millis() - session.authenticatedAt());
        return Resumption.resumed(Mechanism.PSK, Duration.ofMillis(age), new Origin(session.originId(), authenticated));
    }

    ConnectionSummary summary(ExporterSecret exporter) {
        return new ConnectionSummary(
                ProtocolVersion.TLS13,
                suite,
                group,
                serverName,
                applicationProtocol,
                peerChain,
                localChain,
                resumption,
                peerName,
                exporter,
                helloRetried);
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
            ClientConfig config = outcome.config();
            if (!config.takeTickets() || ticket.lifetimeSeconds() == 0 || ++taken > ClientConfig.MAX_TICKETS) {
                return;
            }
            TlsSession session = SessionBridge.wrap(session(ticket));
            if (config.isInvalidated(session)) {
                return; // it was on its way when its origin was invalidated
            }
            if (config.bound() == null) {
                effects.afterwards(() -> config.keep(session));
            }
            effects.sessionReceived(session);
        }

        @Override
        public void discard() {
            resumptionSecret.destroy();
        }

        private SessionState session(NewSessionTicket ticket) {
            EndpointConfig endpoint = outcome.config().endpoint();
            long now = endpoint.clock().millis();
            Origin origin = outcome.resumption().origin();
            long lifetimeEnd = now + 1000 * Math.min(ticket.lifetimeSeconds(), MAX_LIFETIME_SECONDS);
            long originEnd =
                    origin.authenticatedAt().plus(endpoint.sessionLifetime()).toEpochMilli();
            String protocol = outcome.applicationProtocol();
            MaxEarlyData earlyData = ticket.extensions().get(MaxEarlyData.class);
            Secret psk = ResumptionPsk.derive(outcome.suite().hash(), resumptionSecret, ticket.nonce());
            return SessionState.builder(Side.CLIENT, ProtocolVersion.TLS13, outcome.suite(), psk)
                    .origin(origin.id(), origin.authenticatedAt().toEpochMilli())
                    .issuedAt(now)
                    .expiresAt(Math.min(lifetimeEnd, originEnd))
                    .serverName(outcome.serverName())
                    .peerName(outcome.peerName())
                    .applicationProtocol(protocol.isEmpty() ? null : protocol)
                    .peerChain(
                            CertificateChains.encode(outcome.peerChain()),
                            CertificateChains.earliestNotAfter(outcome.peerChain()))
                    .fingerprint(endpoint.fingerprint())
                    .judge(endpoint.verifier().judge())
                    .ownNames(outcome.ownNames())
                    .ticket(ticket.ticket())
                    .ticketAgeAdd(ticket.ageAdd())
                    .maxEarlyData(earlyData == null ? 0 : earlyData.bytes())
                    .group(outcome.group())
                    .build();
        }
    }
}
