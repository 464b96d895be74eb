package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.SignatureScheme;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * A chain, its key, and the scheme this handshake signs with.
 *
 * @param chain the leaf first; never empty
 * @param key the leaf's private key; may live in a device and never be exported
 * @param scheme one that the peer verifies and that suits the key
 * @param status an OCSP response for the leaf, DER; empty if there is none
 */
public record Identity(List<X509Certificate> chain, PrivateKey key, SignatureScheme scheme, byte[] status) {
    private static final byte[] NO_STATUS = {};

    /** Without an OCSP response. */
    public Identity(List<X509Certificate> chain, PrivateKey key, SignatureScheme scheme) {
        this(chain, key, scheme, NO_STATUS);
    }

    public Identity {
        status = status.clone();
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a certificate");
        }
    }

    @Override
    public byte[] status() {
        return status.clone();
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that
                && chain.equals(that.chain)
                && key.equals(that.key)
                && scheme.equals(that.scheme)
                && Arrays.equals(status, that.status);
    }

    @Override
    public int hashCode() {
        return 31 * chain.hashCode() + scheme.hashCode();
    }

    @Override
    public String toString() {
        return "Identity[" + leaf().getSubjectX500Principal() + ", " + scheme.name() + "]";
    }
}
