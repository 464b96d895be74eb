package dev.reprise.internal.crypto;

/**
 * The second stage of the key schedule (RFC 9846 section 7.1).
 *
 * <pre>
 *             Derive-Secret(Early Secret, "derived", "")
 *               |
 * (EC)DHE -&gt; HKDF-Extract = Handshake Secret
 *               |
 *               +--&gt; Derive-Secret(., "c hs traffic", ClientHello...ServerHello) = client_handshake_traffic_secret
 *               +--&gt; Derive-Secret(., "s hs traffic", ClientHello...ServerHello) = server_handshake_traffic_secret
 *               v
 *         Derive-Secret(., "derived", "")
 * </pre>
 */
public final class HandshakeSecret {
    private final HashAlgorithm hash;
    private final Secret secret;

    HandshakeSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * What the client's flight is protected with.
     *
     * @param transcriptHash of ClientHello to ServerHello
     */
    public Secret clientTraffic(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "c hs traffic", transcriptHash);
    }

    /**
     * What the server's flight is protected with.
     *
     * @param transcriptHash of ClientHello to ServerHello
     */
    public Secret serverTraffic(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "s hs traffic", transcriptHash);
    }

    /** The next stage; this one is destroyed. */
    public MainSecret main() {
        Secret derived = Hkdf.deriveSecret(hash, secret, "derived");
        try {
            return new MainSecret(hash, Hkdf.extract(hash, derived, Hkdf.zeros(hash)));
        } finally {
            derived.destroy();
            destroy();
        }
    }

    public void destroy() {
        secret.destroy();
    }

    /** For tests against published values. */
    Secret value() {
        return secret;
    }
}
