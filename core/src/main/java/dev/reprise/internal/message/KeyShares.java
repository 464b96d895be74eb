package dev.reprise.internal.message;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code key_share} in a ClientHello (RFC 9846 section 4.3.8), most preferred first, perhaps none:
 *
 * <pre>{@code
 * struct {
 *     KeyShareEntry client_shares<0..2^16-1>;
 * } KeyShareClientHello;
 * }</pre>
 *
 * <p>A group that stands twice is refused with {@code illegal_parameter}.
 */
public record KeyShares(List<KeyShareEntry> entries) implements Extension {
    public KeyShares {
        entries = List.copyOf(entries);
    }

    static KeyShares parse(WireReader in) {
        WireReader list = in.vector16(0, 0xffff);
        List<KeyShareEntry> entries = new ArrayList<>();
        Set<NamedGroup> groups = new HashSet<>();
        while (!list.isEmpty()) {
            KeyShareEntry entry = KeyShareEntry.parse(list);
            if (!groups.add(entry.group())) {
                throw new PeerMisbehaved(
                        AlertDescription.ILLEGAL_PARAMETER,
                        "key_share: two shares for " + entry.group().name());
            }
            entries.add(entry);
        }
        return new KeyShares(entries);
    }

    /** The share for that group, or null if the client sent none. */
    public @Nullable KeyShareEntry of(NamedGroup group) {
        for (KeyShareEntry entry : entries) {
            if (entry.group().equals(group)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> entries.forEach(entry -> entry.write(list)));
    }
}
