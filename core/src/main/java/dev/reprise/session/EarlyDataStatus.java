package dev.reprise.session;

/** What became of early data (0-RTT, RFC 9846 section 2.3) in a handshake. */
public enum EarlyDataStatus {
    /** The client offered none. */
    NONE("none"),
    /** The server took it: the application may have acted on it before the handshake ended. */
    ACCEPTED("accepted"),
    /** The client offered it, the server threw it away: it has to be sent again, if it may be. */
    REJECTED("rejected");

    private final String word;

    EarlyDataStatus(String word) {
        this.word = word;
    }

    /** The stable word, in lower case. */
    public String word() {
        return word;
    }

    /** The {@link #word()}. */
    @Override
    public String toString() {
        return word;
    }
}
