package dev.reprise.internal.session;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.WireReader;
import java.util.Arrays;

/**
 * An exported session: the {@linkplain SessionCodec codec's} bytes, then the first 16 bytes of their SHA-256.
 *
 * <p>The digest keeps a changed or half-written copy from being offered: its secret would be wrong, and a binder made with a wrong
 * secret is one of the few things about resumption that end a connection (RFC 9846 section 4.3.11). It does not protect against
 * anybody who means it: whoever can write the bytes can write the digest.
 */
public final class SessionExport {
    private static final int DIGEST_LENGTH = 16;

    private SessionExport() {}

    /** The session with its secret, and not encrypted. */
    public static byte[] write(SessionState session) {
        byte[] encoded = SessionCodec.encode(session);
        byte[] exported = Arrays.copyOf(encoded, encoded.length + DIGEST_LENGTH);
        System.arraycopy(HashAlgorithm.SHA256.digest(encoded), 0, exported, encoded.length, DIGEST_LENGTH);
        Arrays.fill(encoded, (byte) 0);
        return exported;
    }

    /**
     * The inverse of {@link #write}.
     *
     * @throws DecodeFault if the bytes are not what it gives
     */
    public static SessionState read(byte[] exported) {
        if (exported.length < DIGEST_LENGTH || exported.length > SessionCodec.MAX_LENGTH + DIGEST_LENGTH) {
            throw new DecodeFault("an exported session of " + exported.length + " bytes");
        }
        WireReader in = WireReader.of(exported);
        SessionState session = SessionCodec.decode(in);
        byte[] encoded = Arrays.copyOf(exported, in.position());
        byte[] expected = Arrays.copyOf(HashAlgorithm.SHA256.digest(encoded), DIGEST_LENGTH);
        Arrays.fill(encoded, (byte) 0);
        if (!Arrays.equals(in.rest(), expected)) {
            throw new DecodeFault("an exported session that was cut or changed");
        }
        return session;
    }
}
