package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireWriter;

/** HelloRequest of TLS 1.2: the server would like to negotiate anew (RFC 5246 section 7.4.1.1): {@code struct { } HelloRequest;}. */
public record HelloRequest() implements HandshakeMessage {
    @Override
    public HandshakeType type() {
        return HandshakeType.HELLO_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        // It has none.
    }
}
