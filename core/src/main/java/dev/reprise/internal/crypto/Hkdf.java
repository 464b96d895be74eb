package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/** HKDF (RFC 5869) with the labels of TLS 1.3 (RFC 9846 section 7.1), over the JCA's HMAC. */
public final class Hkdf {
    /** What expansion can give at most, in hashes. */
    private static final int MAX_BLOCKS = 255;

    private static final String LABEL_PREFIX = "tls13 ";
    private static final int MAX_LABEL = 255;

    private Hkdf() {}

    /** {@code HKDF-Extract}. An empty salt stands for a hash's length of zeros. */
    public static Secret extract(HashAlgorithm hash, byte[] salt, byte[] inputKeyMaterial) {
        Secret ikm = Secret.copyOf(inputKeyMaterial);
        try {
            return extract(hash, salt, ikm);
        } finally {
            ikm.destroy();
        }
    }

    /** {@code HKDF-Extract}. An empty salt stands for a hash's length of zeros. */
    public static Secret extract(HashAlgorithm hash, byte[] salt, Secret inputKeyMaterial) {
        Secret key = Secret.copyOf(salt);
        try {
            return extract(hash, key, inputKeyMaterial);
        } finally {
            key.destroy();
        }
    }

    /** {@code HKDF-Extract} with a secret for the salt, as in the key schedule. */
    public static Secret extract(HashAlgorithm hash, Secret salt, Secret inputKeyMaterial) {
        Mac mac = hmac(hash, salt.length() == 0 ? zeros(hash) : salt);
        mac.update(inputKeyMaterial.bytes());
        return Secret.owning(mac.doFinal());
    }

    /**
     * {@code HKDF-Expand}.
     *
     * @param length of what comes out, 0 to 255 times the length of the hash
     * @throws IllegalArgumentException if the length is out of range
     */
    public static Secret expand(HashAlgorithm hash, Secret pseudorandomKey, byte[] info, int length) {
        if (length < 0 || length > MAX_BLOCKS * hash.length()) {
            throw new IllegalArgumentException("HKDF with " + hash.jcaName() + " gives no " + length + " bytes");
        }
        Mac mac = hmac(hash, pseudorandomKey);
        byte[] output = new byte[length];
        byte[] block = new byte[hash.length()];
        try {
            for (int number = 1, done = 0; done < length; number++) {
                if (number > 1) {
                    mac.update(block);
                }
                mac.update(info);
                mac.update((byte) number);
                mac.doFinal(block, 0);
                int taken = Math.min(block.length, length - done);
                System.arraycopy(block, 0, output, done, taken);
                done += taken;
            }
        } catch (GeneralSecurityException e) {
            throw new LocalFault(hash.hmacName() + " failed", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
        return Secret.owning(output);
    }

    /**
     * {@code HKDF-Expand-Label}, whose info is
     *
     * <pre>
     * struct {
     *     uint16 length = Length;
     *     opaque label&lt;7..255&gt; = "tls13 " + Label;
     *     opaque context&lt;0..255&gt; = Context;
     * } HkdfLabel;
     * </pre>
     *
     * @param label 1 to 249 characters of ASCII
     * @param context at most 255 bytes
     * @throws IllegalArgumentException if label, context or length are out of range
     */
    public static Secret expandLabel(HashAlgorithm hash, Secret secret, String label, byte[] context, int length) {
        byte[] prefixed = (LABEL_PREFIX + label).getBytes(StandardCharsets.UTF_8);
        if (label.isEmpty() || prefixed.length > MAX_LABEL) {
            throw new IllegalArgumentException("a label of " + label.length() + " characters, 1 to 249 are allowed");
        }
        if (context.length > 255) {
            throw new IllegalArgumentException("a context of " + context.length + " bytes, 255 are allowed");
        }
        byte[] info = new WireWriter(4 + prefixed.length + context.length)
                .u16(length)
                .opaque8(prefixed)
                .opaque8(context)
                .toByteArray();
        return expand(hash, secret, info, length);
    }

    /** {@code Derive-Secret(Secret, Label, Messages)}, given the transcript hash of the messages. */
    static Secret deriveSecret(HashAlgorithm hash, Secret secret, String label, byte[] transcriptHash) {
        return expandLabel(hash, secret, label, transcriptHash, hash.length());
    }

    /** {@code Derive-Secret(Secret, Label, "")}: of no message at all. */
    static Secret deriveSecret(HashAlgorithm hash, Secret secret, String label) {
        return deriveSecret(hash, secret, label, hash.digest());
    }

    /** A hash's length of zeros, which the key schedule takes where there is no secret to take. */
    static Secret zeros(HashAlgorithm hash) {
        return Secret.owning(new byte[hash.length()]);
    }

    static Mac hmac(HashAlgorithm hash, Secret key) {
        try {
            Mac mac = Mac.getInstance(hash.hmacName());
            mac.init(key.asKey(hash.hmacName()));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new LocalFault("no provider has " + hash.hmacName(), e);
        }
    }
}
