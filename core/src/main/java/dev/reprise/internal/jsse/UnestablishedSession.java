package dev.reprise.internal.jsse;

import org.jspecify.annotations.Nullable;

/** A session of a connection whose handshake is not over: it has no ID, and nothing can go on from it. */
abstract class UnestablishedSession extends BasicSession {
    private final long created;

    UnestablishedSession(SessionValues values, @Nullable String peerHost, int peerPort, long created) {
        super(values, peerHost, peerPort);
        this.created = created;
    }

    @Override
    public final byte[] getId() {
        return new byte[0];
    }

    @Override
    public final long getCreationTime() {
        return created;
    }

    @Override
    public final long getLastAccessedTime() {
        return created;
    }

    @Override
    public final void invalidate() {
        // What is not established cannot be resumed.
    }
}
