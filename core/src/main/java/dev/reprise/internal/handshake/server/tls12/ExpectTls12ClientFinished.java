package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.Tls12Exporter;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.StoredReferences;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.session.Mechanism;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the client's Finished. On a full handshake the session is kept then, by a ticket or in the store, and this server's own
 * Finished follows; on a resumed one that has been said, and the connection is up.
 */
final class ExpectTls12ClientFinished implements Tls12ServerState {
    private final Tls12ClientAnswer answer;

    ExpectTls12ClientFinished(Tls12ClientAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof Finished finished)) {
            throw HandshakeState.unexpected(this, received);
        }
        Tls12Handshake handshake = answer.handshake();
        byte[] expected = answer.master().clientFinished(handshake.transcript().hash());
        if (!FinishedMac.matches(expected, finished.verifyData())) {
            throw new PeerMisbehaved(AlertDescription.DECRYPT_ERROR, "the client's Finished does not verify");
        }
        handshake.transcript().add(received.encoded());
        if (answer.resumed()) {
            boolean fromStore = handshake.resumption().mechanism() == Mechanism.SESSION_ID;
            return connected(fromStore ? handshake.sessionId() : new byte[0], effects);
        }
        ServerSessions sessions = handshake.terms().config().sessions();
        if (sessions.mayBlock() && handshake.sessionId().length > 0) {
            return Await.of(() -> keep(sessions), (kept, fx) -> finish(kept, fx), answer::discard);
        }
        return finish(keep(sessions), effects);
    }

    /**
     * What became of the session.
     *
     * @param ticket null if the client does not carry it
     * @param inStore whether the store has it
     */
    private record Kept(ServerSessions.@Nullable Tls12Ticket ticket, boolean inStore) {}

    private Kept keep(ServerSessions sessions) {
        Tls12Handshake handshake = answer.handshake();
        if (!handshake.terms().sessionMayBeKept()) {
            return new Kept(null, false);
        }
        Instant now = endpoint().clock().instant();
        SessionState session = session(now);
        try {
            ServerSessions.Tls12Ticket ticket = handshake.announcesTicket() ? sessions.seal(session, now) : null;
            boolean inStore = ticket == null && handshake.sessionId().length > 0;
            if (inStore) {
                sessions.keep(handshake.sessionId(), session);
            }
            return new Kept(ticket, inStore);
        } finally {
            session.secret().destroy();
        }
    }

    private HandshakeState finish(Kept kept, Effects effects) {
        Tls12Handshake handshake = answer.handshake();
        ServerSessions.Tls12Ticket ticket = kept.ticket();
        if (handshake.announcesTicket()) {
            effects.send(
                    ticket == null
                            ? new Tls12NewSessionTicket(0, new byte[0])
                            : new Tls12NewSessionTicket(ticket.lifetime(), ticket.ticket()),
                    handshake.transcript());
        }
        effects.changeWriteKeys(handshake.suite(), answer.server());
        effects.send(
                new Finished(
                        answer.master().serverFinished(handshake.transcript().hash())),
                handshake.transcript());
        return connected(kept.inStore() ? handshake.sessionId() : new byte[0], effects);
    }

    /** @param storedAs the session ID under which the store has the session; empty if it does not */
    private HandshakeState connected(byte[] storedAs, Effects effects) {
        Tls12Handshake handshake = answer.handshake();
        Tls12Terms terms = handshake.terms();
        StoredReferences stored = new StoredReferences();
        if (storedAs.length > 0) {
            stored.add(storedAs);
        }
        effects.connected(new ConnectionSummary(
                ProtocolVersion.TLS12,
                handshake.suite(),
                answer.resumed() ? null : handshake.group(),
                terms.serverName(),
                terms.applicationProtocol(),
                answer.peerChain(),
                handshake.localChain(),
                handshake.resumption(),
                null,
                new Tls12Exporter(answer.master(), terms.hello().random(), handshake.serverRandom()),
                false,
                stored));
        return new Tls12ServerConnected(terms.config().sessions(), storedAs);
    }

    private SessionState session(Instant now) {
        Tls12Handshake handshake = answer.handshake();
        Tls12Terms terms = handshake.terms();
        String protocol = terms.applicationProtocol();
        return SessionState.builder(
                        Side.SERVER,
                        ProtocolVersion.TLS12,
                        handshake.suite(),
                        answer.master().toKeep())
                .extendedMasterSecret(true)
                .origin(
                        handshake.resumption().origin().id(),
                        handshake.resumption().origin().authenticatedAt().toEpochMilli())
                .issuedAt(now.toEpochMilli())
                .expiresAt(handshake.expiresAt())
                .serverName(terms.serverName())
                .applicationProtocol(protocol.isEmpty() ? null : protocol)
                .peerChain(
                        CertificateChains.encode(answer.peerChain()),
                        CertificateChains.earliestNotAfter(answer.peerChain()))
                .fingerprint(endpoint().fingerprint())
                .judge(endpoint().verifier().judge())
                .ownNames(terms.ownNames())
                .group(handshake.group())
                .build();
    }

    private EndpointConfig endpoint() {
        return answer.handshake().terms().endpoint();
    }
}
