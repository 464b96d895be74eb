package dev.reprise.internal.wire;

import org.jspecify.annotations.Nullable;

/** The peer is within its rights, but there is no common ground: no version, suite, group or trusted certificate. */
public final class PeerIncompatible extends TlsFault {
    private static final long serialVersionUID = 1L;

    public PeerIncompatible(AlertDescription alert, String message) {
        this(alert, message, null);
    }

    public PeerIncompatible(AlertDescription alert, String message, @Nullable Throwable cause) {
        super(alert, message, cause);
    }
}
