package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code certificate_authorities} (RFC 9846 section 4.3.4), in a ClientHello and in a CertificateRequest:
 *
 * <pre>{@code
 * opaque DistinguishedName<1..2^16-1>;
 *
 * struct {
 *     DistinguishedName authorities<3..2^16-1>;
 * } CertificateAuthoritiesExtension;
 * }</pre>
 *
 * @param names X.501 names in DER, not looked into here
 */
public record CertificateAuthorities(List<byte[]> names) implements Extension {
    public CertificateAuthorities {
        names = names.stream().map(byte[]::clone).toList();
    }

    static CertificateAuthorities parse(WireReader in) {
        WireReader list = in.vector16(3, 0xffff);
        List<byte[]> names = new ArrayList<>();
        while (!list.isEmpty()) {
            names.add(list.opaque16(1, 0xffff));
        }
        return new CertificateAuthorities(names);
    }

    @Override
    public int type() {
        return ExtensionType.CERTIFICATE_AUTHORITIES;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> names.forEach(list::opaque16));
    }

    @Override
    public List<byte[]> names() {
        return names.stream().map(byte[]::clone).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateAuthorities that && Arrays.deepEquals(names.toArray(), that.names.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(names.toArray());
    }

    @Override
    public String toString() {
        return "CertificateAuthorities[" + names.size() + " names]";
    }
}
