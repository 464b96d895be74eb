package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * CertificateRequest of TLS 1.3 (RFC 9846 section 4.4.2):
 *
 * <pre>{@code
 * struct {
 *     opaque certificate_request_context<0..2^8-1>;
 *     Extension extensions<0..2^16-1>;
 * } CertificateRequest;
 * }</pre>
 *
 * <p>That {@code signature_algorithms} is among the extensions is for the handshake to see.
 *
 * @param context empty within a handshake
 */
public record CertificateRequest(byte[] context, Extensions extensions) implements HandshakeMessage {
    public CertificateRequest {
        context = context.clone();
        Objects.requireNonNull(extensions, "extensions");
    }

    static CertificateRequest parse(WireReader in) {
        return new CertificateRequest(in.opaque8(0, 0xff), Extensions.parse(in, ExtensionContext.CERTIFICATE_REQUEST));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(context);
        extensions.write(out);
    }

    @Override
    public byte[] context() {
        return context.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateRequest that
                && Arrays.equals(context, that.context)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(context) + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "CertificateRequest" + extensions;
    }
}
