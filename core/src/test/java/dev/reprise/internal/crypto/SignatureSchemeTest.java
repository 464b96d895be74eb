package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureSchemeTest {
    private static final byte[] CONTENT = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();

    @ParameterizedTest
    @MethodSource("schemes")
    void verifiesWhatItSigned(SignatureScheme scheme) {
        KeyPair pair = pairFor(scheme);
        byte[] signature = scheme.sign(pair.getPrivate(), CONTENT);
        assertThat(scheme.verify(pair.getPublic(), CONTENT, signature)).isTrue();
        assertThat(scheme.suits(pair.getPublic())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void verifiesNothingElse(SignatureScheme scheme) {
        KeyPair pair = pairFor(scheme);
        byte[] signature = scheme.sign(pair.getPrivate(), CONTENT);
        assertThat(scheme.verify(pair.getPublic(), new byte[] {1}, signature)).isFalse();
        byte[] changed = signature.clone();
        changed[changed.length - 1] ^= 1;
        assertThat(scheme.verify(pair.getPublic(), CONTENT, changed)).isFalse();
        assertThat(scheme.verify(pair.getPublic(), CONTENT, new byte[0])).isFalse();
        assertThat(scheme.verify(pair.getPublic(), CONTENT, new byte[signature.length + 1]))
                .isFalse();
        PublicKey ofAnotherKind = scheme.keyAlgorithm().equals("EC")
                ? keys("RSA-2048").getPublic()
                : keys("secp256r1").getPublic();
        assertThat(scheme.verify(ofAnotherKind, CONTENT, signature)).isFalse();
    }

    /** The signatures are those of the RFCs, not only of ourselves: another implementation takes them. */
    @ParameterizedTest
    @CsvSource({
        "rsa_pkcs1_sha256, SHA256withRSA",
        "rsa_pkcs1_sha384, SHA384withRSA",
        "rsa_pkcs1_sha512, SHA512withRSA",
        "rsa_pss_rsae_sha256, SHA256withRSAandMGF1",
        "rsa_pss_rsae_sha384, SHA384withRSAandMGF1",
        "rsa_pss_rsae_sha512, SHA512withRSAandMGF1",
        "ecdsa_secp256r1_sha256, SHA256withECDSA",
        "ecdsa_secp384r1_sha384, SHA384withECDSA",
        "ecdsa_secp521r1_sha512, SHA512withECDSA",
        "ed25519, Ed25519"
    })
    void agreesWithAnotherImplementation(String name, String theirs) throws GeneralSecurityException {
        SignatureScheme scheme = SignatureScheme.forName(name);
        KeyPair pair = pairFor(scheme);
        BouncyCastleProvider provider = new BouncyCastleProvider();

        Signature verifier = Signature.getInstance(theirs, provider);
        verifier.initVerify(pair.getPublic());
        verifier.update(CONTENT);
        assertThat(verifier.verify(scheme.sign(pair.getPrivate(), CONTENT))).isTrue();

        Signature signer = Signature.getInstance(theirs, provider);
        signer.initSign(pair.getPrivate());
        signer.update(CONTENT);
        assertThat(scheme.verify(pair.getPublic(), CONTENT, signer.sign())).isTrue();
    }

    @Nested
    class Suits {
        @Test
        void onlyKeysOfItsKind() {
            for (SignatureScheme scheme : SignatureScheme.defaults()) {
                for (String kind : List.of("secp256r1", "RSA-2048", "RSASSA-PSS-2048", "Ed25519", "Ed448")) {
                    PublicKey key = keys(kind).getPublic();
                    boolean expected = switch (scheme.name()) {
                        case "ed25519" -> kind.equals("Ed25519");
                        case "ecdsa_secp256r1_sha256" -> kind.equals("secp256r1");
                        case "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512" -> false;
                        default ->
                            kind.equals(scheme.name().startsWith("rsa_pss_pss") ? "RSASSA-PSS-2048" : "RSA-2048");
                    };
                    assertThat(scheme.suits(key)).as(scheme + " with " + kind).isEqualTo(expected);
                }
            }
        }

        @ParameterizedTest
        @CsvSource({
            "ecdsa_secp256r1_sha256, secp256r1",
            "ecdsa_secp384r1_sha384, secp384r1",
            "ecdsa_secp521r1_sha512, secp521r1"
        })
        void theCurveInTls13AndAnyCurveInTls12(String name, String curve) {
            SignatureScheme scheme = SignatureScheme.forName(name);
            for (String each : List.of("secp256r1", "secp384r1", "secp521r1")) {
                PublicKey key = keys(each).getPublic();
                assertThat(scheme.suits(key)).isEqualTo(each.equals(curve));
                assertThat(scheme.suitsInTls12(key)).isTrue();
            }
            assertThat(scheme.suitsInTls12(keys("RSA-2048").getPublic())).isFalse();
        }

        /** At the shortest modulus that it says to suit it signs, with one byte less the JCA refuses, and so do we. */
        @ParameterizedTest
        @CsvSource({
            "rsa_pss_rsae_sha256, 522, 521",
            "rsa_pss_rsae_sha384, 778, 777",
            "rsa_pss_rsae_sha512, 1034, 1033",
            "rsa_pkcs1_sha512, 745, 744"
        })
        void moduliThatHoldTheEncoding(String name, int enough, int tooShort) {
            SignatureScheme scheme = SignatureScheme.forName(name);
            KeyPair longer = keys("RSA-" + enough);
            assertThat(((RSAPublicKey) longer.getPublic()).getModulus().bitLength())
                    .isEqualTo(enough);
            assertThat(scheme.suits(longer.getPublic())).isTrue();
            assertThat(scheme.verify(longer.getPublic(), CONTENT, scheme.sign(longer.getPrivate(), CONTENT)))
                    .isTrue();
            KeyPair shorter = keys("RSA-" + tooShort);
            assertThat(scheme.suits(shorter.getPublic())).isFalse();
            assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> scheme.sign(shorter.getPrivate(), CONTENT));
        }

        @Test
        void whatTheParametersOfAnRsassaPssKeyAllow() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
            PSSParameterSpec sha384 = new PSSParameterSpec(
                    "SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, PSSParameterSpec.TRAILER_FIELD_BC);
            generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, sha384));
            KeyPair pair = generator.generateKeyPair();
            assertThat(SignatureScheme.RSA_PSS_PSS_SHA256.suits(pair.getPublic()))
                    .isFalse();
            assertThat(SignatureScheme.RSA_PSS_PSS_SHA384.suits(pair.getPublic()))
                    .isTrue();
            assertThat(SignatureScheme.RSA_PSS_PSS_SHA512.suits(pair.getPublic()))
                    .isFalse();
            byte[] signature = SignatureScheme.RSA_PSS_PSS_SHA384.sign(pair.getPrivate(), CONTENT);
            assertThat(SignatureScheme.RSA_PSS_PSS_SHA384.verify(pair.getPublic(), CONTENT, signature))
                    .isTrue();

            PSSParameterSpec longSalt = new PSSParameterSpec(
                    "SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 49, PSSParameterSpec.TRAILER_FIELD_BC);
            generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, longSalt));
            assertThat(SignatureScheme.RSA_PSS_PSS_SHA384.suits(
                            generator.generateKeyPair().getPublic()))
                    .isFalse();
        }

        @Test
        void nothingIfItIsNotKnown() {
            assertThat(SignatureScheme.of(0x0201).suits(keys("RSA-2048").getPublic()))
                    .isFalse();
        }
    }

    @Test
    void aKeyThatDoesNotSignIsAFaultOfOurs() {
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> SignatureScheme.ED25519.sign(keys("RSA-2048").getPrivate(), CONTENT))
                .withMessageContaining("ed25519")
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.INTERNAL_ERROR));
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> SignatureScheme.RSA_PSS_RSAE_SHA256.sign(
                        keys("secp256r1").getPrivate(), CONTENT));
    }

    static List<SignatureScheme> schemes() {
        return SignatureScheme.defaults();
    }

    private static KeyPair pairFor(SignatureScheme scheme) {
        return switch (scheme.keyAlgorithm()) {
            case "EC" -> keys(scheme.name().split("_")[1]);
            case "EdDSA" -> keys("Ed25519");
            default -> keys(scheme.keyAlgorithm() + "-2048");
        };
    }

    /** A curve of ECDSA, {@code Ed25519}, {@code Ed448}, or an RSA algorithm and the bits of its modulus. */
    static KeyPair keys(String kind) {
        return Objects.requireNonNull(KEYS.computeIfAbsent(kind, SignatureSchemeTest::generate));
    }

    private static KeyPair generate(String kind) {
        try {
            if (kind.startsWith("Ed")) {
                return KeyPairGenerator.getInstance(kind).generateKeyPair();
            }
            boolean rsa = kind.startsWith("RSA");
            int dash = kind.lastIndexOf('-');
            KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? kind.substring(0, dash) : "EC");
            AlgorithmParameterSpec spec = rsa
                    ? new RSAKeyGenParameterSpec(Integer.parseInt(kind.substring(dash + 1)), RSAKeyGenParameterSpec.F4)
                    : new ECGenParameterSpec(kind);
            generator.initialize(spec);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
