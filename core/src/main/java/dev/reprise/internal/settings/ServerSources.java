package dev.reprise.internal.settings;

import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.session.SessionStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's sessions are kept, and what seals them.
 *
 * @param keys what seals tickets; null if clients are to carry no state
 * @param store where sessions are kept; null for the one that all contexts of the process share
 * @param secret seals what leaves the process; null if nothing does
 * @param lifetime how long after its authentication a session may be resumed; more than 0, at most 7 days
 * @param rotate how long one ticket key seals; more than 0, at most 7 days
 * @param mode what a client is given where it could be given either
 * @param ticketCount tickets after a handshake whose client does not say how many it wants, 0 to 32
 */
public record ServerSources(
        @Nullable KeySpec keys,
        @Nullable SessionStore store,
        @Nullable MasterKeys secret,
        Duration lifetime,
        Duration rotate,
        TicketMode mode,
        int ticketCount) {
    /** Tickets after a handshake unless said otherwise: {@value}. */
    public static final int DEFAULT_TICKET_COUNT = 2;

    /** The process's own keys and its memory. */
    public static final ServerSources DEFAULT = new ServerSources(
            new KeySpec.Ephemeral(),
            null,
            null,
            KeySchedule.DEFAULT.lifetime(),
            KeySchedule.DEFAULT.rotate(),
            TicketMode.STATELESS,
            DEFAULT_TICKET_COUNT);

    /**
     * @throws IllegalArgumentException if a value is out of range, or a store that outlives the process has no secret
     */
    public ServerSources {
        schedule(rotate, lifetime);
        if (ticketCount < 0 || ticketCount > ServerConfig.MAX_TICKETS) {
            throw new IllegalArgumentException("the number of tickets after a handshake is " + ticketCount
                    + ": expected 0 to " + ServerConfig.MAX_TICKETS);
        }
        if (store != null && store.mayBlock() && secret == null) {
            throw new IllegalArgumentException("the session store " + store
                    + " lies outside of this process: it needs a fleet secret, which seals what is put there");
        }
    }

    /** How ticket keys follow each other. */
    public KeySchedule schedule() {
        return schedule(rotate, lifetime);
    }

    private static KeySchedule schedule(Duration rotate, Duration lifetime) {
        return new KeySchedule(rotate, lifetime);
    }
}
