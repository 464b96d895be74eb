package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code pre_shared_key} in a ServerHello (RFC 9846 section 4.3.11): {@code uint16 selected_identity;}, which identity
 * of the hello it is, from 0 on.
 */
public record SelectedPsk(int index) implements Extension {
    static SelectedPsk parse(WireReader in) {
        return new SelectedPsk(in.u16());
    }

    @Override
    public int type() {
        return ExtensionType.PRE_SHARED_KEY;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(index);
    }
}
