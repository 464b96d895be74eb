package dev.reprise.internal.message;

import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Objects;

/**
 * EncryptedExtensions (RFC 9846 section 4.4.1):
 *
 * <pre>{@code
 * struct {
 *     Extension extensions<0..2^16-1>;
 * } EncryptedExtensions;
 * }</pre>
 */
public record EncryptedExtensions(Extensions extensions) implements HandshakeMessage {
    public EncryptedExtensions {
        Objects.requireNonNull(extensions, "extensions");
    }

    static EncryptedExtensions parse(WireReader in) {
        return new EncryptedExtensions(Extensions.parse(in, ExtensionContext.ENCRYPTED_EXTENSIONS));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.ENCRYPTED_EXTENSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        extensions.write(out);
    }
}
