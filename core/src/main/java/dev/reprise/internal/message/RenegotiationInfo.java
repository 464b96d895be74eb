package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;

/**
 * {@code renegotiation_info} (RFC 5746 section 3.2), in a ClientHello and in a TLS 1.2 ServerHello:
 *
 * <pre>{@code
 * struct {
 *     opaque renegotiated_connection<0..255>;
 * } RenegotiationInfo;
 * }</pre>
 *
 * <p>Empty in a connection's first handshake, and there is no other here.
 */
public record RenegotiationInfo(byte[] renegotiatedConnection) implements Extension {
    public RenegotiationInfo {
        renegotiatedConnection = renegotiatedConnection.clone();
    }

    static RenegotiationInfo parse(WireReader in) {
        return new RenegotiationInfo(in.opaque8(0, 0xff));
    }

    @Override
    public int type() {
        return ExtensionType.RENEGOTIATION_INFO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(renegotiatedConnection);
    }

    @Override
    public byte[] renegotiatedConnection() {
        return renegotiatedConnection.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RenegotiationInfo that
                && Arrays.equals(renegotiatedConnection, that.renegotiatedConnection);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(renegotiatedConnection);
    }

    @Override
    public String toString() {
        return "RenegotiationInfo[" + renegotiatedConnection.length + " bytes]";
    }
}
