package dev.reprise.internal.message;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * The public half of one key exchange (RFC 9846 section 4.3.8):
 *
 * <pre>{@code
 * struct {
 *     NamedGroup group;
 *     opaque key_exchange<1..2^16-1>;
 * } KeyShareEntry;
 * }</pre>
 */
public record KeyShareEntry(NamedGroup group, byte[] share) {
    public KeyShareEntry {
        Objects.requireNonNull(group, "group");
        share = share.clone();
    }

    static KeyShareEntry parse(WireReader in) {
        return new KeyShareEntry(NamedGroup.of(in.u16()), in.opaque16(1, 0xffff));
    }

    void write(WireWriter out) {
        out.u16(group.code()).opaque16(share);
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyShareEntry that && group.equals(that.group) && Arrays.equals(share, that.share);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + Arrays.hashCode(share);
    }

    @Override
    public String toString() {
        return "KeyShareEntry[" + group.name() + ", " + share.length + " bytes]";
    }
}
