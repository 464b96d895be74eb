package dev.reprise.internal.handshake;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuthentication {
    /** It does not ask. */
    NONE,
    /** It asks, and goes on without. */
    WANT,
    /** It asks, and refuses the connection without. */
    NEED
}
