package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.SignatureScheme;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A chain, its key, and the scheme this handshake signs with.
 *
 * @param chain the leaf first; never empty
 * @param key the leaf's private key; may live in a device and never be exported
 * @param scheme one that the peer verifies and that suits the key
 */
public record Identity(List<X509Certificate> chain, PrivateKey key, SignatureScheme scheme) {
    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a certificate");
        }
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "Identity[" + leaf().getSubjectX500Principal() + ", " + scheme.name() + "]";
    }
}
