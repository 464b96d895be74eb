package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.Tls12Exporter;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Origin;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client's TLS 1.2 handshake came about, and the session that goes on from it. */
record Tls12Outcome(Tls12ServerEnd end, Resumption resumption) {
    private static final int ORIGIN_ID_LENGTH = 32;

    static Tls12Outcome of(Tls12ServerEnd end) {
        SessionState resumed = end.answer().resumed();
        EndpointConfig endpoint = end.answer().endpoint();
        Instant now = Instant.ofEpochMilli(endpoint.clock().millis());
        if (resumed == null) {
            byte[] id = new byte[ORIGIN_ID_LENGTH];
            endpoint.random().nextBytes(id);
            return new Tls12Outcome(end, Resumption.full(end.answer().hello().reason(), new Origin(id, now)));
        }
        Instant authenticated = Instant.ofEpochMilli(resumed.authenticatedAt());
        Duration age = Duration.ofMillis(Math.max(0, now.toEpochMilli() - resumed.authenticatedAt()));
        Mechanism mechanism = resumed.ticket().length > 0 ? Mechanism.TICKET : Mechanism.SESSION_ID;
        return new Tls12Outcome(end, Resumption.resumed(mechanism, age, new Origin(resumed.originId(), authenticated)));
    }

    HandshakeState connected(Effects effects) {
        Tls12ServerAnswer answer = end.answer();
        Identity shown = end.shown();
        effects.connected(new ConnectionSummary(
                ProtocolVersion.TLS12,
                answer.suite(),
                answer.resumed() == null ? end.group() : null,
                answer.hello().serverName(),
                applicationProtocol(),
                end.server().chain(),
                shown == null ? List.of() : shown.chain(),
                resumption,
                end.server().name(),
                new Tls12Exporter(end.master(), answer.hello().hello().random(), answer.serverRandom()),
                false));
        return new Tls12ClientConnected(answer.hello(), keep(effects));
    }

    /**
     * A session of TLS 1.2 may be used again: one that was resumed, and not renewed, is where it was.
     *
     * @return the session that goes on from this connection; null if none does
     */
    private @Nullable SessionState keep(Effects effects) {
        SessionState resumed = end.answer().resumed();
        Tls12NewSessionTicket ticket = end.ticket();
        if (ticket != null && ticket.ticket().length > 0) {
            forgetOffered(effects);
            return keep(session(ticket.ticket(), new byte[0], ticket.lifetimeHint()), effects);
        }
        if (resumed != null) {
            effects.sessionReceived(SessionBridge.wrap(resumed));
            return resumed;
        }
        forgetOffered(effects);
        return end.answer().sessionId().length == 0
                ? null
                : keep(session(new byte[0], end.answer().sessionId(), 0), effects);
    }

    /** The server renewed what was offered, or did not want it. */
    private void forgetOffered(Effects effects) {
        ClientConfig config = end.answer().hello().config();
        SessionState offered = end.answer().hello().offered();
        if (config.bound() == null && offered != null) {
            effects.afterwards(() -> config.sessions().remove(config.server(), SessionBridge.wrap(offered)));
        }
    }

    /** Without the extended master secret no session is kept (RFC 7627 section 5.3). */
    private @Nullable SessionState keep(SessionState state, Effects effects) {
        ClientConfig config = end.answer().hello().config();
        if (!end.answer().extendedMasterSecret()) {
            state.secret().destroy();
            return null;
        }
        TlsSession session = SessionBridge.wrap(state);
        effects.sessionReceived(session);
        if (config.bound() == null) {
            effects.afterwards(() -> config.keep(session));
        }
        return state;
    }

    /** @param lifetimeHint of the ticket, in seconds; 0 says nothing (RFC 5077 section 3.3) */
    private SessionState session(byte[] ticket, byte[] sessionId, long lifetimeHint) {
        Tls12ServerAnswer answer = end.answer();
        SessionState resumed = answer.resumed();
        EndpointConfig endpoint = answer.endpoint();
        long now = endpoint.clock().millis();
        Origin origin = resumption.origin();
        long originEnd =
                origin.authenticatedAt().plus(endpoint.sessionLifetime()).toEpochMilli();
        long hint = lifetimeHint > 0 ? now + 1000 * lifetimeHint : Long.MAX_VALUE;
        Identity shown = end.shown();
        String protocol = applicationProtocol();
        return SessionState.builder(
                        Side.CLIENT,
                        ProtocolVersion.TLS12,
                        answer.suite(),
                        end.master().toKeep())
                .extendedMasterSecret(true)
                .origin(origin.id(), origin.authenticatedAt().toEpochMilli())
                .issuedAt(now)
                .expiresAt(Math.min(hint, originEnd))
                .serverName(answer.hello().serverName())
                .peerName(end.server().name())
                .applicationProtocol(protocol.isEmpty() ? null : protocol)
                .peerChain(
                        CertificateChains.encode(end.server().chain()),
                        CertificateChains.earliestNotAfter(end.server().chain()))
                .fingerprint(endpoint.fingerprint())
                .judge(endpoint.verifier().judge())
                .ownNames(
                        resumed != null
                                ? resumed.ownNames()
                                : shown == null ? new byte[0] : IdentityBinding.of(List.of(shown.leaf())))
                .ticket(ticket)
                .sessionId(sessionId)
                .group(end.group())
                .build();
    }

    private String applicationProtocol() {
        String protocol = end.answer().progress().applicationProtocol();
        return protocol == null ? "" : protocol;
    }
}
