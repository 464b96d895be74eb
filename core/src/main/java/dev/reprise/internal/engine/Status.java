package dev.reprise.internal.engine;

/** What a connection needs next; the same words as JSSE's {@code HandshakeStatus}. */
public enum Status {
    NOT_HANDSHAKING,
    NEED_TASK,
    NEED_WRAP,
    NEED_UNWRAP,
    /** The handshake completed with this very call; told once. */
    FINISHED
}
