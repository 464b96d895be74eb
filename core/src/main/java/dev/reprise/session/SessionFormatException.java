package dev.reprise.session;

import org.jspecify.annotations.Nullable;

/** Bytes that are no exported session, or one that this version cannot read. The message never quotes the bytes. */
public final class SessionFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SessionFormatException(String message) {
        super(message);
    }

    public SessionFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
