package dev.reprise.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
    private final PerProviders<Optional<Provider>> provider = new PerProviders<>(this::chosenByTheJca);

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

    /** Whether a provider of the JCA has it: one of those there are now, since providers may come and go. */
    public boolean isUsable() {
        return provider.get().isPresent();
    }

    /**
     * A cipher that has no key yet, of the provider that the JCA chooses for keys of this length. To ask it for every cipher
     * takes longer than to make one.
     */
    public Cipher newCipher() throws GeneralSecurityException {
        Optional<Provider> chosen = provider.get();
        return chosen.isPresent()
                ? Cipher.getInstance(transformation, chosen.get())
                : Cipher.getInstance(transformation);
    }

    /** The choice falls when a key is seen. */
    private Optional<Provider> chosenByTheJca() {
        try {
            Cipher cipher = Cipher.getInstance(transformation);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(new byte[keyLength], keyAlgorithm),
                    parameters(new byte[IV_LENGTH]));
            return Optional.of(cipher.getProvider());
        } catch (GeneralSecurityException none) {
            return Optional.empty();
        }
    }

    /** What a cipher is told beside the key. */
    AlgorithmParameterSpec parameters(byte[] nonce) {
        return this == CHACHA20_POLY1305 ? new IvParameterSpec(nonce) : new GCMParameterSpec(8 * TAG_LENGTH, nonce);
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
