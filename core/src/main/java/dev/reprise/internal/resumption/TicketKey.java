package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that seals: keying material under a name that travels in clear, and the three times of its life. {@link Instant#MIN} and
 * {@link Instant#MAX} stand for times nobody has set.
 *
 * @param name 16 bytes, the same wherever the key is known; copied in and out
 * @param key keying material for HKDF, never an AEAD key itself
 * @param sealsFrom from when on it seals; it opens before that already, since another node's clock may be ahead
 * @param sealsUntil when the next key takes over
 * @param opensUntil when it is wiped: nothing it sealed may outlive this
 */
public record TicketKey(byte[] name, Secret key, Instant sealsFrom, Instant sealsUntil, Instant opensUntil) {
    /** Bytes of a name. */
    public static final int NAME_LENGTH = 16;

    public TicketKey {
        if (name.length != NAME_LENGTH) {
            throw new IllegalArgumentException("a key's name has " + NAME_LENGTH + " bytes, not " + name.length);
        }
        name = name.clone();
        Objects.requireNonNull(key, "key");
        if (sealsUntil.isBefore(sealsFrom) || opensUntil.isBefore(sealsUntil)) {
            throw new IllegalArgumentException(
                    "a key's times are in order, not " + sealsFrom + ", " + sealsUntil + ", " + opensUntil);
        }
    }

    @Override
    public byte[] name() {
        return name.clone();
    }

    /** The name as people see it: 32 hexadecimal digits. */
    public String hexName() {
        return HexFormat.of().formatHex(name);
    }

    /** The same key with other times. */
    public TicketKey during(Instant newSealsFrom, Instant newSealsUntil, Instant newOpensUntil) {
        return new TicketKey(name, key, newSealsFrom, newSealsUntil, newOpensUntil);
    }

    /** Writes the name where a sealed thing has it. */
    void putName(byte[] target, int offset) {
        System.arraycopy(name, 0, target, offset, NAME_LENGTH);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TicketKey that
                && Arrays.equals(name, that.name)
                && key.equals(that.key)
                && sealsFrom.equals(that.sealsFrom)
                && sealsUntil.equals(that.sealsUntil)
                && opensUntil.equals(that.opensUntil);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    @Override
    public String toString() {
        return "TicketKey[" + hexName() + ", seals " + sealsFrom + " to " + sealsUntil + ", opens until " + opensUntil
                + "]";
    }
}
