package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import org.jspecify.annotations.Nullable;

/**
 * What a client configures beside {@link EndpointConfig}, for one connection.
 *
 * @param endpoint what both sides configure
 * @param serverName the host name to ask for (SNI); null for none, as with an address
 * @param peerName the name that the server's certificate is checked for; null where names are not checked
 * @param server what its sessions are kept under
 * @param sessions where sessions come from and go to
 * @param invalidated the origins whose sessions are not kept, whatever comes of them
 * @param bound a session that the caller bound to this connection: it is offered instead, and keeps its own names; null if none
 * @param resuming whether a full handshake will do
 * @param takeTickets whether this client takes tickets; without, it keeps sessions of TLS 1.2 by their ID alone
 * @param ticketPool how many tickets for this server are wanted in {@code sessions}; the server is asked for what lacks (RFC 9149)
 * @param compatibilityMode whether to look like TLS 1.2 to middleboxes (RFC 9846, appendix E.4)
 */
public record ClientConfig(
        EndpointConfig endpoint,
        @Nullable String serverName,
        @Nullable String peerName,
        ClientSessions.Server server,
        ClientSessions sessions,
        InvalidatedOrigins invalidated,
        @Nullable TlsSession bound,
        Resuming resuming,
        boolean takeTickets,
        int ticketPool,
        boolean compatibilityMode) {
    /** What is asked of a handshake. */
    public enum Resuming {
        /** That it resumes a session where it can. */
        IF_POSSIBLE,
        /** That it offers one: else it fails before a byte leaves. What the server makes of the offer is its own decision. */
        OFFERED,
        /** That it resumes one: else it fails, before a byte leaves or when the server declines. */
        ALWAYS
    }

    /** The most tickets that are taken from one connection, and asked for. */
    public static final int MAX_TICKETS = 32;

    public ClientConfig {
        if (ticketPool < 0 || ticketPool > MAX_TICKETS) {
            throw new IllegalArgumentException(
                    "the pool must hold 0 to " + MAX_TICKETS + " tickets a server, not " + ticketPool);
        }
    }

    /** Whether the session is of an origin that was invalidated since. */
    public boolean isInvalidated(TlsSession session) {
        return invalidated.contains(SessionBridge.state(session).originId());
    }

    /** Keeps a session that came on this connection. */
    public void keep(TlsSession session) {
        if (!isInvalidated(session)) {
            sessions.add(server, session);
            dropIfInvalidated(session);
        }
    }

    /** Puts a session back that was leased for this connection. */
    public void giveBack(TlsSession session) {
        if (!isInvalidated(session)) {
            sessions.giveBack(server, session);
            dropIfInvalidated(session);
        }
    }

    /** It may have been invalidated between the question and the answer; not every place remembers. */
    private void dropIfInvalidated(TlsSession session) {
        if (isInvalidated(session)) {
            sessions.remove(server, session);
        }
    }

    /**
     * Looks at what the server made of the offer.
     *
     * @throws PeerIncompatible if it resumes nothing and no full handshake will do
     */
    public void requireResumed(boolean resumed) {
        if (!resumed && resuming == Resuming.ALWAYS) {
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE,
                    "the server does not resume the session and no new one may be made here");
        }
    }
}
