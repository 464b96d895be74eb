package dev.reprise.internal.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that ends the connection. The type says whose fault it is, {@link #alert()} what the peer is told; the message
 * is for the people on this side and never reaches the peer.
 *
 * <p>Unchecked, since every codec and every state may raise it and only the connection handles it.
 */
public abstract sealed class TlsFault extends RuntimeException
        permits DecodeFault, PeerMisbehaved, PeerIncompatible, LocalFault, AlertReceived {
    private static final long serialVersionUID = 1L;

    private final AlertDescription alert;

    TlsFault(AlertDescription alert, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.alert = Objects.requireNonNull(alert, "alert");
    }

    /** The fatal alert that tells the peer. */
    public AlertDescription alert() {
        return alert;
    }
}
