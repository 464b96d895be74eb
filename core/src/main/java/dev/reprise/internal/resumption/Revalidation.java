package dev.reprise.internal.resumption;

/** What the peer's stored certificates go through before a session is resumed. There is no "nothing". */
public enum Revalidation {
    /** The earliest {@code notAfter} of the chain, the peer's name and the policy are compared; the trust manager is not called. */
    EXPIRY,
    /** That, and the trust manager judges the stored chain again. */
    FULL
}
