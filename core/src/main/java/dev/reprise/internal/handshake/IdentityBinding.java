package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.HashAlgorithm;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What binds a client's session to the identity that it was made with: the certificate's hash. In the form of {@link
 * dev.reprise.internal.resumption.CertificateNames}, so that the decision compares both sides' the same way: 16 bytes for each certificate, in ascending order.
 */
public final class IdentityBinding {
    private static final int HASH_LENGTH = 16;

    private IdentityBinding() {}

    public static byte[] of(Collection<X509Certificate> leaves) {
        TreeSet<byte[]> hashes = new TreeSet<>(Arrays::compareUnsigned);
        for (byte[] encoded : CertificateChains.encode(List.copyOf(leaves))) {
            hashes.add(Arrays.copyOf(HashAlgorithm.SHA256.digest(encoded), HASH_LENGTH));
        }
        byte[] all = new byte[hashes.size() * HASH_LENGTH];
        int at = 0;
        for (byte[] hash : hashes) {
            System.arraycopy(hash, 0, all, at, HASH_LENGTH);
            at += HASH_LENGTH;
        }
        return all;
    }
}
