package dev.reprise.internal.wire;

import org.jspecify.annotations.Nullable;

/** The peer did what the protocol forbids: a message out of order, a value not offered, a record that does not open. */
public final class PeerMisbehaved extends TlsFault {
    private static final long serialVersionUID = 1L;

    public PeerMisbehaved(AlertDescription alert, String message) {
        this(alert, message, null);
    }

    public PeerMisbehaved(AlertDescription alert, String message, @Nullable Throwable cause) {
        super(alert, message, cause);
    }
}
