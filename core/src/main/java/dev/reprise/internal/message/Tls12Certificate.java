package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Certificate of TLS 1.2 (RFC 5246 section 7.4.2):
 *
 * <pre>{@code
 * opaque ASN.1Cert<1..2^24-1>;
 * struct {
 *     ASN.1Cert certificate_list<0..2^24-1>;
 * } Certificate;
 * }</pre>
 *
 * @param chain DER, the sender's own first; empty from a client that has none
 */
public record Tls12Certificate(List<byte[]> chain) implements HandshakeMessage {
    public Tls12Certificate {
        chain = chain.stream().map(byte[]::clone).toList();
    }

    static Tls12Certificate parse(WireReader in) {
        WireReader list = in.vector24(0, 0xffffff);
        List<byte[]> chain = new ArrayList<>();
        while (!list.isEmpty()) {
            chain.add(list.opaque24(1, 0xffffff));
        }
        return new Tls12Certificate(chain);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector24(list -> chain.forEach(list::opaque24));
    }

    @Override
    public List<byte[]> chain() {
        return chain.stream().map(byte[]::clone).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tls12Certificate that && Arrays.deepEquals(chain.toArray(), that.chain.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(chain.toArray());
    }

    @Override
    public String toString() {
        return "Tls12Certificate[" + chain.size() + " certificates]";
    }
}
