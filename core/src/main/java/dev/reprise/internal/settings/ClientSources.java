package dev.reprise.internal.settings;

import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.session.ClientSessions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a client's sessions come from and go to.
 *
 * @param sessions where they are kept; null for the memory that all contexts of the process share
 * @param tickets whether sessions are taken from servers at all
 * @param lifetime how long after its authentication a session may be resumed, if the server allows as much; more than
 *     0, at most 7 days
 * @param pool how many sessions for one server are wanted; a server is asked for what lacks (RFC 9149). 1 to 32
 */
public record ClientSources(@Nullable ClientSessions sessions, boolean tickets, Duration lifetime, int pool) {
    /** Sessions for one server unless said otherwise: {@value}. */
    public static final int DEFAULT_POOL = 4;

    /** The process's memory. */
    public static final ClientSources DEFAULT = new ClientSources(null, true, KeySchedule.LONGEST, DEFAULT_POOL);

    public ClientSources {
        KeySchedule.check("lifetime", lifetime);
        if (pool < 1 || pool > ClientConfig.MAX_TICKETS) {
            throw new IllegalArgumentException("the number of sessions wanted for one server is " + pool
                    + ": expected 1 to " + ClientConfig.MAX_TICKETS);
        }
    }
}
