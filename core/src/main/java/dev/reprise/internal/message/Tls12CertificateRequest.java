package dev.reprise.internal.message;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CertificateRequest of TLS 1.2 (RFC 5246 section 7.4.4):
 *
 * <pre>{@code
 * struct {
 *     ClientCertificateType certificate_types<1..2^8-1>;
 *     SignatureScheme supported_signature_algorithms<2..2^16-2>;
 *     DistinguishedName certificate_authorities<0..2^16-1>;
 * } CertificateRequest;
 * }</pre>
 *
 * @param types of which this library means {@code rsa_sign} and {@code ecdsa_sign}; others are values too
 * @param authorities DER; empty for any
 */
public record Tls12CertificateRequest(List<Integer> types, List<SignatureScheme> schemes, List<byte[]> authorities)
        implements HandshakeMessage {
    public static final int RSA_SIGN = 1;
    public static final int ECDSA_SIGN = 64;

    public Tls12CertificateRequest {
        types = List.copyOf(types);
        schemes = List.copyOf(schemes);
        authorities = authorities.stream().map(byte[]::clone).toList();
    }

    static Tls12CertificateRequest parse(WireReader in) {
        List<Integer> types = new ArrayList<>();
        for (byte type : in.opaque8(1, 0xff)) {
            types.add(type & 0xff);
        }
        List<SignatureScheme> schemes = new ArrayList<>();
        WireReader schemeList = in.vector16(2, 0xfffe);
        while (!schemeList.isEmpty()) {
            schemes.add(SignatureScheme.of(schemeList.u16()));
        }
        List<byte[]> authorities = new ArrayList<>();
        WireReader names = in.vector16(0, 0xffff);
        while (!names.isEmpty()) {
            authorities.add(names.opaque16(1, 0xffff));
        }
        return new Tls12CertificateRequest(types, schemes, authorities);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector8(list -> types.forEach(list::u8))
                .vector16(list -> schemes.forEach(scheme -> list.u16(scheme.code())))
                .vector16(list -> authorities.forEach(list::opaque16));
    }

    @Override
    public List<byte[]> authorities() {
        return authorities.stream().map(byte[]::clone).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tls12CertificateRequest that
                && types.equals(that.types)
                && schemes.equals(that.schemes)
                && Arrays.deepEquals(authorities.toArray(), that.authorities.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * schemes.hashCode() + Arrays.deepHashCode(authorities.toArray());
    }

    @Override
    public String toString() {
        return "Tls12CertificateRequest[" + schemes + ", " + authorities.size() + " authorities]";
    }
}
