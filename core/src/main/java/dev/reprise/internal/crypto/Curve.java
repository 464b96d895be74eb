package dev.reprise.internal.crypto;

import java.math.BigInteger;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;

/**
 * The NIST curves over prime fields, y^2 = x^3 - 3x + b, with cofactor 1 (FIPS 186-4, SEC 2).
 *
 * <p>The domain parameters stand here and are not asked of a provider, so that a point can be checked before any provider
 * sees it.
 */
enum Curve {
    SECP256R1(
            "secp256r1",
            32,
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    SECP384R1(
            "secp384r1",
            48,
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    SECP521R1(
            "secp521r1",
            66,
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109"
                    + "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d"
                    + "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
            "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66"
                    + "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    private final String jcaName;
    private final int fieldLength;
    private final BigInteger prime;
    private final BigInteger a;
    private final BigInteger b;
    private final ECParameterSpec parameters;

    Curve(String jcaName, int fieldLength, String prime, String b, String x, String y, String order) {
        this.jcaName = jcaName;
        this.fieldLength = fieldLength;
        this.prime = new BigInteger(prime, 16);
        this.a = this.prime.subtract(BigInteger.valueOf(3));
        this.b = new BigInteger(b, 16);
        this.parameters = new ECParameterSpec(
                new EllipticCurve(new ECFieldFp(this.prime), this.a, this.b),
                new ECPoint(new BigInteger(x, 16), new BigInteger(y, 16)),
                new BigInteger(order, 16),
                1);
    }

    /** Bytes of a coordinate, and so of a shared secret. */
    int fieldLength() {
        return fieldLength;
    }

    /** Bytes of an uncompressed point. */
    int pointLength() {
        return 1 + 2 * fieldLength;
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** What a key pair generator takes. */
    ECGenParameterSpec generatorSpec() {
        return new ECGenParameterSpec(jcaName);
    }

    /** Whether a key is on this curve, whatever its provider calls it. */
    boolean isOf(ECKey key) {
        ECParameterSpec theirs = key.getParams();
        return theirs != null
                && theirs.getCurve().getField().equals(parameters.getCurve().getField())
                && theirs.getCurve().getA().equals(parameters.getCurve().getA())
                && theirs.getCurve().getB().equals(parameters.getCurve().getB())
                && theirs.getGenerator().equals(parameters.getGenerator())
                && theirs.getOrder().equals(parameters.getOrder())
                && theirs.getCofactor() == parameters.getCofactor();
    }

    /** {@code UncompressedPointRepresentation} of RFC 9846 section 4.3.8.2. */
    byte[] encode(ECPoint point) {
        byte[] encoded = new byte[pointLength()];
        encoded[0] = 4;
        putFixed(point.getAffineX(), encoded, 1);
        putFixed(point.getAffineY(), encoded, 1 + fieldLength);
        return encoded;
    }

    /**
     * The other way round. With cofactor 1 a point on the curve other than infinity, which has no such encoding, is in
     * the right group: that completes the checks of RFC 9846 section 4.3.8.2.
     *
     * @throws IllegalArgumentException if this is not the uncompressed form of a point on the curve
     */
    ECPoint decode(byte[] encoded) {
        if (encoded.length != pointLength() || encoded[0] != 4) {
            throw new IllegalArgumentException("not an uncompressed point of " + jcaName);
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + fieldLength));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, 1 + fieldLength, encoded.length));
        if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
            throw new IllegalArgumentException("a coordinate outside the field of " + jcaName);
        }
        BigInteger right = x.multiply(x).add(a).multiply(x).add(b).mod(prime);
        if (!y.multiply(y).mod(prime).equals(right)) {
            throw new IllegalArgumentException("a point that is not on " + jcaName);
        }
        return new ECPoint(x, y);
    }

    private void putFixed(BigInteger value, byte[] target, int at) {
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - fieldLength);
        System.arraycopy(bytes, skip, target, at + fieldLength - (bytes.length - skip), bytes.length - skip);
    }
}
