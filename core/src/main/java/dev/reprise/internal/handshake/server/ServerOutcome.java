package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Origin;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server's handshake came about, and what the sessions it issues go on from.
 *
 * @param resumption full or resumed, and why
 * @param session the session that was resumed; null on a full handshake
 * @param peerChain the client's certificates known so far: those of the resumed session
 * @param localChain what this server showed, or would have shown had it not resumed
 * @param expiresAt the end of what may come of this authentication, in milliseconds
 */
record ServerOutcome(
        Resumption resumption,
        @Nullable SessionState session,
        List<X509Certificate> peerChain,
        List<X509Certificate> localChain,
        long expiresAt) {
    private static final int ORIGIN_ID_LENGTH = 32;

    static ServerOutcome full(EndpointConfig endpoint, Reason reason, List<X509Certificate> localChain) {
        byte[] id = new byte[ORIGIN_ID_LENGTH];
        endpoint.random().nextBytes(id);
        Instant now = Instant.ofEpochMilli(endpoint.clock().millis());
        return new ServerOutcome(
                Resumption.full(reason, new Origin(id, now)),
                null,
                List.of(),
                localChain,
                now.plus(endpoint.sessionLifetime()).toEpochMilli());
    }

    static ServerOutcome resumed(
            EndpointConfig endpoint,
            SessionState session,
            Mechanism mechanism,
            List<X509Certificate> peerChain,
            List<X509Certificate> localChain) {
        Instant authenticated = Instant.ofEpochMilli(session.authenticatedAt());
        long age = Math.max(0, endpoint.clock().millis() - session.authenticatedAt());
        // The lifetime that counts is the one in force now: a server whose setting was lowered issues nothing beyond
        // it.
        long expiresAt = Math.min(
                session.expiresAt(),
                authenticated.plus(endpoint.sessionLifetime()).toEpochMilli());
        return new ServerOutcome(
                Resumption.resumed(mechanism, Duration.ofMillis(age), new Origin(session.originId(), authenticated)),
                session,
                peerChain,
                localChain,
                expiresAt);
    }
}
