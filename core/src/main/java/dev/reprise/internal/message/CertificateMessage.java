package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Certificate of TLS 1.3 (RFC 9846 section 4.5.1); its name here is not that of {@code java.security.cert.Certificate}:
 *
 * <pre>{@code
 * struct {
 *     opaque certificate_request_context<0..2^8-1>;
 *     CertificateEntry certificate_list<0..2^24-1>;
 * } Certificate;
 * }</pre>
 *
 * @param context that of the request a client answers; empty from a server
 * @param entries the sender's own certificate first; empty only from a client that has none
 */
public record CertificateMessage(byte[] context, List<CertificateEntry> entries) implements HandshakeMessage {
    public CertificateMessage {
        context = context.clone();
        entries = List.copyOf(entries);
    }

    static CertificateMessage parse(WireReader in) {
        byte[] context = in.opaque8(0, 0xff);
        WireReader list = in.vector24(0, 0xffffff);
        List<CertificateEntry> entries = new ArrayList<>();
        while (!list.isEmpty()) {
            entries.add(CertificateEntry.parse(list));
        }
        return new CertificateMessage(context, entries);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(context).vector24(list -> entries.forEach(entry -> entry.write(list)));
    }

    @Override
    public byte[] context() {
        return context.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateMessage that
                && Arrays.equals(context, that.context)
                && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(context) + entries.hashCode();
    }

    @Override
    public String toString() {
        return "Certificate" + entries;
    }
}
