package dev.reprise.internal.wire;

import org.jspecify.annotations.Nullable;

/** This side cannot go on, through no fault of the peer: a provider that fails, a key that does not sign, a defect. */
public final class LocalFault extends TlsFault {
    private static final long serialVersionUID = 1L;

    /** A fault answered with {@code internal_error}. */
    public LocalFault(String message) {
        this(message, null);
    }

    /** A fault answered with {@code internal_error}. */
    public LocalFault(String message, @Nullable Throwable cause) {
        this(AlertDescription.INTERNAL_ERROR, message, cause);
    }

    public LocalFault(AlertDescription alert, String message) {
        this(alert, message, null);
    }

    public LocalFault(AlertDescription alert, String message, @Nullable Throwable cause) {
        super(alert, message, cause);
    }
}
