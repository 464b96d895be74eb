package dev.reprise.internal.resumption;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Tickets, sealed and opened with the keys of a source. */
public final class TicketSealer {
    private static final byte[] NO_NAME = {};

    private final TicketKeySource keys;
    private final SecureRandom random;

    public TicketSealer(TicketKeySource keys, SecureRandom random) {
        this.keys = Objects.requireNonNull(keys, "keys");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * A sealed ticket.
     *
     * @param ticket what the client is given
     * @param opensUntil how long this node and those that share its keys open it: no longer lifetime may be advertised
     */
    public record Sealed(byte[] ticket, Instant opensUntil) {}

    /** Seals a session; empty if there is no key to seal with, so that no ticket may be issued. */
    public Optional<Sealed> seal(byte[] session, Instant now) {
        // The key may be revoked between the look and the use; the ring read after that has its successor.
        for (int tries = 0; tries < 2; tries++) {
            TicketKey key = keys.at(now).sealing();
            if (key == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Sealed(Sealer.seal(key, Purpose.TICKET, NO_NAME, session, random), key.opensUntil()));
            } catch (IllegalStateException destroyed) {
                // Once more, with the key that came after it.
            }
        }
        return Optional.empty();
    }

    /** Opens what a client offers: any bytes at all. */
    public Opened open(byte[] ticket, Instant now) {
        return Sealer.open(keys.at(now), Purpose.TICKET, NO_NAME, ticket);
    }

    /** Whether another key seals now than the one that sealed this ticket. */
    boolean isOutdated(byte[] ticket, Instant now) {
        TicketKey sealing = keys.at(now).sealing();
        return sealing != null && !Sealer.isSealedBy(sealing, ticket);
    }

    /** Until when what is sealed now will open; {@link Instant#MIN} if nothing is sealed now. */
    public Instant opensUntil(Instant now) {
        TicketKey key = keys.at(now).sealing();
        return key == null ? Instant.MIN : key.opensUntil();
    }

    /** The source of the keys. */
    public TicketKeySource keys() {
        return keys;
    }
}
