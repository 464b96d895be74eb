package dev.reprise.internal.crypto;

import org.jspecify.annotations.Nullable;

/**
 * The root of the key schedule (RFC 9846 section 7.1). Each stage is made from the one before and from nothing else, so that
 * a secret of another stage cannot be asked for.
 *
 * <pre>
 *          0
 *          |
 * PSK -&gt; HKDF-Extract = Early Secret
 *          |
 *          +--&gt; Derive-Secret(., "res binder", "")           = binder_key
 *          +--&gt; Derive-Secret(., "c e traffic", ClientHello) = client_early_traffic_secret
 *          +--&gt; Derive-Secret(., "e exp master", ClientHello) = early_exporter_secret
 *          v
 *    Derive-Secret(., "derived", "")
 * </pre>
 */
public final class EarlySecret {
    private final HashAlgorithm hash;
    private final Secret secret;

    private EarlySecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * The first stage.
     *
     * @param hash the PSK's, which is also that of the suite the handshake ends up with
     * @param psk null for a handshake without; still the caller's to destroy
     */
    public static EarlySecret of(HashAlgorithm hash, @Nullable Secret psk) {
        Secret ikm = psk != null ? psk : Hkdf.zeros(hash);
        return new EarlySecret(hash, Hkdf.extract(hash, Hkdf.zeros(hash), ikm));
    }

    /** The base key of the binder of a resumption PSK: {@link FinishedMac} makes the binder with it. */
    public Secret binderKey() {
        return Hkdf.deriveSecret(hash, secret, "res binder");
    }

    /**
     * What early data is protected with.
     *
     * @param transcriptHash of ClientHello
     */
    public Secret clientEarlyTraffic(byte[] transcriptHash) {
        return Hkdf.deriveSecret(hash, secret, "c e traffic", transcriptHash);
    }

    /**
     * What is exported before the handshake is over.
     *
     * @param transcriptHash of ClientHello
     */
    public ExporterSecret earlyExporter(byte[] transcriptHash) {
        return new ExporterSecret(hash, Hkdf.deriveSecret(hash, secret, "e exp master", transcriptHash));
    }

    /**
     * The next stage; this one is destroyed.
     *
     * @param shared of the key exchange, null with a PSK alone; still the caller's to destroy
     */
    public HandshakeSecret handshake(@Nullable Secret shared) {
        Secret derived = Hkdf.deriveSecret(hash, secret, "derived");
        try {
            return new HandshakeSecret(hash, Hkdf.extract(hash, derived, shared != null ? shared : Hkdf.zeros(hash)));
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
