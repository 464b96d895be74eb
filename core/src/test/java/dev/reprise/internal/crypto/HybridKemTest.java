package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** X25519MLKEM768: against another implementation of ML-KEM where the JDK has one, politely absent where it has not. */
class HybridKemTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NamedGroup GROUP = NamedGroup.X25519MLKEM768;
    private static final int KEM_KEY = 1184;
    private static final int KEM_CIPHERTEXT = 1088;

    @Test
    void isThereFromJdk24On() {
        boolean expected = Runtime.version().feature() >= 24;
        assertThat(GROUP.isUsable()).isEqualTo(expected);
        assertThat(NamedGroup.defaults().contains(GROUP)).isEqualTo(expected);
        assertThat(NamedGroup.defaults().get(0)).isEqualTo(expected ? GROUP : NamedGroup.X25519);
        assertThat(GROUP.isKnown()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> works() {
        return GROUP.isUsable()
                ? Stream.of(
                        dynamicTest("asAClientOfAnotherImplementation", this::asAClientOfAnotherImplementation),
                        dynamicTest("asAServerOfAnotherImplementation", this::asAServerOfAnotherImplementation),
                        dynamicTest("aChangedCiphertextGivesAnotherSecret", this::aChangedCiphertextGivesAnotherSecret),
                        dynamicTest("aKeyOutsideTheFieldIsRefused", this::aKeyOutsideTheFieldIsRefused),
                        dynamicTest("aPointOfSmallOrderIsRefused", this::aPointOfSmallOrderIsRefused))
                : Stream.of(dynamicTest("isAFaultOfOursIfUsedAllTheSame", this::isAFaultOfOursIfUsedAllTheSame));
    }

    private void asAClientOfAnotherImplementation() {
        KeyExchange.Offer offer = KeyExchange.offer(GROUP, RANDOM);
        byte[] share = offer.share();
        MLKEMPublicKeyParameters key =
                new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, Arrays.copyOf(share, KEM_KEY));
        SecretWithEncapsulation kem = new MLKEMGenerator(RANDOM).generateEncapsulated(key);
        KeyExchange.Answer x25519 =
                KeyExchange.answer(NamedGroup.X25519, Arrays.copyOfRange(share, KEM_KEY, share.length), RANDOM);

        Secret secret = offer.agree(joined(kem.getEncapsulation(), x25519.share()));
        assertThat(secret.copy())
                .isEqualTo(joined(kem.getSecret(), x25519.secret().copy()));
    }

    private void asAServerOfAnotherImplementation() {
        AsymmetricCipherKeyPair pair = bouncyCastleKeys();
        KeyExchange.Offer x25519 = KeyExchange.offer(NamedGroup.X25519, RANDOM);
        byte[] encapsulationKey = ((MLKEMPublicKeyParameters) pair.getPublic()).getEncoded();

        KeyExchange.Answer answer = KeyExchange.answer(GROUP, joined(encapsulationKey, x25519.share()), RANDOM);
        byte[] kem = new MLKEMExtractor((MLKEMPrivateKeyParameters) pair.getPrivate())
                .extractSecret(Arrays.copyOf(answer.share(), KEM_CIPHERTEXT));
        byte[] classical = x25519.agree(Arrays.copyOfRange(answer.share(), KEM_CIPHERTEXT, answer.share().length))
                .copy();
        assertThat(answer.secret().copy()).isEqualTo(joined(kem, classical));
    }

    /** FIPS 203 section 6.3: a wrong ciphertext is not refused; it leads to a secret that nobody else has. */
    private void aChangedCiphertextGivesAnotherSecret() {
        KeyExchange.Offer offer = KeyExchange.offer(GROUP, RANDOM);
        KeyExchange.Answer answer = KeyExchange.answer(GROUP, offer.share(), RANDOM);
        byte[] changed = answer.share().clone();
        changed[0] ^= 1;
        byte[] agreed = offer.agree(changed).copy();
        assertThat(Arrays.copyOf(agreed, 32))
                .isNotEqualTo(Arrays.copyOf(answer.secret().copy(), 32));
        assertThat(Arrays.copyOfRange(agreed, 32, 64))
                .isEqualTo(Arrays.copyOfRange(answer.secret().copy(), 32, 64));
    }

    /** The check of FIPS 203 section 7.2, which the draft demands of servers: every coefficient is below 3329. */
    private void aKeyOutsideTheFieldIsRefused() {
        byte[] share = KeyExchange.offer(GROUP, RANDOM).share();
        for (int coefficient : new int[] {0, 1, 2, 383, 766, 767}) {
            assertRefused(() -> KeyExchange.answer(GROUP, withCoefficient(share, coefficient, 3329), RANDOM));
            assertRefused(() -> KeyExchange.answer(GROUP, withCoefficient(share, coefficient, 4095), RANDOM));
            assertThat(KeyExchange.answer(GROUP, withCoefficient(share, coefficient, 3328), RANDOM)
                            .share())
                    .hasSize(KEM_CIPHERTEXT + 32);
        }
    }

    private void aPointOfSmallOrderIsRefused() {
        KeyExchange.Offer offer = KeyExchange.offer(GROUP, RANDOM);
        byte[] share = offer.share();
        byte[] answer = KeyExchange.answer(GROUP, share, RANDOM).share();
        Arrays.fill(share, KEM_KEY, share.length, (byte) 0);
        Arrays.fill(answer, KEM_CIPHERTEXT, answer.length, (byte) 0);
        assertRefused(() -> KeyExchange.answer(GROUP, share, RANDOM));
        assertRefused(() -> offer.agree(answer));
    }

    private void isAFaultOfOursIfUsedAllTheSame() {
        assertThatExceptionOfType(LocalFault.class).isThrownBy(() -> KeyExchange.offer(GROUP, RANDOM));
        assertThatExceptionOfType(LocalFault.class)
                .isThrownBy(() -> KeyExchange.answer(GROUP, new byte[KEM_KEY + 32], RANDOM));
    }

    /** Coefficients have 12 bits, two in three bytes, the lower bits first. */
    private static byte[] withCoefficient(byte[] share, int index, int value) {
        byte[] changed = share.clone();
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            changed[at] = (byte) value;
            changed[at + 1] = (byte) ((changed[at + 1] & 0xf0) | (value >>> 8));
        } else {
            changed[at + 1] = (byte) ((changed[at + 1] & 0x0f) | ((value & 0x0f) << 4));
            changed[at + 2] = (byte) (value >>> 4);
        }
        return changed;
    }

    private static AsymmetricCipherKeyPair bouncyCastleKeys() {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(RANDOM, MLKEMParameters.ml_kem_768));
        return generator.generateKeyPair();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void assertRefused(Runnable exchange) {
        assertThatExceptionOfType(PeerMisbehaved.class)
                .isThrownBy(exchange::run)
                .satisfies(fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER));
    }
}
