package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/**
 * {@code early_data} (RFC 9846 section 4.3.10) in a ClientHello, which announces early data, and in
 * EncryptedExtensions, which accepts it: {@code struct {} Empty;}, empty data. Tickets have {@link MaxEarlyData}
 * instead.
 */
public record EarlyDataIndication() implements Extension {
    @Override
    public int type() {
        return ExtensionType.EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        // The data is empty.
    }
}
