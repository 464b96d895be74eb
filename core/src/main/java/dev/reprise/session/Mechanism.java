package dev.reprise.session;

/** What carried a session into the handshake that resumed it. */
public enum Mechanism {
    /** Nothing: the handshake was a full one. */
    NONE("none"),
    /** TLS 1.2: the session ID in the hello, looked up by the server (RFC 5246 section 7.4.1.2). */
    SESSION_ID("session_id"),
    /** TLS 1.2: a ticket with the sealed state (RFC 5077). */
    TICKET("ticket"),
    /** TLS 1.3: a ticket with the sealed state, as the server that opened it knows (RFC 9846 section 4.7.1). */
    PSK_STATELESS("psk_stateless"),
    /** TLS 1.3: a ticket that is a reference into the server's store, as that server knows. */
    PSK_STORED("psk_stored"),
    /** TLS 1.3 as a client sees it: what the ticket holds only the server knows. */
    PSK("psk");

    private final String word;

    Mechanism(String word) {
        this.word = word;
    }

    /** The stable word, in lower case with underscores. */
    public String word() {
        return word;
    }

    /** The {@link #word()}. */
    @Override
    public String toString() {
        return word;
    }
}
