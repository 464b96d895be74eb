package dev.reprise.internal.message;

import org.jspecify.annotations.Nullable;

/**
 * The types of handshake messages, of TLS 1.3 and of TLS 1.2 (RFC 9846 section 4 and its appendix B.3, RFC 5246 section
 * 7.4, RFC 5077 section 3.3).
 *
 * <p>{@code HELLO_REQUEST} and {@code MESSAGE_HASH} never stand in a TLS 1.3 connection: the one belongs to
 * renegotiation, the other to the transcript.
 */
public enum HandshakeType {
    HELLO_REQUEST(0),
    CLIENT_HELLO(1),
    SERVER_HELLO(2),
    NEW_SESSION_TICKET(4),
    END_OF_EARLY_DATA(5),
    ENCRYPTED_EXTENSIONS(8),
    CERTIFICATE(11),
    SERVER_KEY_EXCHANGE(12),
    CERTIFICATE_REQUEST(13),
    SERVER_HELLO_DONE(14),
    CERTIFICATE_VERIFY(15),
    CLIENT_KEY_EXCHANGE(16),
    FINISHED(20),
    CERTIFICATE_STATUS(22),
    KEY_UPDATE(24),
    MESSAGE_HASH(254);

    private static final @Nullable HandshakeType[] BY_CODE = new @Nullable HandshakeType[256];

    static {
        for (HandshakeType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    HandshakeType(int code) {
        this.code = code;
    }

    /** The byte on the wire, 0 to 255. */
    public int code() {
        return code;
    }

    /** The type with that code, or null where there is none that this library knows. */
    public static @Nullable HandshakeType of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
