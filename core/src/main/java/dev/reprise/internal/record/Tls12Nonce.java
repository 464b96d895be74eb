package dev.reprise.internal.record;

import dev.reprise.internal.crypto.AeadAlgorithm;
import dev.reprise.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Nonces and additional data of TLS 1.2's AEADs, one direction.
 *
 * <pre>
 * AES-GCM            nonce = iv[4] | explicit[8], which stands before the ciphertext: here the sequence number (RFC 5288 section 3)
 * ChaCha20-Poly1305  nonce = iv[12] XOR the sequence number, nothing explicit (RFC 7905 section 2)
 * additional data    sequence number[8] | type | version[2] | length of the content[2] (RFC 5246 section 6.2.3.3)
 * </pre>
 */
final class Tls12Nonce {
    static final int ADDITIONAL_DATA_LENGTH = 13;

    private static final int EXPLICIT_LENGTH = 8;

    private final boolean explicit;
    private final byte[] iv;
    private final byte[] nonce;

    /** @param iv wiped: a copy is kept */
    Tls12Nonce(AeadAlgorithm algorithm, Secret iv) {
        this.explicit = algorithm != AeadAlgorithm.CHACHA20_POLY1305;
        this.iv = iv.copy();
        this.nonce = new byte[algorithm.ivLength()];
        iv.destroy();
    }

    /** Bytes that stand between header and ciphertext. */
    int explicitLength() {
        return explicit ? EXPLICIT_LENGTH : 0;
    }

    void putExplicit(long sequence, ByteBuffer record) {
        if (explicit) {
            for (int i = EXPLICIT_LENGTH - 1; i >= 0; i--) {
                record.put((byte) (sequence >>> (8 * i)));
            }
        }
    }

    /** The nonce of a record that is written; valid until the next call. */
    byte[] sealing(long sequence) {
        System.arraycopy(iv, 0, nonce, 0, iv.length);
        for (int i = 0; i < EXPLICIT_LENGTH; i++) {
            byte part = (byte) (sequence >>> (8 * i));
            int at = nonce.length - 1 - i;
            nonce[at] = explicit ? part : (byte) (nonce[at] ^ part);
        }
        return nonce;
    }

    /** The nonce of a record that is read, whose explicit part is consumed; valid until the next call. */
    byte[] opening(long sequence, ByteBuffer fragment) {
        if (!explicit) {
            return sealing(sequence);
        }
        System.arraycopy(iv, 0, nonce, 0, iv.length);
        fragment.get(nonce, iv.length, EXPLICIT_LENGTH);
        return nonce;
    }

    static void additionalData(byte[] target, long sequence, int type, int version, int length) {
        for (int i = 0; i < 8; i++) {
            target[i] = (byte) (sequence >>> (56 - 8 * i));
        }
        target[8] = (byte) type;
        target[9] = (byte) (version >> 8);
        target[10] = (byte) version;
        target[11] = (byte) (length >> 8);
        target[12] = (byte) length;
    }

    void destroy() {
        Arrays.fill(iv, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
    }
}
