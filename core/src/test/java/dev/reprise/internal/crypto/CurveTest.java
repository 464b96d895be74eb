package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CurveTest {
    @ParameterizedTest
    @EnumSource
    void hasTheParametersThatTheJdkHas(Curve curve) throws GeneralSecurityException {
        ECPublicKey key = key(curve);
        assertThat(curve.isOf(key)).isTrue();
        for (Curve other : Curve.values()) {
            assertThat(other.isOf(key)).isEqualTo(other == curve);
        }
        assertThat(curve.pointLength()).isEqualTo(1 + 2 * curve.fieldLength());
        assertThat(curve.fieldLength())
                .isEqualTo((curve.parameters().getCurve().getField().getFieldSize() + 7) / 8);
    }

    @ParameterizedTest
    @EnumSource
    void encodesPointsSoThatTheyAreDecodedAgain(Curve curve) throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            ECPoint point = key(curve).getW();
            byte[] encoded = curve.encode(point);
            assertThat(encoded).hasSize(curve.pointLength()).startsWith(4);
            assertThat(curve.decode(encoded)).isEqualTo(point);
        }
        ECPoint generator = curve.parameters().getGenerator();
        assertThat(curve.decode(curve.encode(generator))).isEqualTo(generator);
    }

    @ParameterizedTest
    @EnumSource
    void refusesOtherFormsOtherLengthsAndInfinity(Curve curve) throws GeneralSecurityException {
        byte[] encoded = curve.encode(key(curve).getW());
        byte[] compressed = Arrays.copyOf(encoded, 1 + curve.fieldLength());
        for (int form = 0; form < 256; form++) {
            byte[] other = encoded.clone();
            other[0] = (byte) form;
            compressed[0] = (byte) form;
            if (form != 4) {
                assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(other));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(compressed));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(new byte[encoded.length]));
        assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(Arrays.copyOf(encoded, encoded.length - 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(Arrays.copyOf(encoded, encoded.length + 1)));
    }

    @ParameterizedTest
    @EnumSource
    void refusesPointsOffTheCurve(Curve curve) throws GeneralSecurityException {
        byte[] encoded = curve.encode(key(curve).getW());
        for (int at = 1; at < encoded.length; at++) {
            byte[] other = encoded.clone();
            other[at] ^= 1;
            assertThatIllegalArgumentException().isThrownBy(() -> curve.decode(other));
        }
        for (Curve other : Curve.values()) {
            if (other != curve) {
                assertThatIllegalArgumentException().isThrownBy(() -> other.decode(encoded));
            }
        }
    }

    /** The point with x = 0 is on all three curves. With x = p it would be on them too, if anybody reduced it. */
    @ParameterizedTest
    @EnumSource
    void refusesCoordinatesThatAreNotReduced(Curve curve) {
        BigInteger prime = ((ECFieldFp) curve.parameters().getCurve().getField()).getP();
        BigInteger b = curve.parameters().getCurve().getB();
        // all three primes are 3 modulo 4
        BigInteger y = b.modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
        byte[] encoded = curve.encode(new ECPoint(BigInteger.ZERO, y));
        assertThat(curve.decode(encoded).getAffineX()).isZero();
        byte[] unreduced = curve.encode(new ECPoint(prime, y));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> curve.decode(unreduced))
                .withMessageContaining("outside the field");
        byte[] unreducedY = curve.encode(new ECPoint(BigInteger.ZERO, prime));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> curve.decode(unreducedY))
                .withMessageContaining("outside the field");
    }

    private static ECPublicKey key(Curve curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.generatorSpec());
        return (ECPublicKey) generator.generateKeyPair().getPublic();
    }
}
