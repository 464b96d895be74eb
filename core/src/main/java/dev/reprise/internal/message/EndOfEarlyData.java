package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/** EndOfEarlyData (RFC 9846 section 4.6): {@code struct {} EndOfEarlyData;}, an empty body. */
public record EndOfEarlyData() implements HandshakeMessage {
    @Override
    public HandshakeType type() {
        return HandshakeType.END_OF_EARLY_DATA;
    }

    @Override
    public void writeBody(WireWriter out) {
        // The body is empty.
    }
}
