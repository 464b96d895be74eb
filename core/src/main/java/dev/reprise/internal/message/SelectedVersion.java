package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * {@code supported_versions} in a ServerHello and a HelloRetryRequest (RFC 9846 section 4.3.1): {@code ProtocolVersion
 * selected_version;}, two bytes.
 */
public record SelectedVersion(int version) implements Extension {
    static SelectedVersion parse(WireReader in) {
        return new SelectedVersion(in.u16());
    }

    @Override
    public int type() {
        return ExtensionType.SUPPORTED_VERSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(version);
    }
}
