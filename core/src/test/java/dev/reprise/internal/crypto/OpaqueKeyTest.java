package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.wire.LocalFault;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that a token or a service holds: no encoding, and a provider of their own behind all the others. */
class OpaqueKeyTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final Provider token = new Token();

    @BeforeEach
    void plugIn() {
        Security.addProvider(token);
    }

    @AfterEach
    void pullOut() {
        Security.removeProvider(token.getName());
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void signThroughTheProviderThatKnowsThem(SignatureScheme scheme) {
        KeyPair pair = pairFor(scheme);
        byte[] signature = scheme.sign(new OpaqueKey(pair.getPrivate()), CONTENT);
        assertThat(scheme.verify(pair.getPublic(), CONTENT, signature)).isTrue();
    }

    @Test
    void areAFaultOfOursOnceTheirProviderIsGone() {
        pullOut();
        PrivateKey key = new OpaqueKey(SignatureSchemeTest.keys("RSA-2048").getPrivate());
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> SignatureScheme.RSA_PSS_RSAE_SHA256.sign(key, CONTENT));
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> SignatureScheme.RSA_PKCS1_SHA256.sign(key, CONTENT));
    }

    static List<SignatureScheme> schemes() {
        return List.of(
                SignatureScheme.ECDSA_SECP256R1_SHA256,
                SignatureScheme.RSA_PSS_RSAE_SHA256,
                SignatureScheme.RSA_PSS_RSAE_SHA512,
                SignatureScheme.RSA_PKCS1_SHA256,
                SignatureScheme.ED25519);
    }

    private static KeyPair pairFor(SignatureScheme scheme) {
        return switch (scheme.keyAlgorithm()) {
            case "EC" -> SignatureSchemeTest.keys("secp256r1");
            case "EdDSA" -> SignatureSchemeTest.keys("Ed25519");
            default -> SignatureSchemeTest.keys("RSA-2048");
        };
    }

    /** Says nothing of itself; only the token knows what is inside. */
    private static final class OpaqueKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final transient PrivateKey inside;

        OpaqueKey(PrivateKey inside) {
            this.inside = inside;
        }

        @Override
        public String getAlgorithm() {
            return inside.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    private static final class Token extends Provider {
        private static final long serialVersionUID = 1L;

        Token() {
            super("Token", "1", "signs with opaque keys");
            for (String algorithm : List.of("SHA256withECDSA", "RSASSA-PSS", "SHA256withRSA", "Ed25519")) {
                putService(new Service(this, "Signature", algorithm, TokenSignature.class.getName(), null, null) {
                    @Override
                    public Object newInstance(@Nullable Object parameter) {
                        return new TokenSignature(algorithm);
                    }

                    @Override
                    public boolean supportsParameter(@Nullable Object parameter) {
                        return parameter instanceof OpaqueKey;
                    }
                });
            }
        }
    }

    /** As some tokens do, this wants the parameters before the key. */
    private static final class TokenSignature extends SignatureSpi {
        private final String algorithm;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private @Nullable AlgorithmParameterSpec parameters;
        private @Nullable PrivateKey key;

        TokenSignature(String algorithm) {
            this.algorithm = algorithm;
        }

        @Override
        protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
            if (!(privateKey instanceof OpaqueKey opaque)) {
                throw new InvalidKeyException("not a key of the token");
            }
            if (algorithm.equals("RSASSA-PSS") && parameters == null) {
                throw new InvalidKeyException("no parameters yet");
            }
            key = opaque.inside;
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec given) throws InvalidAlgorithmParameterException {
            parameters = given;
        }

        @Override
        protected void engineUpdate(byte b) {
            content.write(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            try {
                Signature signature = Signature.getInstance(algorithm);
                if (parameters != null) {
                    signature.setParameter(parameters);
                }
                signature.initSign(Objects.requireNonNull(key));
                signature.update(content.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new SignatureException(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
            throw new InvalidKeyException("the token only signs");
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
