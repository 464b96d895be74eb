package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.LocalFault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of a cipher suite: of its transcript, of HKDF, of Finished. */
public enum HashAlgorithm {
    SHA256(32, "SHA-256", "HmacSHA256"),
    SHA384(48, "SHA-384", "HmacSHA384");

    private final int length;
    private final String jcaName;
    private final String hmacName;

    HashAlgorithm(int length, String jcaName, String hmacName) {
        this.length = length;
        this.jcaName = jcaName;
        this.hmacName = hmacName;
    }

    /** Bytes of a hash, which TLS calls {@code Hash.length}. */
    public int length() {
        return length;
    }

    /** The name for {@link MessageDigest}. */
    public String jcaName() {
        return jcaName;
    }

    /** The name of HMAC with this hash for {@link javax.crypto.Mac}. */
    public String hmacName() {
        return hmacName;
    }

    /**
     * A digest that has seen nothing yet.
     *
     * @throws LocalFault if no provider has the algorithm
     */
    public MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(jcaName);
        } catch (NoSuchAlgorithmException e) {
            throw new LocalFault("no provider has " + jcaName, e);
        }
    }

    /** The hash of the parts, one behind the other; of nothing if there is no part. */
    public byte[] digest(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
