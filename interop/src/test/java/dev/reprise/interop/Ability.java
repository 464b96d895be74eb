package dev.reprise.interop;

/** What not every peer can do, or be told to do. */
enum Ability {
    /** The TLS 1.3 cipher suites can be chosen. */
    SUITES,
    /** The session can be saved and resumed by another process. */
    SAVED_SESSION,
    /** A session is offered correctly in the hello that answers a HelloRetryRequest too. */
    RESUMPTION_AFTER_RETRY
}
