package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Objects;

/**
 * {@code key_share} in a ServerHello (RFC 9846 section 4.3.8):
 *
 * <pre>{@code
 * struct {
 *     KeyShareEntry server_share;
 * } KeyShareServerHello;
 * }</pre>
 */
public record KeyShare(KeyShareEntry entry) implements Extension {
    public KeyShare {
        Objects.requireNonNull(entry, "entry");
    }

    static KeyShare parse(WireReader in) {
        return new KeyShare(KeyShareEntry.parse(in));
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        entry.write(out);
    }
}
