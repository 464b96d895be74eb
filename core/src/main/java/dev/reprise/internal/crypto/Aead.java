package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * One direction under one key (RFC 9846 sections 5.2 and 5.3). Nonces come from the sequence number, or from the caller, as
 * TLS 1.2 with AES-GCM needs it. The cipher object and all arrays are reused: what is allocated for a record is what the JCA
 * itself needs. Not thread-safe.
 *
 * <p>The JCA is always given arrays and a whole record at once, since that is the quick way in its providers: with buffers
 * of their own memory they copy through temporary arrays (a third slower with AES-GCM, a 16 KiB array a record with
 * ChaCha20-Poly1305), and an update apart from the end gains nothing over a copy. So a record is gathered where it will be
 * sealed, and buffers without an array go through one array that stays.
 */
public final class Aead {
    private final AeadAlgorithm algorithm;
    private final int mode;
    private final Secret key;
    private final @Nullable Secret iv;
    private final SecretKey jcaKey;
    private final byte[] nonce;
    private @Nullable Cipher cipher;
    private byte[] scratch = {};

    private Aead(AeadAlgorithm algorithm, int mode, Secret key, @Nullable Secret iv) {
        if (key.length() != algorithm.keyLength() || (iv != null && iv.length() != algorithm.ivLength())) {
            throw new IllegalArgumentException("keys of the wrong length for " + algorithm);
        }
        this.algorithm = algorithm;
        this.mode = mode;
        this.key = key;
        this.iv = iv;
        this.jcaKey = key.asKey(algorithm.keyAlgorithm());
        this.nonce = new byte[algorithm.ivLength()];
    }

    /** For sending. Key and initialization vector are taken over: {@link #destroy} ends them. */
    public static Aead sealer(AeadAlgorithm algorithm, Secret key, Secret iv) {
        return new Aead(algorithm, Cipher.ENCRYPT_MODE, key, iv);
    }

    /** For receiving. Key and initialization vector are taken over: {@link #destroy} ends them. */
    public static Aead opener(AeadAlgorithm algorithm, Secret key, Secret iv) {
        return new Aead(algorithm, Cipher.DECRYPT_MODE, key, iv);
    }

    /** For sending with nonces of the caller's. The key is taken over. */
    public static Aead sealer(AeadAlgorithm algorithm, Secret key) {
        return new Aead(algorithm, Cipher.ENCRYPT_MODE, key, null);
    }

    /** For receiving with nonces of the caller's. The key is taken over. */
    public static Aead opener(AeadAlgorithm algorithm, Secret key) {
        return new Aead(algorithm, Cipher.DECRYPT_MODE, key, null);
    }

    public AeadAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Seals in place. The plaintext is the {@code length} bytes from the buffer's position on; ciphertext and tag come to
     * stand there. The position is behind the tag afterwards.
     *
     * @param sequence of the record, unsigned; never the same twice
     * @param aad additional data, its first {@code aadLength} bytes
     * @param record any writable buffer, with room for the {@linkplain AeadAlgorithm#tagLength() tag}
     * @return bytes from the old position to the new one
     * @throws IllegalArgumentException if the buffer is too small
     * @throws IllegalStateException after {@link #destroy}
     * @throws LocalFault if the JCA fails
     */
    public int seal(long sequence, byte[] aad, int aadLength, ByteBuffer record, int length) {
        return seal(nonceOf(sequence), aad, aadLength, record, length);
    }

    /**
     * The same with a nonce of the caller's, {@link AeadAlgorithm#ivLength()} bytes, never the same twice.
     *
     * @see #seal(long, byte[], int, ByteBuffer, int)
     */
    public int seal(byte[] nonce, byte[] aad, int aadLength, ByteBuffer record, int length) {
        checkLength(nonce);
        int sealed = Math.addExact(length, algorithm.tagLength());
        if (length < 0 || record.remaining() < sealed) {
            throw new IllegalArgumentException("no room for " + length + " bytes and the tag");
        }
        try {
            Cipher initialized = initialized(nonce, aad, aadLength);
            if (record.hasArray()) {
                int at = record.arrayOffset() + record.position();
                initialized.doFinal(record.array(), at, length, record.array(), at);
                record.position(record.position() + sealed);
            } else {
                byte[] array = scratch(sealed);
                record.get(record.position(), array, 0, length);
                initialized.doFinal(array, 0, length, array, 0);
                record.put(array, 0, sealed);
            }
            return sealed;
        } catch (GeneralSecurityException e) {
            cipher = null;
            throw new LocalFault(algorithm + " failed", e);
        }
    }

    /**
     * Opens. All that remains of the ciphertext, tag included, is consumed. Nothing but zeros is left in {@code out} if the
     * tag is wrong; the same sequence number may be tried again with other bytes then, which skipping early data needs.
     *
     * @param sequence of the record, unsigned
     * @param aad additional data, its first {@code aadLength} bytes
     * @param ciphertext any buffer; one over {@code out} only if both begin at the same place
     * @param out with room for the plaintext from {@code outOffset} on
     * @return bytes of plaintext
     * @throws PeerMisbehaved with {@code bad_record_mac} if the tag is wrong, or the ciphertext shorter than a tag
     * @throws IllegalArgumentException if there is no room for the plaintext
     * @throws IllegalStateException after {@link #destroy}
     * @throws LocalFault if the JCA fails otherwise
     */
    public int open(long sequence, byte[] aad, int aadLength, ByteBuffer ciphertext, byte[] out, int outOffset) {
        return open(nonceOf(sequence), aad, aadLength, ciphertext, out, outOffset);
    }

    /**
     * The same with a nonce of the caller's, {@link AeadAlgorithm#ivLength()} bytes.
     *
     * @see #open(long, byte[], int, ByteBuffer, byte[], int)
     */
    public int open(byte[] nonce, byte[] aad, int aadLength, ByteBuffer ciphertext, byte[] out, int outOffset) {
        checkLength(nonce);
        int sealed = ciphertext.remaining();
        int length = sealed - algorithm.tagLength();
        if (length < 0) {
            throw new PeerMisbehaved(AlertDescription.BAD_RECORD_MAC, "a record shorter than its tag");
        }
        if (outOffset < 0 || outOffset > out.length - length) {
            throw new IllegalArgumentException("no room for " + length + " bytes");
        }
        try {
            Cipher initialized = initialized(nonce, aad, aadLength);
            if (ciphertext.hasArray()) {
                int at = ciphertext.arrayOffset() + ciphertext.position();
                ciphertext.position(ciphertext.limit());
                initialized.doFinal(ciphertext.array(), at, sealed, out, outOffset);
            } else {
                byte[] array = scratch(sealed);
                ciphertext.get(array, 0, sealed);
                initialized.doFinal(array, 0, sealed, out, outOffset);
            }
            return length;
        } catch (GeneralSecurityException e) {
            // A cipher that failed may refuse to start again with the same nonce.
            cipher = null;
            Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
            if (e instanceof AEADBadTagException) {
                throw new PeerMisbehaved(AlertDescription.BAD_RECORD_MAC, "a record that does not open", e);
            }
            throw new LocalFault(algorithm + " failed", e);
        }
    }

    /** Overwrites the keys; nothing can be sealed or opened any more. */
    public void destroy() {
        key.destroy();
        if (iv != null) {
            iv.destroy();
        }
        Arrays.fill(nonce, (byte) 0);
        Arrays.fill(scratch, (byte) 0);
        cipher = null;
    }

    private void checkLength(byte[] nonce) {
        if (nonce.length != algorithm.ivLength()) {
            throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
        }
    }

    private Cipher initialized(byte[] nonce, byte[] aad, int aadLength) throws GeneralSecurityException {
        Objects.checkFromIndexSize(0, aadLength, aad.length);
        if (key.isDestroyed()) {
            throw new IllegalStateException("the keys were destroyed");
        }
        if (cipher == null) {
            cipher = algorithm.newCipher();
        }
        cipher.init(mode, jcaKey, algorithm.parameters(nonce));
        cipher.updateAAD(aad, 0, aadLength);
        return cipher;
    }

    /** The sequence number, padded on the left to the length of the initialization vector, XORed with it. */
    private byte[] nonceOf(long sequence) {
        if (iv == null) {
            throw new IllegalStateException("without an initialization vector the caller has to give nonces");
        }
        System.arraycopy(iv.bytes(), 0, nonce, 0, nonce.length);
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[nonce.length - 1 - i] ^= (byte) (sequence >>> (8 * i));
        }
        return nonce;
    }

    private byte[] scratch(int length) {
        if (scratch.length < length) {
            Arrays.fill(scratch, (byte) 0);
            scratch = new byte[length];
        }
        return scratch;
    }
}
