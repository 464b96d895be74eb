package dev.reprise.internal.message;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code signature_algorithms} (RFC 9846 section 4.3.3), what the sender verifies in a CertificateVerify and, without
 * {@link SignatureAlgorithmsCert}, in certificates; in a ClientHello and in a CertificateRequest, most preferred first:
 *
 * <pre>{@code
 * struct {
 *     SignatureScheme supported_signature_algorithms<2..2^16-2>;
 * } SignatureSchemeList;
 * }</pre>
 */
public record SignatureAlgorithms(List<SignatureScheme> schemes) implements Extension {
    public SignatureAlgorithms {
        schemes = List.copyOf(schemes);
    }

    static SignatureAlgorithms parse(WireReader in) {
        WireReader list = in.vector16(2, 0xfffe);
        List<SignatureScheme> schemes = new ArrayList<>(list.remaining() / 2);
        while (!list.isEmpty()) {
            schemes.add(SignatureScheme.of(list.u16()));
        }
        return new SignatureAlgorithms(schemes);
    }

    @Override
    public int type() {
        return ExtensionType.SIGNATURE_ALGORITHMS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.vector16(list -> schemes.forEach(each -> list.u16(each.code())));
    }
}
