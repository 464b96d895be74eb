package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A code point of IANA's registry of signature schemes (RFC 9846 section 4.3.3). Those this library runs are constants; any
 * other is a value too. Equal by code.
 */
public final class SignatureScheme implements Registry.Entry {
    private static final int TLS12 = 0x0303;

    public static final SignatureScheme RSA_PKCS1_SHA256 = pkcs1(0x0401, "rsa_pkcs1_sha256", "SHA256withRSA", 32);
    public static final SignatureScheme RSA_PKCS1_SHA384 = pkcs1(0x0501, "rsa_pkcs1_sha384", "SHA384withRSA", 48);
    public static final SignatureScheme RSA_PKCS1_SHA512 = pkcs1(0x0601, "rsa_pkcs1_sha512", "SHA512withRSA", 64);
    public static final SignatureScheme ECDSA_SECP256R1_SHA256 =
            ecdsa(0x0403, "ecdsa_secp256r1_sha256", "SHA256withECDSA", Curve.SECP256R1);
    public static final SignatureScheme ECDSA_SECP384R1_SHA384 =
            ecdsa(0x0503, "ecdsa_secp384r1_sha384", "SHA384withECDSA", Curve.SECP384R1);
    public static final SignatureScheme ECDSA_SECP521R1_SHA512 =
            ecdsa(0x0603, "ecdsa_secp521r1_sha512", "SHA512withECDSA", Curve.SECP521R1);
    public static final SignatureScheme RSA_PSS_RSAE_SHA256 = pss(0x0804, "rsa_pss_rsae_sha256", "RSA", "SHA-256", 32);
    public static final SignatureScheme RSA_PSS_RSAE_SHA384 = pss(0x0805, "rsa_pss_rsae_sha384", "RSA", "SHA-384", 48);
    public static final SignatureScheme RSA_PSS_RSAE_SHA512 = pss(0x0806, "rsa_pss_rsae_sha512", "RSA", "SHA-512", 64);
    public static final SignatureScheme ED25519 =
            new SignatureScheme(0x0807, "ed25519", new Parts("EdDSA", "Ed25519", null, null, 0, true));
    public static final SignatureScheme RSA_PSS_PSS_SHA256 =
            pss(0x0809, "rsa_pss_pss_sha256", "RSASSA-PSS", "SHA-256", 32);
    public static final SignatureScheme RSA_PSS_PSS_SHA384 =
            pss(0x080A, "rsa_pss_pss_sha384", "RSASSA-PSS", "SHA-384", 48);
    public static final SignatureScheme RSA_PSS_PSS_SHA512 =
            pss(0x080B, "rsa_pss_pss_sha512", "RSASSA-PSS", "SHA-512", 64);

    /** In the order of preference; PKCS #1 last, since a TLS 1.3 handshake never uses it. */
    private static final Registry<SignatureScheme> REGISTRY = new Registry<>(
            "signature scheme",
            List.of(
                    ECDSA_SECP256R1_SHA256,
                    ED25519,
                    ECDSA_SECP384R1_SHA384,
                    ECDSA_SECP521R1_SHA512,
                    RSA_PSS_RSAE_SHA256,
                    RSA_PSS_RSAE_SHA384,
                    RSA_PSS_RSAE_SHA512,
                    RSA_PSS_PSS_SHA256,
                    RSA_PSS_PSS_SHA384,
                    RSA_PSS_PSS_SHA512,
                    RSA_PKCS1_SHA256,
                    RSA_PKCS1_SHA384,
                    RSA_PKCS1_SHA512),
            SignatureScheme::isUsable,
            code -> new SignatureScheme(code, null, null));

    private final int code;
    private final @Nullable String name;
    private final @Nullable Parts parts;

    private SignatureScheme(int code, @Nullable String name, @Nullable Parts parts) {
        this.code = code;
        this.name = name;
        this.parts = parts;
    }

    /**
     * The scheme with that code point, known or not.
     *
     * @throws IllegalArgumentException if the code is not within 0 to 65535
     */
    public static SignatureScheme of(int code) {
        return REGISTRY.of(code);
    }

    /**
     * The scheme with that name, which is JSSE's too.
     *
     * @throws IllegalArgumentException if it is none of those this library runs
     */
    public static SignatureScheme forName(String name) {
        return REGISTRY.forName(name);
    }

    /** The usable ones for handshakes of both versions, the preferred first. */
    public static List<SignatureScheme> defaults() {
        return REGISTRY.usable();
    }

    @Override
    public int code() {
        return code;
    }

    /** IANA's name, such as {@code rsa_pss_rsae_sha256}; {@code 0x1A1A} for a scheme that this library does not know. */
    @Override
    public String name() {
        return Registry.nameOr(name, code);
    }

    /** Whether this library knows how to run it. */
    public boolean isKnown() {
        return parts != null;
    }

    /** Whether it is known and the JCA has what it takes. Looked up at each call: providers may come and go. */
    public boolean isUsable() {
        if (parts == null) {
            return false;
        }
        try {
            Signature.getInstance(parts.jcaName);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * What the JCA calls keys for it: {@code EC}, {@code RSA}, {@code RSASSA-PSS} or {@code EdDSA}.
     *
     * @throws IllegalStateException if the scheme is not known
     */
    public String keyAlgorithm() {
        return parts().keyAlgorithm;
    }

    /**
     * The name for {@link Signature}.
     *
     * @throws IllegalStateException if the scheme is not known
     */
    public String jcaName() {
        return parts().jcaName;
    }

    /** Whether CertificateVerify of TLS 1.3 may use it: not with PKCS #1, which is for certificates and TLS 1.2. */
    public boolean allowedInTls13Handshake() {
        return parts != null && parts.tls13;
    }

    /**
     * Whether a key can make signatures of this scheme in TLS 1.3, where the curve is part of an ECDSA scheme. An RSA
     * modulus has to be long enough for the encoding, and the parameters of an RSASSA-PSS key, if it has any, have to
     * allow the hash.
     */
    public boolean suits(PublicKey key) {
        return suitsInTls12(key)
                && (parts().curve == null
                        || (key instanceof ECKey ec && parts().curve.isOf(ec)));
    }

    /** Whether CertificateVerify of that version may use it. */
    public boolean allowedIn(int version) {
        return version == TLS12 ? isKnown() : allowedInTls13Handshake();
    }

    /** Whether a key can make signatures of this scheme in a handshake of that version. */
    public boolean suits(int version, PublicKey key) {
        return version == TLS12 ? suitsInTls12(key) : allowedInTls13Handshake() && suits(key);
    }

    /** The same for TLS 1.2, where an ECDSA scheme names a hash and goes with any curve (RFC 9846 section 4.3.3). */
    public boolean suitsInTls12(PublicKey key) {
        if (parts == null) {
            return false;
        }
        return switch (parts.keyAlgorithm) {
            case "EC" -> key instanceof ECKey;
            case "EdDSA" ->
                key instanceof EdECPublicKey ed
                        && ed.getParams().getName().equalsIgnoreCase(NamedParameterSpec.ED25519.getName());
            default ->
                key instanceof RSAKey rsa
                        && parts.keyAlgorithm.equals(key.getAlgorithm())
                        && rsa.getModulus().bitLength() >= parts.minimumModulusBits
                        && allows(rsa.getParams(), parts.pss);
        };
    }

    /**
     * Signs. The key may be opaque, held by a token or a service: the provider is chosen by what accepts the key, and its
     * encoding is never asked for here.
     *
     * @throws LocalFault if no provider signs with this key
     */
    public byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = signer(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new LocalFault("the private key does not sign with " + name(), e);
        }
    }

    /**
     * Whether the signature is this key's over the content. False too for one that is malformed and for a key that does
     * not go with the scheme; {@link #suits} tells the latter beforehand.
     *
     * @throws LocalFault if no provider has the algorithm
     */
    public boolean verify(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(jcaName());
            if (parts().pss != null) {
                verifier.setParameter(parts().pss);
            }
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider verifies " + name(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignatureScheme that && code == that.code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return name();
    }

    private Signature signer(PrivateKey key) throws GeneralSecurityException {
        PSSParameterSpec pss = parts().pss;
        if (pss == null) {
            Signature signature = Signature.getInstance(jcaName());
            signature.initSign(key);
            return signature;
        }
        // Parameters settle the provider before the key is seen, and some providers want them before the key: so the
        // choice by key, which the JCA would make by itself, is made here.
        @Nullable GeneralSecurityException first = null;
        for (Provider provider : providers(jcaName())) {
            try {
                Signature signature = Signature.getInstance(jcaName(), provider);
                signature.setParameter(pss);
                signature.initSign(key);
                return signature;
            } catch (GeneralSecurityException e) {
                if (first == null) {
                    first = e;
                }
            }
        }
        throw first != null ? first : new InvalidKeyException("no provider has " + jcaName());
    }

    private static Provider[] providers(String signature) {
        Provider[] providers = Security.getProviders("Signature." + signature);
        return providers != null ? providers : new Provider[0];
    }

    /** RFC 4055 section 3.1: the parameters of a key fix hash and mask, and are a lower bound for the salt. */
    private static boolean allows(@Nullable AlgorithmParameterSpec ofKey, @Nullable PSSParameterSpec wanted) {
        if (wanted == null || !(ofKey instanceof PSSParameterSpec pss)) {
            return true;
        }
        return pss.getDigestAlgorithm().equalsIgnoreCase(wanted.getDigestAlgorithm())
                && pss.getSaltLength() <= wanted.getSaltLength()
                && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                && mask.getDigestAlgorithm().equalsIgnoreCase(wanted.getDigestAlgorithm());
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("signature scheme " + name() + " is not known");
        }
        return parts;
    }

    private static SignatureScheme ecdsa(int code, String name, String jcaName, Curve curve) {
        return new SignatureScheme(code, name, new Parts("EC", jcaName, curve, null, 0, true));
    }

    /** The encoded message has to hold DigestInfo, which is 19 bytes and the hash, and 11 bytes around it (RFC 8017). */
    private static SignatureScheme pkcs1(int code, String name, String jcaName, int hashLength) {
        return new SignatureScheme(
                code, name, new Parts("RSA", jcaName, null, null, 8 * (hashLength + 19 + 11 - 1) + 1, false));
    }

    /** Salt as long as the hash; the encoded message, one bit shorter than the modulus, holds both and two bytes. */
    private static SignatureScheme pss(int code, String name, String keyAlgorithm, String hash, int hashLength) {
        PSSParameterSpec pss = new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), hashLength, PSSParameterSpec.TRAILER_FIELD_BC);
        // emLen = ceil((modBits - 1) / 8) >= hLen + sLen + 2 (RFC 8017 section 9.1.1)
        int minimumModulusBits = 8 * (2 * hashLength + 2 - 1) + 2;
        return new SignatureScheme(
                code, name, new Parts(keyAlgorithm, "RSASSA-PSS", null, pss, minimumModulusBits, true));
    }

    private record Parts(
            String keyAlgorithm,
            String jcaName,
            @Nullable Curve curve,
            @Nullable PSSParameterSpec pss,
            int minimumModulusBits,
            boolean tls13) {}
}
