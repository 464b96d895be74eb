package dev.reprise.interop;

/** What not every peer can do, or be told to do. A peer that lacks one says why ({@link Peer#unable}). */
enum Ability {
    /** A TLS 1.2 session is resumed by its ID. */
    TLS12_SESSION_ID,
    /** A TLS 1.2 session is resumed by a ticket (RFC 5077). */
    TLS12_TICKET,
    /** The extended master secret (RFC 7627), without which we keep no session of TLS 1.2. */
    EXTENDED_MASTER_SECRET,
    /** As a client of TLS 1.2, it sends no session ID where it has no session. */
    EMPTY_SESSION_ID,
    /** A TLS 1.3 session is resumed by a ticket. */
    TLS13_TICKET,
    /** As a client of TLS 1.2, it can be told not to take tickets. */
    NO_TICKETS,
    /** The TLS 1.3 cipher suites can be chosen. */
    TLS13_SUITES,
    /** The TLS 1.2 cipher suites can be chosen. */
    TLS12_SUITES,
    /** The groups for the key exchange can be chosen. */
    GROUPS,
    /** An application protocol is negotiated, and told. */
    ALPN,
    /** As a server, it can present a certificate with an Ed25519 key. */
    ED25519,
    /** As a server, it asks for client certificates with EC keys (RFC 8422 section 5.5), not only for others. */
    EC_CLIENTS,
    /** As a server, it tells whose certificate a client has shown. */
    TELLS_CLIENT,
    /** As a client, it tells its user that the server turned it away. */
    TELLS_REFUSAL,
    /** The session can be saved and resumed by another process. */
    SAVED_SESSION,
    /** A session is offered correctly in the hello that answers a HelloRetryRequest too. */
    RESUMPTION_AFTER_RETRY
}
