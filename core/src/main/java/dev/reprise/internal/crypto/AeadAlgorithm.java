package dev.reprise.internal.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** How records are protected (RFC 9846 section 5.2). Nonces have 12 bytes and tags 16 in all of them. */
public enum AeadAlgorithm {
    AES_128_GCM(16, "AES", "AES/GCM/NoPadding", Limits.GCM_RECORDS),
    AES_256_GCM(32, "AES", "AES/GCM/NoPadding", Limits.GCM_RECORDS),
    CHACHA20_POLY1305(32, "ChaCha20", "ChaCha20-Poly1305", Long.MAX_VALUE);

    private static final int IV_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private final int keyLength;
    private final String keyAlgorithm;
    private final String transformation;
    private final long recordLimit;

    AeadAlgorithm(int keyLength, String keyAlgorithm, String transformation, long recordLimit) {
        this.keyLength = keyLength;
        this.keyAlgorithm = keyAlgorithm;
        this.transformation = transformation;
        this.recordLimit = recordLimit;
    }

    /** Bytes of a key. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of a nonce, and of the initialization vector it is made from. */
    public int ivLength() {
        return IV_LENGTH;
    }

    /** Bytes by which a ciphertext is longer than its plaintext. */
    public int tagLength() {
        return TAG_LENGTH;
    }

    /**
     * How many records of full size one key may protect (RFC 9846 section 5.5): about 2^24.5 with AES-GCM. With
     * ChaCha20-Poly1305 the sequence number would wrap first.
     */
    public long recordLimit() {
        return recordLimit;
    }

    /** Whether a provider of the JCA has it. Looked up at each call: providers may come and go. */
    public boolean isUsable() {
        try {
            newCipher();
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    Cipher newCipher() throws GeneralSecurityException {
        return Cipher.getInstance(transformation);
    }

    String keyAlgorithm() {
        return keyAlgorithm;
    }

    /** Constants of an enum cannot name its own static fields. */
    private static final class Limits {
        /** 2^24.5, rounded down. */
        static final long GCM_RECORDS = 23_726_566L;
    }
}
