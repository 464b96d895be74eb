package dev.reprise.internal.message;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Objects;

/**
 * {@code key_share} in a HelloRetryRequest (RFC 9846 section 4.3.8), the group that the server wants a share for:
 *
 * <pre>{@code
 * struct {
 *     NamedGroup selected_group;
 * } KeyShareHelloRetryRequest;
 * }</pre>
 */
public record KeyShareRetry(NamedGroup group) implements Extension {
    public KeyShareRetry {
        Objects.requireNonNull(group, "group");
    }

    static KeyShareRetry parse(WireReader in) {
        return new KeyShareRetry(NamedGroup.of(in.u16()));
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(group.code());
    }
}
