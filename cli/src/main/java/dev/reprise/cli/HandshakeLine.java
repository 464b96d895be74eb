package dev.reprise.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended, as {@code serve} and {@code connect} report it. The names of the fields are stable: scripts read them.
 *
 * @param protocol such as {@code TLSv1.3}; null where it was not agreed on
 * @param cipher the suite's IANA name; null where it was not agreed on
 * @param group the key exchange's IANA name; null without one
 * @param kind {@code full} or {@code resumed}; null where the handshake failed
 * @param mechanism {@code none}, {@code session_id}, {@code ticket}, {@code psk_stateless}, {@code psk_stored}, on a client {@code psk}; null where it
 *     failed
 * @param reason one word of the closed list; null where it failed
 * @param age of the session where it was resumed
 * @param sni the server name asked for
 * @param alpn the application protocol agreed on
 * @param bytesIn of the handshake, as they came over the network
 * @param bytesOut of the handshake, as they went over the network
 * @param duration from the first byte to the last
 * @param failure null where it succeeded
 */
public record HandshakeLine(
        @Nullable String protocol,
        @Nullable String cipher,
        @Nullable String group,
        @Nullable String kind,
        @Nullable String mechanism,
        @Nullable String reason,
        @Nullable Duration age,
        @Nullable String sni,
        @Nullable String alpn,
        long bytesIn,
        long bytesOut,
        Duration duration,
        @Nullable Failed failure) {
    /** The fields of every such line, in their order. A failed one has {@code alert} and {@code error} too. */
    public static final List<String> FIELDS = List.of(
            "event",
            "ok",
            "protocol",
            "cipher",
            "group",
            "kind",
            "mechanism",
            "reason",
            "age_seconds",
            "early_data",
            "sni",
            "alpn",
            "bytes_in",
            "bytes_out",
            "micros");

    /**
     * Why it failed.
     *
     * @param alert the IANA name of the alert that was sent or received; null if there was none: the network failed
     * @param error one plain sentence
     */
    public record Failed(@Nullable String alert, String error) {
        /** As people read it: the error, and the alert where that does not say it. */
        public String text() {
            return alert == null || error.contains(alert) ? error : error + " (alert " + alert + ")";
        }
    }

    /** A handshake that failed, of which no more is known. */
    public static HandshakeLine failed(@Nullable String alert, String error, Duration duration) {
        return new HandshakeLine(
                null, null, null, null, null, null, null, null, null, 0, 0, duration, new Failed(alert, error));
    }

    /** This one, failed for a reason that the network or the clock gave. */
    public HandshakeLine failedFor(String error) {
        return new HandshakeLine(
                protocol,
                cipher,
                group,
                null,
                null,
                null,
                null,
                sni,
                alpn,
                bytesIn,
                bytesOut,
                duration,
                new Failed(null, error));
    }

    /** Whether the handshake succeeded. */
    public boolean ok() {
        return failure == null;
    }

    /** Whether a session was resumed. */
    public boolean resumed() {
        return "resumed".equals(kind);
    }

    /** The line as JSON writes it. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", "handshake");
        fields.put("ok", ok());
        fields.put("protocol", protocol);
        fields.put("cipher", cipher);
        fields.put("group", group);
        fields.put("kind", kind);
        fields.put("mechanism", mechanism);
        fields.put("reason", reason);
        fields.put("age_seconds", age == null ? null : age.toSeconds());
        fields.put("early_data", "none");
        fields.put("sni", sni);
        fields.put("alpn", alpn);
        fields.put("bytes_in", bytesIn);
        fields.put("bytes_out", bytesOut);
        fields.put("micros", duration.toNanos() / 1_000);
        if (failure != null) {
            fields.put("alert", failure.alert());
            fields.put("error", failure.error());
        }
        return fields;
    }

    /** The line as people read it. */
    public String text() {
        String traffic = bytesIn + " bytes in, " + bytesOut + " out, " + millis();
        if (failure != null) {
            return "failed: " + failure.text() + ", " + traffic;
        }
        String how = resumed()
                ? "resumed by " + mechanism + (age == null ? "" : ", session " + Durations.rough(age) + " old")
                : "full (" + reason + ")";
        return how + ", " + protocol + " " + cipher + (group == null ? "" : " " + group)
                + (sni == null ? "" : ", name " + sni)
                + (alpn == null ? "" : ", protocol " + alpn) + ", " + traffic;
    }

    private String millis() {
        long micros = duration.toNanos() / 1_000;
        return micros / 1_000 + "." + micros / 100 % 10 + " ms";
    }
}
