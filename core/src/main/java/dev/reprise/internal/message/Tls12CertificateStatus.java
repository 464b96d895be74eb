package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;

/**
 * TLS 1.2's message with an OCSP response, behind the server's Certificate (RFC 6066 section 8). Its body is a {@link CertificateStatus}.
 */
public record Tls12CertificateStatus(CertificateStatus status) implements HandshakeMessage {
    static Tls12CertificateStatus parse(WireReader in) {
        return new Tls12CertificateStatus(CertificateStatus.parse(in));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_STATUS;
    }

    @Override
    public void writeBody(WireWriter out) {
        status.writeBody(out);
    }
}
