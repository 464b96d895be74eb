package dev.reprise;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
    /** It does not ask: the default. */
    NONE,
    /** It asks, and goes on without. */
    WANT,
    /** It asks, and refuses the connection without. */
    NEED
}
