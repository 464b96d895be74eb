package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * TLS 1.2's pseudorandom function (RFC 5246 section 5), over the JCA's HMAC:
 *
 * <pre>{@code
 * PRF(secret, label, seed) = P_<hash>(secret, label + seed)
 * P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + ...
 * A(0) = seed,  A(i) = HMAC_hash(secret, A(i-1))
 * }</pre>
 */
final class Prf {
    private Prf() {}

    /** @return {@code length} bytes, the caller's to wipe */
    static byte[] expand(HashAlgorithm hash, Secret secret, String label, byte[] seed, int length) {
        byte[] labelled = concatenate(label.getBytes(StandardCharsets.US_ASCII), seed);
        Mac mac = Hkdf.hmac(hash, secret);
        byte[] out = new byte[length];
        byte[] a = labelled;
        byte[] block = new byte[hash.length()];
        try {
            for (int at = 0; at < length; at += block.length) {
                a = mac.doFinal(a);
                mac.update(a);
                mac.update(labelled);
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, out, at, Math.min(block.length, length - at));
            }
            return out;
        } catch (GeneralSecurityException e) {
            throw new LocalFault(hash.hmacName() + " failed", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
