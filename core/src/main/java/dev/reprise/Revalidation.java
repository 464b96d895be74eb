package dev.reprise;

/** What the peer's certificates go through again when a session is resumed. There is no "nothing". */
public enum Revalidation {
    /**
     * None of the chain has expired, the peer's name and the policy are the same. The trust manager is not called, as
     * users of JSSE expect. The default.
     */
    EXPIRY,
    /** The stored chain goes to the trust manager again, in a task, before anything is sent that rests on it. */
    FULL
}
