package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/**
 * A server's word that it made use of the {@code server_name} (RFC 6066 section 3, in EncryptedExtensions or in a TLS
 * 1.2 ServerHello): {@code struct {} }, empty data.
 */
public record ServerNameAck() implements Extension {
    @Override
    public int type() {
        return ExtensionType.SERVER_NAME;
    }

    @Override
    public void writeBody(WireWriter out) {
        // The data is empty.
    }
}
