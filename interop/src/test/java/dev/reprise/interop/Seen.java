package dev.reprise.interop;

import org.jspecify.annotations.Nullable;

/**
 * One connection as the peer reports it, in the names of IANA whatever the peer calls them. Null is what the peer does
 * not tell.
 *
 * @param resumed whether the handshake was abbreviated
 * @param protocol such as {@code TLSv1.3}
 * @param peer subject of the certificate that the other side authenticated with
 * @param retried whether a HelloRetryRequest came first
 */
record Seen(
        boolean resumed,
        @Nullable String protocol,
        @Nullable String cipher,
        @Nullable String group,
        @Nullable String alpn,
        @Nullable String peer,
        @Nullable Boolean retried) {

    /** The same connection, with another word on whether it was resumed. */
    Seen resumed(boolean other) {
        return new Seen(other, protocol, cipher, group, alpn, peer, retried);
    }

    /** The IANA name of a group that tools call by many names. */
    static @Nullable String group(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "x25519", "29" -> "x25519";
            case "secp256r1", "prime256v1", "p-256", "23" -> "secp256r1";
            case "secp384r1", "p-384", "24" -> "secp384r1";
            default -> name;
        };
    }
}
