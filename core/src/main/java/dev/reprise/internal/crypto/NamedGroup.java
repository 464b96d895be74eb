package dev.reprise.internal.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A code point of IANA's registry of supported groups (RFC 9846 section 4.3.7). Those this library runs are constants; any
 * other is a value too. Equal by code.
 */
public final class NamedGroup implements Registry.Entry {
    /** ML-KEM-768 and X25519 side by side (draft-ietf-tls-ecdhe-mlkem); needs a JDK with ML-KEM, 24 or later. */
    public static final NamedGroup X25519MLKEM768 = known(0x11EC, "X25519MLKEM768");

    public static final NamedGroup X25519 = known(0x001D, "x25519");
    public static final NamedGroup SECP256R1 = known(0x0017, "secp256r1");
    public static final NamedGroup SECP384R1 = known(0x0018, "secp384r1");

    /** In the order of preference. */
    private static final Registry<NamedGroup> REGISTRY = new Registry<>(
            "group",
            List.of(X25519MLKEM768, X25519, SECP256R1, SECP384R1),
            NamedGroup::isUsable,
            code -> new NamedGroup(code, null, false));

    private final int code;
    private final @Nullable String name;
    private final boolean known;

    private NamedGroup(int code, @Nullable String name, boolean known) {
        this.code = code;
        this.name = name;
        this.known = known;
    }

    /**
     * The group with that code point, known or not.
     *
     * @throws IllegalArgumentException if the code is not within 0 to 65535
     */
    public static NamedGroup of(int code) {
        return REGISTRY.of(code);
    }

    /**
     * The group with that name, which is JSSE's too.
     *
     * @throws IllegalArgumentException if it is none of those this library runs
     */
    public static NamedGroup forName(String name) {
        return REGISTRY.forName(name);
    }

    /** The usable ones, the preferred first: X25519MLKEM768, x25519, secp256r1, secp384r1. */
    public static List<NamedGroup> defaults() {
        return REGISTRY.usable();
    }

    @Override
    public int code() {
        return code;
    }

    /** IANA's name, such as {@code x25519}; {@code 0x1A1A} for a group that this library does not know. */
    @Override
    public String name() {
        return Registry.nameOr(name, code);
    }

    /** Whether this library knows how to run it. */
    public boolean isKnown() {
        return known;
    }

    /** Whether it is known and the JCA has what it takes. Looked up at each call: providers may come and go. */
    public boolean isUsable() {
        return known && KeyExchange.isUsable(this);
    }

    /** Whether a TLS 1.2 handshake may use it: hybrids with ML-KEM are of TLS 1.3 only. */
    public boolean allowedInTls12() {
        return known && !equals(X25519MLKEM768);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamedGroup that && code == that.code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return name();
    }

    private static NamedGroup known(int code, String name) {
        return new NamedGroup(code, name, true);
    }
}
