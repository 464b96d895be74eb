package dev.reprise.interop;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One handshake as our own command line reports it: the JSON line of {@code reprise serve --json} or {@code reprise
 * connect --json}.
 */
public record Handshake(Map<String, @Nullable Object> fields) {
    public boolean ok() {
        return Boolean.TRUE.equals(fields.get("ok"));
    }

    public @Nullable String protocol() {
        return text("protocol");
    }

    public @Nullable String cipher() {
        return text("cipher");
    }

    public @Nullable String group() {
        return text("group");
    }

    /** {@code full} or {@code resumed}. */
    public @Nullable String kind() {
        return text("kind");
    }

    public @Nullable String mechanism() {
        return text("mechanism");
    }

    public @Nullable String reason() {
        return text("reason");
    }

    public @Nullable String sni() {
        return text("sni");
    }

    public @Nullable String alpn() {
        return text("alpn");
    }

    public @Nullable String alert() {
        return text("alert");
    }

    /** The three words that say how it came about, such as {@code full none no_session_offered}. */
    public String how() {
        return kind() + " " + mechanism() + " " + reason();
    }

    /**
     * A number that the contract says is there.
     *
     * @throws AssertionError if it is not
     */
    public long number(String name) {
        if (fields.get(name) instanceof Long value) {
            return value;
        }
        throw new AssertionError(name + " is no whole number: " + fields);
    }

    private @Nullable String text(String name) {
        return (String) fields.get(name);
    }
}
