package dev.reprise.session;

import org.jspecify.annotations.Nullable;

/**
 * A store that did not do what it was asked: too slow, gone, full, or not to be read. It never ends a connection: the
 * handshake becomes a full one, and its reason is {@code store_unavailable}.
 *
 * <p>The message is for the log. It says what was expected and what came, and never what an entry holds.
 */
public class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
