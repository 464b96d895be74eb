package dev.reprise.cli;

import org.jspecify.annotations.Nullable;

/** What ends a command without success, told in one plain line. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The TLS or the network part failed. */
    public static final int FAILED = 1;

    /** The command was used wrongly. */
    public static final int WRONG_USAGE = 2;

    private final int status;

    private Failure(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The TLS or the network part failed. */
    public static Failure failed(String message) {
        return new Failure(FAILED, message, null);
    }

    /** The TLS or the network part failed, for this reason: {@link Explanation} puts it behind the message. */
    public static Failure failed(String message, Throwable cause) {
        return new Failure(FAILED, message + ": " + Explanation.of(cause), cause);
    }

    /** An option says something that cannot be. */
    public static Failure wrongUsage(String message) {
        return new Failure(WRONG_USAGE, message, null);
    }

    /** An option says something that cannot be, for this reason. */
    public static Failure wrongUsage(String message, Throwable cause) {
        return new Failure(WRONG_USAGE, message + ": " + Explanation.of(cause), cause);
    }

    /** The exit status that says so. */
    public int status() {
        return status;
    }
}
