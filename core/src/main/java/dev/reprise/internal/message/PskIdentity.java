package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * A ticket that a client offers (RFC 9846 section 4.3.11):
 *
 * <pre>{@code
 * struct {
 *     opaque identity<1..2^16-1>;
 *     uint32 obfuscated_ticket_age;
 * } PskIdentity;
 * }</pre>
 *
 * @param identity the ticket
 * @param obfuscatedAge its age in milliseconds plus {@code ticket_age_add}, modulo 2^32
 */
public record PskIdentity(byte[] identity, long obfuscatedAge) {
    public PskIdentity {
        identity = identity.clone();
    }

    static PskIdentity parse(WireReader in) {
        return new PskIdentity(in.opaque16(1, 0xffff), in.u32());
    }

    void write(WireWriter out) {
        out.opaque16(identity).u32(obfuscatedAge);
    }

    @Override
    public byte[] identity() {
        return identity.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PskIdentity that
                && obfuscatedAge == that.obfuscatedAge
                && Arrays.equals(identity, that.identity);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(identity) + Long.hashCode(obfuscatedAge);
    }

    @Override
    public String toString() {
        return "PskIdentity[" + identity.length + " bytes]";
    }
}
