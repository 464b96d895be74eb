package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/**
 * {@code extended_master_secret} (RFC 7627 section 5.1): empty data, in a ClientHello and in a TLS 1.2 ServerHello. TLS
 * 1.3 has no use for it, but a client that also speaks TLS 1.2 sends it.
 */
public record ExtendedMasterSecret() implements Extension {
    @Override
    public int type() {
        return ExtensionType.EXTENDED_MASTER_SECRET;
    }

    @Override
    public void writeBody(WireWriter out) {
        // The data is empty.
    }
}
