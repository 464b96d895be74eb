package dev.reprise.internal.crypto;

import org.jspecify.annotations.Nullable;

/** What keying material for applications comes from (RFC 9846 section 7.5). */
public final class ExporterSecret implements Exporter {
    private final HashAlgorithm hash;
    private final Secret secret;

    ExporterSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * {@code TLS-Exporter(label, context_value, key_length)}. No context and an empty one are the same in TLS 1.3.
     *
     * @param label 1 to 249 characters of ASCII
     * @param context of any length
     * @param length of the result, at most 255 times the length of the hash
     * @return fresh bytes, the caller's to wipe
     * @throws IllegalArgumentException if label or length are out of range
     * @throws IllegalStateException after {@link #destroy}
     */
    @Override
    public byte[] export(String label, byte @Nullable [] context, int length) {
        Secret derived = Hkdf.deriveSecret(hash, secret, label);
        try {
            return Hkdf.expandLabel(
                            hash, derived, "exporter", hash.digest(context == null ? new byte[0] : context), length)
                    .bytes();
        } finally {
            derived.destroy();
        }
    }

    @Override
    public void destroy() {
        secret.destroy();
    }

    /** The secret itself, for a key log (RFC 9850) that was switched on. */
    public Secret value() {
        return secret;
    }
}
