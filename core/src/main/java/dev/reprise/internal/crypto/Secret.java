package dev.reprise.internal.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that must not be seen, and that have an end: {@link #destroy()} overwrites them, and every use after that is an
 * {@link IllegalStateException}. Equality takes the same time wherever two secrets of one length differ; the text form says
 * the length and nothing else.
 */
public final class Secret {
    private final byte[] bytes;
    private volatile boolean destroyed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret with a copy of these bytes; the caller still has to wipe its own. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Another holder of the same bytes, with an end of its own. */
    public static Secret copyOf(Secret other) {
        return owning(other.copy());
    }

    /** A secret that takes the array over: nobody else may use it any more. */
    public static Secret owning(byte[] bytes) {
        return new Secret(bytes);
    }

    /** A fresh secret of that many bytes. */
    public static Secret random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /** The length in bytes, known even after the end. */
    public int length() {
        return bytes.length;
    }

    /** A copy, for the caller to wipe. */
    public byte[] copy() {
        return bytes().clone();
    }

    /** The bytes themselves, for this package's own cryptography: to be read, not kept and not changed. */
    byte[] bytes() {
        if (destroyed) {
            throw new IllegalStateException("the secret was destroyed");
        }
        return bytes;
    }

    /** Overwrites the bytes. A second call does nothing. */
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    public boolean isDestroyed() {
        return destroyed;
    }

    /**
     * This secret as a key of the JCA, without a copy: the key is a view, and ends when the secret does.
     *
     * @param algorithm what the JCA calls it, such as {@code AES} or {@code HmacSHA256}
     */
    public SecretKey asKey(String algorithm) {
        return new View(this, algorithm);
    }

    /** In constant time for secrets of one length. A destroyed secret equals itself only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Secret that
                        && !destroyed
                        && !that.destroyed
                        && MessageDigest.isEqual(bytes, that.bytes));
    }

    /** Of the length only, so that hash tables do not tell secrets apart for an onlooker. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return destroyed ? "Secret[destroyed]" : "Secret[" + bytes.length + " bytes]";
    }

    /** What providers copy the bytes from when a cipher or a MAC is initialised; they look after their copies. */
    private static final class View implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient Secret secret;
        private final String algorithm;

        View(Secret secret, String algorithm) {
            this.secret = secret;
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.copy();
        }

        @Override
        public boolean isDestroyed() {
            return secret.isDestroyed();
        }

        @Override
        public void destroy() {
            secret.destroy();
        }

        @Override
        public String toString() {
            return algorithm + " " + secret;
        }

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("a secret");
        }
    }
}
