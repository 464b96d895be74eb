package dev.reprise.internal.session;

/**
 * The end of the connection that a session was made at. A session never changes sides: a pre-shared key used in both roles
 * lets an attacker reflect messages.
 */
public enum Side {
    CLIENT(0),
    SERVER(1);

    private final int code;

    Side(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
