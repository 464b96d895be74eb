package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * One certificate of a chain (RFC 9846 section 4.5.1), of the type X.509, the only one that is negotiated:
 *
 * <pre>{@code
 * struct {
 *     opaque cert_data<1..2^24-1>;
 *     Extension extensions<0..2^16-1>;
 * } CertificateEntry;
 * }</pre>
 *
 * @param der the certificate, not looked into here
 */
public record CertificateEntry(byte[] der, Extensions extensions) {
    public CertificateEntry {
        der = der.clone();
        Objects.requireNonNull(extensions, "extensions");
    }

    static CertificateEntry parse(WireReader in) {
        return new CertificateEntry(in.opaque24(1, 0xffffff), Extensions.parse(in, ExtensionContext.CERTIFICATE));
    }

    void write(WireWriter out) {
        out.opaque24(der);
        extensions.write(out);
    }

    @Override
    public byte[] der() {
        return der.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateEntry that
                && Arrays.equals(der, that.der)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(der) + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "CertificateEntry[" + der.length + " bytes, " + extensions + "]";
    }
}
