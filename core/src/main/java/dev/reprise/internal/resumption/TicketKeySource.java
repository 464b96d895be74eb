package dev.reprise.internal.resumption;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where ticket keys come from and how they follow each other. A source has no thread: it looks at its clock, its files or its
 * register when it is used, at most once a second, and answers everybody else from the ring it has.
 *
 * <p>Time is a parameter. It may go backwards: a key that was wiped stays wiped, and one that was announced stays announced.
 */
public interface TicketKeySource {
    /**
     * Looks where the keys are shared with other nodes, if it is time to. May wait for a network, and is therefore only called where a handshake may:
     * in a task, before a hello is decided. Never fails. Sources that never wait have nothing to do here.
     */
    default void refresh(Instant now) {}

    /**
     * The ring as it stands now. Never fails: what cannot be read leaves the last good ring in place, and is logged
     * ({@code dev.reprise.keys}). Never waits for a network.
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

    /** What keeps the source from knowing its keys at the moment, in one sentence; empty if nothing does. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** The source as a SPEC would name it, such as {@code dir:/etc/reprise/keys}. Never a key. */
    String describe();
}
