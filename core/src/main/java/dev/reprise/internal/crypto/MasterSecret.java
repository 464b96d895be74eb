package dev.reprise.internal.crypto;

import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2's master secret and what comes of it (RFC 5246 sections 6.3, 7.4.9 and 8.1, RFC 7627):
 *
 * <pre>{@code
 * premaster secret --+-- "master secret", randoms          (a session without extended master secret is never kept)
 *                    +-- "extended master secret", session_hash
 *                              |
 *                              +-- "key expansion" --> keys and IVs of both directions
 *                              +-- "client finished", "server finished" --> verify_data
 *                              +-- an exporter's label (RFC 5705)
 * }</pre>
 */
public final class MasterSecret {
    /** Bytes of every master secret. */
    public static final int LENGTH = 48;

    /** Bytes of {@code verify_data}. */
    public static final int VERIFY_DATA_LENGTH = 12;

    private final CipherSuite suite;
    private final Secret secret;

    private MasterSecret(CipherSuite suite, Secret secret) {
        if (secret.length() != LENGTH) {
            throw new IllegalArgumentException("a master secret has " + LENGTH + " bytes, not " + secret.length());
        }
        this.suite = suite;
        this.secret = secret;
    }

    /** Bound to the handshake so far (RFC 7627 section 4). */
    public static MasterSecret extended(CipherSuite suite, Secret premaster, byte[] sessionHash) {
        return new MasterSecret(suite, derive(suite, premaster, "extended master secret", sessionHash));
    }

    /** Bound to the randoms alone, for peers that know no better. */
    public static MasterSecret plain(CipherSuite suite, Secret premaster, byte[] clientRandom, byte[] serverRandom) {
        return new MasterSecret(
                suite, derive(suite, premaster, "master secret", Prf.concatenate(clientRandom, serverRandom)));
    }

    /** That of a session that is resumed; the secret stays the caller's. */
    public static MasterSecret resumed(CipherSuite suite, Secret sessionSecret) {
        return new MasterSecret(suite, Secret.copyOf(sessionSecret));
    }

    private static Secret derive(CipherSuite suite, Secret premaster, String label, byte[] seed) {
        return Secret.owning(Prf.expand(suite.hash(), premaster, label, seed, LENGTH));
    }

    /**
     * Key and initialization vector of one direction. The vector is the fixed part of the nonce: 4 bytes with AES-GCM, 12 with
     * ChaCha20-Poly1305.
     */
    public record Keys(Secret key, Secret iv) {
        /** The same in other holders; these are destroyed. */
        public Keys handedOver() {
            Keys taken = new Keys(Secret.copyOf(key), Secret.copyOf(iv));
            destroy();
            return taken;
        }

        public void destroy() {
            key.destroy();
            iv.destroy();
        }
    }

    /** The keys of both directions. */
    public record KeyBlock(Keys client, Keys server) {
        public void destroy() {
            client.destroy();
            server.destroy();
        }
    }

    /** Keys of both directions (RFC 5246 section 6.3). */
    public KeyBlock keys(byte[] clientRandom, byte[] serverRandom) {
        int keyLength = suite.aead().keyLength();
        int ivLength = fixedIvLength(suite.aead());
        byte[] seed = Prf.concatenate(serverRandom, clientRandom);
        byte[] block = Prf.expand(suite.hash(), secret, "key expansion", seed, 2 * (keyLength + ivLength));
        try {
            int ivs = 2 * keyLength;
            return new KeyBlock(
                    new Keys(slice(block, 0, keyLength), slice(block, ivs, ivLength)),
                    new Keys(slice(block, keyLength, keyLength), slice(block, ivs + ivLength, ivLength)));
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** The part of a nonce that is a key's own: RFC 5288 section 3, RFC 7905 section 2. */
    public static int fixedIvLength(AeadAlgorithm aead) {
        return aead == AeadAlgorithm.CHACHA20_POLY1305 ? aead.ivLength() : 4;
    }

    /** {@code verify_data} of the client's Finished. */
    public byte[] clientFinished(byte[] transcriptHash) {
        return Prf.expand(suite.hash(), secret, "client finished", transcriptHash, VERIFY_DATA_LENGTH);
    }

    /** {@code verify_data} of the server's Finished. */
    public byte[] serverFinished(byte[] transcriptHash) {
        return Prf.expand(suite.hash(), secret, "server finished", transcriptHash, VERIFY_DATA_LENGTH);
    }

    /**
     * Keying material for applications (RFC 5705 section 4).
     *
     * @param context null for none, which differs from an empty one
     */
    byte[] export(String label, byte @Nullable [] context, byte[] clientRandom, byte[] serverRandom, int length) {
        WireWriter seed = new WireWriter().bytes(clientRandom).bytes(serverRandom);
        if (context != null) {
            seed.opaque16(context);
        }
        return Prf.expand(suite.hash(), secret, label, seed.toByteArray(), length);
    }

    /** What a session keeps; another holder of the same bytes. */
    public Secret toKeep() {
        return Secret.copyOf(secret);
    }

    /** For a key log that was switched on. */
    public Secret value() {
        return secret;
    }

    public void destroy() {
        secret.destroy();
    }

    private static Secret slice(byte[] block, int from, int length) {
        return Secret.owning(Arrays.copyOfRange(block, from, from + length));
    }
}
