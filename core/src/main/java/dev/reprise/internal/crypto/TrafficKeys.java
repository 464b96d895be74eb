package dev.reprise.internal.crypto;

/** Key and initialization vector of one direction (RFC 9846 section 7.3). */
public final class TrafficKeys {
    private static final byte[] NO_CONTEXT = {};

    private final Secret key;
    private final Secret iv;

    private TrafficKeys(Secret key, Secret iv) {
        this.key = key;
        this.iv = iv;
    }

    /**
     * <pre>
     * write_key = HKDF-Expand-Label(Secret, "key", "", key_length)
     * write_iv  = HKDF-Expand-Label(Secret, "iv", "", iv_length)
     * </pre>
     *
     * @throws IllegalStateException if the suite is not known
     */
    public static TrafficKeys of(CipherSuite suite, Secret trafficSecret) {
        return new TrafficKeys(
                Hkdf.expandLabel(
                        suite.hash(),
                        trafficSecret,
                        "key",
                        NO_CONTEXT,
                        suite.aead().keyLength()),
                Hkdf.expandLabel(
                        suite.hash(),
                        trafficSecret,
                        "iv",
                        NO_CONTEXT,
                        suite.aead().ivLength()));
    }

    /** The traffic secret after this one, for a key update (section 7.2); this one is still the caller's to destroy. */
    public static Secret next(CipherSuite suite, Secret trafficSecret) {
        return Hkdf.expandLabel(
                suite.hash(),
                trafficSecret,
                "traffic upd",
                NO_CONTEXT,
                suite.hash().length());
    }

    public Secret key() {
        return key;
    }

    public Secret iv() {
        return iv;
    }

    public void destroy() {
        key.destroy();
        iv.destroy();
    }
}
