package dev.reprise.interop;

import dev.reprise.HandshakeEvent;
import dev.reprise.session.Resumption;
import org.jspecify.annotations.Nullable;

/** A handshake as a JSON line, as {@code reprise serve --json} prints it: how programs of the tests tell of theirs. */
public final class HandshakeLine {
    private HandshakeLine() {}

    /** What a listener was told. */
    public static String of(HandshakeEvent event) {
        return line(
                event.resumption(),
                event.failure() == null,
                ",\"protocol\":" + quoted(event.protocol())
                        + ",\"role\":" + quoted(event.client() ? "client" : "server") + ",\"alpn\":"
                        + quoted(event.applicationProtocol()));
    }

    /** What {@code Reprise.resumption} says of something that a library handed out, with a field of the teller's own. */
    public static String of(Resumption how, String name, @Nullable String value) {
        return line(how, true, "," + quoted(name) + ":" + quoted(value));
    }

    private static String line(@Nullable Resumption how, boolean ok, String more) {
        return "{\"event\":\"handshake\",\"ok\":" + ok + ",\"kind\":"
                + quoted(how == null ? null : how.kind().word())
                + ",\"mechanism\":"
                + quoted(how == null ? null : how.mechanism().word()) + ",\"reason\":"
                + quoted(how == null ? null : how.reason().word()) + more + "}";
    }

    /** A JSON string, or null; what a string may not hold as it is, it loses. */
    public static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text.replaceAll("[^ -~]|[\"\\\\]", "'") + '"';
    }
}
