package dev.reprise.internal.message;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * CertificateVerify (RFC 9846 section 4.5.2):
 *
 * <pre>{@code
 * struct {
 *     SignatureScheme algorithm;
 *     opaque signature<0..2^16-1>;
 * } CertificateVerify;
 * }</pre>
 */
public record CertificateVerify(SignatureScheme scheme, byte[] signature) implements HandshakeMessage {
    public CertificateVerify {
        Objects.requireNonNull(scheme, "scheme");
        signature = signature.clone();
    }

    static CertificateVerify parse(WireReader in) {
        return new CertificateVerify(SignatureScheme.of(in.u16()), in.opaque16(0, 0xffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(scheme.code()).opaque16(signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateVerify that
                && scheme.equals(that.scheme)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * scheme.hashCode() + Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "CertificateVerify[" + scheme.name() + ", " + signature.length + " bytes]";
    }
}
