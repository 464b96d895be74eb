package dev.reprise.internal.crypto;

import org.jspecify.annotations.Nullable;

/** Keying material for applications, of either version: RFC 9846 section 7.5, RFC 5705. */
public sealed interface Exporter permits ExporterSecret, Tls12Exporter {
    /**
     * @param label 1 to 249 characters of ASCII
     * @param context null for none; TLS 1.3 makes no difference between none and an empty one
     * @param length of the result in bytes
     * @return fresh bytes, the caller's to wipe
     * @throws IllegalStateException after {@link #destroy}
     */
    byte[] export(String label, byte @Nullable [] context, int length);

    void destroy();
}
