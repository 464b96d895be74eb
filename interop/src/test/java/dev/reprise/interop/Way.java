package dev.reprise.interop;

/** The three ways in which two implementations can resume a session. */
enum Way {
    TLS12_SESSION_ID("TLSv1.2", Ability.TLS12_SESSION_ID, "session_id", "session_id"),
    TLS12_TICKET("TLSv1.2", Ability.TLS12_TICKET, "ticket", "ticket"),
    TLS13("TLSv1.3", Ability.TLS13_TICKET, "psk_stateless", "psk");

    /** As both sides tell a connection that had nothing to resume. */
    static final String FULL = "full none no_session_offered";

    private final String protocol;
    private final Ability ability;
    private final String atServe;
    private final String atConnect;

    Way(String protocol, Ability ability, String atServe, String atConnect) {
        this.protocol = protocol;
        this.ability = ability;
        this.atServe = atServe;
        this.atConnect = atConnect;
    }

    String protocol() {
        return protocol;
    }

    /** What a peer needs for it. */
    Ability ability() {
        return ability;
    }

    /** Whether the session travels in a ticket. */
    boolean tickets() {
        return this != TLS12_SESSION_ID;
    }

    /** How {@code serve} tells that it resumed, where it keeps no TLS 1.3 session itself. */
    String resumedAtServe() {
        return "resumed " + atServe + " resumed";
    }

    /** How {@code connect} tells that it resumed. */
    String resumedAtConnect() {
        return "resumed " + atConnect + " resumed";
    }

    /** As {@code --tls} takes it. */
    String version() {
        return protocol.substring("TLSv".length());
    }
}
