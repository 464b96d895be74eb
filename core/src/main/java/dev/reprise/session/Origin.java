package dev.reprise.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The full handshake that authenticated, from which a chain of resumed connections descends.
 *
 * @param id 32 random bytes chosen in that handshake, the same for every session and connection that descends from it; the two
 *     ends of a connection have an ID each
 * @param authenticatedAt when it was, to the millisecond, by the clock of the side that recorded it; lifetimes count from here
 */
public record Origin(byte[] id, Instant authenticatedAt) {
    /** Bytes of an {@link #id()}: {@value}. */
    public static final int ID_LENGTH = 32;

    /** @throws IllegalArgumentException if the ID has another length than {@value #ID_LENGTH} */
    public Origin {
        if (id.length != ID_LENGTH) {
            throw new IllegalArgumentException("an origin's ID has " + ID_LENGTH + " bytes, not " + id.length);
        }
        id = id.clone();
        authenticatedAt = authenticatedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A copy of the ID. */
    @Override
    public byte[] id() {
        return id.clone();
    }

    /** Whether both descend from the same handshake, as seen from the same side: the IDs are equal. */
    public boolean sameAs(Origin other) {
        return Arrays.equals(id, other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin origin
                && Arrays.equals(id, origin.id)
                && authenticatedAt.equals(origin.authenticatedAt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(id);
    }

    /** The first bytes of the ID, enough to tell two apart in a log, and the time. */
    @Override
    public String toString() {
        return "Origin[" + HexFormat.of().formatHex(id, 0, 4) + "..., " + authenticatedAt + "]";
    }
}
