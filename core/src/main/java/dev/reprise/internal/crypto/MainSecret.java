package dev.reprise.internal.crypto;

/**
 * The last stage of the key schedule (RFC 9846 section 7.1), which RFC 8446 calls the master secret. The labels keep the
 * old word.
 *
 * <pre>
 *        Derive-Secret(Handshake Secret, "derived", "")
 *          |
 *   0 -&gt; HKDF-Extract = Main Secret
 *          |
 *          +--&gt; Derive-Secret(., "c ap traffic", ClientHello...server Finished) = client_application_traffic_secret_0
 *          +--&gt; Derive-Secret(., "s ap traffic", ClientHello...server Finished) = server_application_traffic_secret_0
 *          +--&gt; Derive-Secret(., "exp master", ClientHello...server Finished)   = exporter_secret
 *          +--&gt; Derive-Secret(., "res master", ClientHello...client Finished)   = resumption_secret
 * </pre>
 */
public final class MainSecret {
    private final HashAlgorithm hash;
    private final Secret secret;

    MainSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * What the client's data is protected with.
     *
     * @param transcriptHash of ClientHello to the server's Finished
     */
    public Secret clientTraffic(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "c ap traffic", transcriptHash);
    }

    /**
     * What the server's data is protected with.
     *
     * @param transcriptHash of ClientHello to the server's Finished
     */
    public Secret serverTraffic(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "s ap traffic", transcriptHash);
    }

    /**
     * What applications export from.
     *
     * @param transcriptHash of ClientHello to the server's Finished
     */
    public ExporterSecret exporter(byte[] transcriptHash) {
        return new ExporterSecret(hash, Hkdf.deriveSecret(hash, secret, "exp master", transcriptHash));
    }

    /**
     * What the PSKs of tickets come from: see {@link ResumptionPsk}.
     *
     * @param transcriptHash of ClientHello to the client's Finished
     */
    public Secret resumption(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "res master", transcriptHash);
    }

    public void destroy() {
        secret.destroy();
    }

    /** For tests against published values. */
    Secret value() {
        return secret;
    }
}
