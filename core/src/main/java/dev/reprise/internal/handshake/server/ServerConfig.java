package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.session.Reason;
import java.util.function.Predicate;

/**
 * What a server configures beside {@link EndpointConfig}.
 *
 * @param endpoint what both sides configure
 * @param clientAuthentication whether clients are asked for certificates
 * @param ownOrder whether this side's order of suites decides (else the client's)
 * @param serverNames accepts a host name that a client asks for, lower case; refused ones end the connection with {@code unrecognized_name}
 * @param applicationProtocols the choice among what the client offers
 * @param sessions keys and stores of this server's sessions
 * @param ticketCount tickets after a handshake where the client does not say how many it wants; 0 to {@value #MAX_TICKETS}
 * @param mustResume whether a connection that resumes nothing is refused
 */
public record ServerConfig(
        EndpointConfig endpoint,
        ClientAuthentication clientAuthentication,
        boolean ownOrder,
        Predicate<String> serverNames,
        ApplicationProtocolSelector applicationProtocols,
        ServerSessions sessions,
        int ticketCount,
        boolean mustResume) {
    /** The most tickets one handshake gives, whatever a client asks for. */
    public static final int MAX_TICKETS = 32;

    /** The most entries of the store that one handshake may ask for where clients need no certificate, unless more are configured. */
    public static final int MAX_STORED_FOR_ANYBODY = 8;

    public ServerConfig {
        if (ticketCount < 0 || ticketCount > MAX_TICKETS) {
            throw new IllegalArgumentException(
                    "the number of tickets must be 0 to " + MAX_TICKETS + ", not " + ticketCount);
        }
    }

    /** A server that authenticates anew whoever has nothing to resume. */
    public ServerConfig(
            EndpointConfig endpoint,
            ClientAuthentication clientAuthentication,
            boolean ownOrder,
            Predicate<String> serverNames,
            ApplicationProtocolSelector applicationProtocols,
            ServerSessions sessions,
            int ticketCount) {
        this(endpoint, clientAuthentication, ownOrder, serverNames, applicationProtocols, sessions, ticketCount, false);
    }

    /**
     * Looks at why nothing is resumed.
     *
     * @throws PeerIncompatible if only resumed connections are accepted
     */
    public void requireFullHandshakes(Reason reason) {
        if (mustResume) {
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE,
                    "nothing is resumed (" + reason.word() + ") and no new session may be made here");
        }
    }
}
