package dev.reprise.internal.crypto;

import static java.lang.invoke.MethodType.methodType;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;

/**
 * ML-KEM-768 (FIPS 203) of the JDK, where it has one. {@code javax.crypto.KEM} came with JDK 21 and the algorithm with 24,
 * while this is compiled for 17: so the few methods are found at run time, here and nowhere else.
 */
final class MlKem768 {
    /** Bytes of an encapsulation key. */
    static final int KEY_LENGTH = 1184;

    static final int CIPHERTEXT_LENGTH = 1088;

    private static final String ALGORITHM = "ML-KEM-768";

    /** Of the field that the coefficients are in. */
    private static final int Q = 3329;

    /** Bytes of the coefficients, 12 bits each; the seed of the matrix is behind them. */
    private static final int COEFFICIENTS_LENGTH = 1152;

    /**
     * What stands before the key in SubjectPublicKeyInfo: the sequences, the algorithm 2.16.840.1.101.3.4.4.2 without
     * parameters, the header of the bit string.
     */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

    private static final @Nullable Kem KEM = Kem.find();

    private MlKem768() {}

    /** A secret, and what tells it to the holder of the private key. */
    record Encapsulated(Secret secret, byte[] ciphertext) {}

    static boolean isUsable() {
        if (KEM == null) {
            return false;
        }
        try {
            KeyPairGenerator.getInstance(ALGORITHM);
            KEM.instance();
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new NamedParameterSpec(ALGORITHM), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider makes keys of " + ALGORITHM, e);
        }
    }

    /** The encapsulation key as it goes over the wire. */
    static byte[] encode(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != SPKI_PREFIX.length + KEY_LENGTH
                || !Arrays.equals(encoded, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new LocalFault("the provider encodes its keys of " + ALGORITHM + " in a way of its own");
        }
        return Arrays.copyOfRange(encoded, SPKI_PREFIX.length, encoded.length);
    }

    /**
     * A fresh secret for the holder of a key.
     *
     * @param encapsulationKey {@value #KEY_LENGTH} bytes
     * @throws PeerMisbehaved with {@code illegal_parameter} if the key fails the check of FIPS 203 section 7.2
     */
    static Encapsulated encapsulate(byte[] encapsulationKey, SecureRandom random) {
        checkModulus(encapsulationKey);
        try {
            PublicKey key =
                    KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(spki(encapsulationKey)));
            return kem().encapsulate(key, random);
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider encapsulates with " + ALGORITHM, e);
        }
    }

    /**
     * The secret that a ciphertext tells. One that was tampered with tells a secret that nobody else has: the handshake
     * fails at Finished then.
     *
     * @param ciphertext {@value #CIPHERTEXT_LENGTH} bytes
     */
    static Secret decapsulate(PrivateKey key, byte[] ciphertext) {
        try {
            return kem().decapsulate(key, ciphertext);
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider decapsulates with " + ALGORITHM, e);
        }
    }

    /** The modulus check: each of the coefficients, two in three bytes, is below q. */
    private static void checkModulus(byte[] encapsulationKey) {
        for (int i = 0; i < COEFFICIENTS_LENGTH; i += 3) {
            int pair = (encapsulationKey[i] & 0xff)
                    | ((encapsulationKey[i + 1] & 0xff) << 8)
                    | ((encapsulationKey[i + 2] & 0xff) << 16);
            if ((pair & 0xfff) >= Q || pair >>> 12 >= Q) {
                throw new PeerMisbehaved(
                        AlertDescription.ILLEGAL_PARAMETER, "key share: an encapsulation key outside the field");
            }
        }
    }

    private static byte[] spki(byte[] encapsulationKey) {
        byte[] encoded = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + KEY_LENGTH);
        System.arraycopy(encapsulationKey, 0, encoded, SPKI_PREFIX.length, KEY_LENGTH);
        return encoded;
    }

    private static Kem kem() {
        if (KEM == null) {
            throw new LocalFault("this JDK has no " + ALGORITHM);
        }
        return KEM;
    }

    /** {@code javax.crypto.KEM}, its methods as handles. */
    private record Kem(
            MethodHandle getInstance,
            MethodHandle newEncapsulator,
            MethodHandle encapsulate,
            MethodHandle key,
            MethodHandle encapsulation,
            MethodHandle newDecapsulator,
            MethodHandle decapsulate) {

        static @Nullable Kem find() {
            try {
                Class<?> kem = Class.forName("javax.crypto.KEM");
                Class<?> encapsulator = Class.forName("javax.crypto.KEM$Encapsulator");
                Class<?> encapsulated = Class.forName("javax.crypto.KEM$Encapsulated");
                Class<?> decapsulator = Class.forName("javax.crypto.KEM$Decapsulator");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                return new Kem(
                        lookup.findStatic(kem, "getInstance", methodType(kem, String.class)),
                        lookup.findVirtual(
                                kem, "newEncapsulator", methodType(encapsulator, PublicKey.class, SecureRandom.class)),
                        lookup.findVirtual(encapsulator, "encapsulate", methodType(encapsulated)),
                        lookup.findVirtual(encapsulated, "key", methodType(SecretKey.class)),
                        lookup.findVirtual(encapsulated, "encapsulation", methodType(byte[].class)),
                        lookup.findVirtual(kem, "newDecapsulator", methodType(decapsulator, PrivateKey.class)),
                        lookup.findVirtual(decapsulator, "decapsulate", methodType(SecretKey.class, byte[].class)));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        Object instance() throws GeneralSecurityException {
            return call(() -> getInstance.invoke(ALGORITHM));
        }

        Encapsulated encapsulate(PublicKey peer, SecureRandom random) throws GeneralSecurityException {
            Object encapsulator = call(() -> newEncapsulator.invoke(instance(), peer, random));
            Object result = call(() -> encapsulate.invoke(encapsulator));
            SecretKey secret = (SecretKey) call(() -> key.invoke(result));
            return new Encapsulated(owned(secret), (byte[]) call(() -> encapsulation.invoke(result)));
        }

        Secret decapsulate(PrivateKey own, byte[] ciphertext) throws GeneralSecurityException {
            Object decapsulator = call(() -> newDecapsulator.invoke(instance(), own));
            return owned((SecretKey) call(() -> decapsulate.invoke(decapsulator, ciphertext)));
        }

        private static Secret owned(SecretKey key) {
            Secret secret = Secret.owning(key.getEncoded());
            try {
                key.destroy();
            } catch (DestroyFailedException e) {
                // The provider's key has no end before it is collected.
            }
            return secret;
        }

        private interface Call {
            Object run() throws Throwable;
        }

        /** A handle may throw anything; what these methods declare is of the JCA. */
        private static Object call(Call call) throws GeneralSecurityException {
            try {
                return call.run();
            } catch (GeneralSecurityException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new LocalFault(ALGORITHM + " failed", e);
            }
        }
    }
}
