package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * ClientKeyExchange of TLS 1.2 with ECDHE (RFC 8422 section 5.7):
 *
 * <pre>{@code
 * struct {
 *     opaque point<1..2^8-1>;
 * } ClientKeyExchange;
 * }</pre>
 */
public record ClientKeyExchange(byte[] share) implements HandshakeMessage {
    public ClientKeyExchange {
        share = share.clone();
    }

    static ClientKeyExchange parse(WireReader in) {
        return new ClientKeyExchange(in.opaque8(1, 0xff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_KEY_EXCHANGE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(share);
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientKeyExchange that && Arrays.equals(share, that.share);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(share);
    }

    @Override
    public String toString() {
        return "ClientKeyExchange[" + share.length + " bytes]";
    }
}
