package dev.reprise.internal.jsse;

import org.jspecify.annotations.Nullable;

/**
 * Whom a connection goes to, or comes from, as the application said it.
 *
 * @param host a name or an address; null if nobody said
 * @param port -1 if nobody said
 */
record Peer(@Nullable String host, int port) {
    static final Peer UNKNOWN = new Peer(null, -1);

    /** Whether sessions can be kept for it. */
    boolean isKnown() {
        return host != null && !host.isEmpty() && port >= 0 && port <= 0xffff;
    }

    @Nullable
    String describe() {
        return host == null ? null : port < 0 ? host : host + ":" + port;
    }
}
