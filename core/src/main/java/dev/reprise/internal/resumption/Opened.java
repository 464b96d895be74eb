package dev.reprise.internal.resumption;

import dev.reprise.session.Reason;

/** What came of opening a sealed thing. Whatever is wrong with one is an answer, never an exception. */
public sealed interface Opened {
    /**
     * It opened.
     *
     * @param content what was sealed; the caller's own array, to be wiped after use
     */
    record Plain(byte[] content) implements Opened {
        @Override
        public String toString() {
            return "Plain[" + content.length + " bytes]";
        }
    }

    /**
     * It did not open.
     *
     * @param reason {@link Reason#UNKNOWN_TICKET_KEY} if no key has the name it bears; {@link Reason#UNREADABLE} for all else,
     *     without a difference between kinds of damage
     */
    record Refused(Reason reason) implements Opened {}
}
