package dev.reprise.spring;

import org.jspecify.annotations.Nullable;

/** A property of {@code reprise.*} has a value that cannot be used. */
public final class RepriseSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String action;

    RepriseSettingException(
            String property, @Nullable Object value, String problem, String action, @Nullable Throwable cause) {
        super(
                value == null ? property + " is not set: " + problem : property + " is \"" + value + "\": " + problem,
                cause);
        this.action = action;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
