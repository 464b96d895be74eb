package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.crypto.Vectors.Wycheproof;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every vector of Project Wycheproof's files, each with the outcome counted, so that none is passed over unseen. */
class WycheproofTest {
    private enum Outcome {
        SAME_RESULT,
        REFUSED,
        /** A nonce or key of a length that TLS does not have: refused before any cryptography. */
        OUT_OF_SCOPE
    }

    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    @ParameterizedTest
    @CsvSource({"SHA256, hkdf_sha256_test.json, 83", "SHA384, hkdf_sha384_test.json, 80"})
    void hkdf(HashAlgorithm hash, String file, int valid) {
        for (Wycheproof vector : Vectors.wycheproof(file)) {
            Secret prk = Hkdf.extract(hash, vector.bytes("salt"), vector.bytes("ikm"));
            int length = vector.number("size");
            if (vector.result().equals("valid")) {
                assertThat(Hkdf.expand(hash, prk, vector.bytes("info"), length).copy())
                        .as(vector.toString())
                        .isEqualTo(vector.bytes("okm"));
                count(Outcome.SAME_RESULT);
            } else {
                assertThatIllegalArgumentException()
                        .as(vector.toString())
                        .isThrownBy(() -> Hkdf.expand(hash, prk, vector.bytes("info"), length));
                count(Outcome.REFUSED);
            }
        }
        assertOutcomes(valid, 3, 0);
    }

    @Test
    void aesGcm() {
        for (Wycheproof vector : Vectors.wycheproof("aes_gcm_test.json")) {
            switch (vector.number("keySize")) {
                case 128 -> aead(AeadAlgorithm.AES_128_GCM, vector);
                case 256 -> aead(AeadAlgorithm.AES_256_GCM, vector);
                default -> {
                    assertThatIllegalArgumentException()
                            .as(vector.toString())
                            .isThrownBy(
                                    () -> Aead.sealer(AeadAlgorithm.AES_256_GCM, Secret.owning(vector.bytes("key"))));
                    count(Outcome.OUT_OF_SCOPE);
                }
            }
        }
        // 128 and 256 bits of key with 96 bits of nonce: 40 + 39 valid, 27 + 27 not.
        assertOutcomes(79, 54, 183);
    }

    @Test
    void chaCha20Poly1305() {
        for (Wycheproof vector : Vectors.wycheproof("chacha20_poly1305_test.json")) {
            aead(AeadAlgorithm.CHACHA20_POLY1305, vector);
        }
        assertOutcomes(256, 60, 9);
    }

    @Test
    void x25519() throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("X25519");
        for (Wycheproof vector : Vectors.wycheproof("x25519_test.json")) {
            PrivateKey own =
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, vector.bytes("private")));
            if (vector.has("ZeroSharedSecret")) {
                assertThat(vector.bytes("shared")).containsOnly(0);
                assertRefused(vector, () -> X25519.INSTANCE.agree(own, vector.bytes("public")));
            } else {
                assertThat(X25519.INSTANCE.agree(own, vector.bytes("public")).copy())
                        .as(vector.toString())
                        .isEqualTo(vector.bytes("shared"));
                count(Outcome.SAME_RESULT);
            }
        }
        assertOutcomes(487, 31, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "SECP256R1, ecdh_secp256r1_ecpoint_test.json, 330, 25",
        "SECP384R1, ecdh_secp384r1_ecpoint_test.json, 771, 19"
    })
    void ecdh(Curve curve, String file, int valid, int refused) throws GeneralSecurityException {
        Ecdh mechanism = curve == Curve.SECP256R1 ? Ecdh.SECP256R1 : Ecdh.SECP384R1;
        KeyFactory keys = KeyFactory.getInstance("EC");
        for (Wycheproof vector : Vectors.wycheproof(file)) {
            PrivateKey own = keys.generatePrivate(
                    new ECPrivateKeySpec(new BigInteger(1, vector.bytes("private")), curve.parameters()));
            // Compressed points are "acceptable" to Wycheproof, and forbidden in TLS 1.3.
            if (vector.result().equals("valid")) {
                assertThat(mechanism.agree(own, vector.bytes("public")).copy())
                        .as(vector.toString())
                        .isEqualTo(vector.bytes("shared"));
                count(Outcome.SAME_RESULT);
            } else {
                assertRefused(vector, () -> mechanism.agree(own, vector.bytes("public")));
            }
        }
        assertOutcomes(valid, refused, 0);
    }

    private void aead(AeadAlgorithm algorithm, Wycheproof vector) {
        byte[] nonce = vector.bytes("iv");
        byte[] aad = vector.bytes("aad");
        byte[] message = vector.bytes("msg");
        byte[] sealed = Vectors.hex(
                vector.test().get("ct").asText() + vector.test().get("tag").asText());
        Aead sealer = Aead.sealer(algorithm, Secret.owning(vector.bytes("key")));
        Aead opener = Aead.opener(algorithm, Secret.owning(vector.bytes("key")));
        byte[] out = new byte[message.length + 16];
        if (nonce.length != algorithm.ivLength()) {
            assertThatIllegalArgumentException()
                    .as(vector.toString())
                    .isThrownBy(() -> sealer.seal(nonce, aad, aad.length, ByteBuffer.allocate(out.length), 0));
            assertThatIllegalArgumentException()
                    .as(vector.toString())
                    .isThrownBy(() -> opener.open(nonce, aad, aad.length, ByteBuffer.wrap(sealed), out, 0));
            count(Outcome.OUT_OF_SCOPE);
        } else if (vector.result().equals("valid")) {
            ByteBuffer record = ByteBuffer.wrap(out).put(message).rewind();
            assertThat(sealer.seal(nonce, aad, aad.length, record, message.length))
                    .as(vector.toString())
                    .isEqualTo(sealed.length);
            assertThat(out).as(vector.toString()).isEqualTo(sealed);
            byte[] opened = new byte[message.length];
            assertThat(opener.open(nonce, aad, aad.length, ByteBuffer.wrap(sealed), opened, 0))
                    .as(vector.toString())
                    .isEqualTo(message.length);
            assertThat(opened).as(vector.toString()).isEqualTo(message);
            count(Outcome.SAME_RESULT);
        } else {
            assertThatExceptionOfType(PeerMisbehaved.class)
                    .as(vector.toString())
                    .isThrownBy(() -> opener.open(nonce, aad, aad.length, ByteBuffer.wrap(sealed), out, 0))
                    .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
            assertThat(out).as(vector.toString()).containsOnly(0);
            count(Outcome.REFUSED);
        }
    }

    private void assertRefused(Wycheproof vector, Runnable agreement) {
        assertThatExceptionOfType(PeerMisbehaved.class)
                .as(vector.toString())
                .isThrownBy(agreement::run)
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER));
        count(Outcome.REFUSED);
    }

    private void count(Outcome outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    private void assertOutcomes(int sameResult, int refused, int outOfScope) {
        assertThat(outcomes.getOrDefault(Outcome.SAME_RESULT, 0)).isEqualTo(sameResult);
        assertThat(outcomes.getOrDefault(Outcome.REFUSED, 0)).isEqualTo(refused);
        assertThat(outcomes.getOrDefault(Outcome.OUT_OF_SCOPE, 0)).isEqualTo(outOfScope);
    }
}
