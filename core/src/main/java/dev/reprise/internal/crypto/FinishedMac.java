package dev.reprise.internal.crypto;

import java.security.MessageDigest;

/** {@code verify_data} of Finished (RFC 9846 section 4.5.3), and PSK binders, which are made alike (section 4.3.11.2). */
public final class FinishedMac {
    private FinishedMac() {}

    /**
     * <pre>
     * finished_key = HKDF-Expand-Label(BaseKey, "finished", "", Hash.length)
     * verify_data  = HMAC(finished_key, transcript hash)
     * </pre>
     *
     * @param baseKey a traffic secret of the sender, or the binder key
     */
    public static byte[] verifyData(HashAlgorithm hash, Secret baseKey, byte[] transcriptHash) {
        Secret finishedKey = finishedKey(hash, baseKey);
        try {
            return Hkdf.hmac(hash, finishedKey).doFinal(transcriptHash);
        } finally {
            finishedKey.destroy();
        }
    }

    /** In constant time for values of one length. */
    public static boolean matches(byte[] expected, byte[] actual) {
        return MessageDigest.isEqual(expected, actual);
    }

    static Secret finishedKey(HashAlgorithm hash, Secret baseKey) {
        return Hkdf.expandLabel(hash, baseKey, "finished", new byte[0], hash.length());
    }
}
