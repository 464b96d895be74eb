package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/** ServerHelloDone of TLS 1.2 (RFC 5246 section 7.4.5): {@code struct { } ServerHelloDone;}. */
public record ServerHelloDone() implements HandshakeMessage {
    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO_DONE;
    }

    @Override
    public void writeBody(WireWriter out) {
        // It has none.
    }
}
