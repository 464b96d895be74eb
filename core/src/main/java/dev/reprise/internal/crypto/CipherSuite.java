package dev.reprise.internal.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A code point of IANA's registry of cipher suites. Those this library runs are constants and say what they are made of;
 * any other is a value too, since peers may offer whatever they like. Equal by code.
 */
public final class CipherSuite implements Registry.Entry {
    /** What the server's key signs with. A TLS 1.3 suite says nothing about it. */
    public enum Authentication {
        ECDSA,
        RSA,
        ANY
    }

    public static final CipherSuite TLS_AES_128_GCM_SHA256 =
            tls13(0x1301, "TLS_AES_128_GCM_SHA256", AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256);
    public static final CipherSuite TLS_AES_256_GCM_SHA384 =
            tls13(0x1302, "TLS_AES_256_GCM_SHA384", AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384);
    public static final CipherSuite TLS_CHACHA20_POLY1305_SHA256 =
            tls13(0x1303, "TLS_CHACHA20_POLY1305_SHA256", AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = tls12(
            0xC02B,
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            AeadAlgorithm.AES_128_GCM,
            HashAlgorithm.SHA256,
            Authentication.ECDSA);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = tls12(
            0xC02C,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            AeadAlgorithm.AES_256_GCM,
            HashAlgorithm.SHA384,
            Authentication.ECDSA);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = tls12(
            0xC02F,
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            AeadAlgorithm.AES_128_GCM,
            HashAlgorithm.SHA256,
            Authentication.RSA);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = tls12(
            0xC030,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            AeadAlgorithm.AES_256_GCM,
            HashAlgorithm.SHA384,
            Authentication.RSA);
    public static final CipherSuite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = tls12(
            0xCCA8,
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            AeadAlgorithm.CHACHA20_POLY1305,
            HashAlgorithm.SHA256,
            Authentication.RSA);
    public static final CipherSuite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = tls12(
            0xCCA9,
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            AeadAlgorithm.CHACHA20_POLY1305,
            HashAlgorithm.SHA256,
            Authentication.ECDSA);

    /** In the order of preference: TLS 1.3 before 1.2, what the hardware is quick at before the rest. */
    private static final Registry<CipherSuite> REGISTRY = new Registry<>(
            "cipher suite",
            List.of(
                    TLS_AES_128_GCM_SHA256,
                    TLS_AES_256_GCM_SHA384,
                    TLS_CHACHA20_POLY1305_SHA256,
                    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
            CipherSuite::isUsable,
            code -> new CipherSuite(code, null, null));

    private final int code;
    private final @Nullable String name;
    private final @Nullable Parts parts;

    private CipherSuite(int code, @Nullable String name, @Nullable Parts parts) {
        this.code = code;
        this.name = name;
        this.parts = parts;
    }

    /**
     * The suite with that code point, known or not.
     *
     * @throws IllegalArgumentException if the code is not within 0 to 65535
     */
    public static CipherSuite of(int code) {
        return REGISTRY.of(code);
    }

    /**
     * The suite with that name.
     *
     * @throws IllegalArgumentException if it is none of those this library runs
     */
    public static CipherSuite forName(String name) {
        return REGISTRY.forName(name);
    }

    /** The usable ones, the preferred first, those of TLS 1.3 before those of 1.2. */
    public static List<CipherSuite> defaults() {
        return REGISTRY.usable();
    }

    @Override
    public int code() {
        return code;
    }

    /** IANA's name, which is also JSSE's; {@code 0x1A1A} for a suite that this library does not know. */
    @Override
    public String name() {
        return Registry.nameOr(name, code);
    }

    /** Whether this library knows how to run it. */
    public boolean isKnown() {
        return parts != null;
    }

    /** Whether it is known and of TLS 1.3: those of 1.2 cannot serve 1.3, nor the other way round. */
    public boolean isTls13() {
        return parts != null && parts.tls13;
    }

    /** Whether it is known and the JCA has what it takes. */
    public boolean isUsable() {
        return parts != null && parts.aead.isUsable();
    }

    /**
     * How its records are protected.
     *
     * @throws IllegalStateException if the suite is not known
     */
    public AeadAlgorithm aead() {
        return parts().aead;
    }

    /**
     * The hash of its transcript and key derivation.
     *
     * @throws IllegalStateException if the suite is not known
     */
    public HashAlgorithm hash() {
        return parts().hash;
    }

    /**
     * What the server's key signs with.
     *
     * @throws IllegalStateException if the suite is not known
     */
    public Authentication authentication() {
        return parts().authentication;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CipherSuite that && code == that.code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return name();
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("cipher suite " + name() + " is not known");
        }
        return parts;
    }

    private static CipherSuite tls13(int code, String name, AeadAlgorithm aead, HashAlgorithm hash) {
        return new CipherSuite(code, name, new Parts(true, aead, hash, Authentication.ANY));
    }

    private static CipherSuite tls12(
            int code, String name, AeadAlgorithm aead, HashAlgorithm hash, Authentication authentication) {
        return new CipherSuite(code, name, new Parts(false, aead, hash, authentication));
    }

    private record Parts(boolean tls13, AeadAlgorithm aead, HashAlgorithm hash, Authentication authentication) {}
}
