package dev.reprise.internal.resumption;

import java.io.IOException;
import java.time.Instant;

/**
 * Where ticket keys come from and how they follow each other. A source has no thread: it looks at its clock, its files or its
 * register when it is used, at most once a second, and answers everybody else from the ring it has.
 *
 * <p>Time is a parameter. It may go backwards: a key that was wiped stays wiped, and one that was announced stays announced.
 */
public interface TicketKeySource {
    /**
     * The ring as it stands now. Never fails: what cannot be read leaves the last good ring in place, and is logged
     * ({@code dev.reprise.keys}).
     */
    TicketKeyring at(Instant now);

    /**
     * Whether keys that are gone are gone for good. Not so where they are computed from a secret that stays: whoever gets that,
     * opens every ticket ever recorded.
     */
    boolean forwardSecret();

    /**
     * The next time another key seals, if the source knows: {@link Instant#MAX} where an operator decides.
     */
    Instant nextRotation(Instant now);

    /**
     * Makes another key seal.
     *
     * @param revoke whether everything sealed before stops opening at once
     * @throws UnsupportedOperationException if the source cannot; the message says what to do instead
     */
    void rotate(Instant now, boolean revoke) throws IOException;

    /** The source as a SPEC would name it, such as {@code dir:/etc/reprise/keys}. Never a key. */
    String describe();
}
