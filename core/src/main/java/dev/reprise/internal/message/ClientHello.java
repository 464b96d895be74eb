package dev.reprise.internal.message;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * ClientHello (RFC 9846 section 4.2.2, RFC 5246 section 7.4.1.2), one message for all versions:
 *
 * <pre>{@code
 * uint16 ProtocolVersion;
 * opaque Random[32];
 * uint8 CipherSuite[2];
 *
 * struct {
 *     ProtocolVersion legacy_version = 0x0303;
 *     Random random;
 *     opaque legacy_session_id<0..32>;
 *     CipherSuite cipher_suites<2..2^16-2>;
 *     opaque legacy_compression_methods<1..2^8-1>;
 *     Extension extensions<8..2^16-1>;
 * } ClientHello;
 * }</pre>
 *
 * <p>The extensions may be fewer, or absent as a whole, since a TLS 1.2 client may send none.
 *
 * @param legacyVersion the highest version of a client without {@code supported_versions}
 * @param random 32 bytes
 * @param legacySessionId 0 to 32 bytes
 * @param cipherSuites most preferred first
 * @param compressionMethods one byte a method; a TLS 1.3 hello has {@link #offersOnlyNullCompression() only the null
 *     method}
 */
public record ClientHello(
        int legacyVersion,
        byte[] random,
        byte[] legacySessionId,
        List<CipherSuite> cipherSuites,
        byte[] compressionMethods,
        Extensions extensions)
        implements HandshakeMessage {
    static final int RANDOM_LENGTH = 32;
    static final int MAX_SESSION_ID_LENGTH = 32;

    /** @throws IllegalArgumentException if the random has another length than 32 */
    public ClientHello {
        random = checkedRandom(random);
        legacySessionId = legacySessionId.clone();
        cipherSuites = List.copyOf(cipherSuites);
        compressionMethods = compressionMethods.clone();
        Objects.requireNonNull(extensions, "extensions");
    }

    static byte[] checkedRandom(byte[] random) {
        if (random.length != RANDOM_LENGTH) {
            throw new IllegalArgumentException("a random of " + random.length + " bytes");
        }
        return random.clone();
    }

    static ClientHello parse(WireReader in) {
        int legacyVersion = in.u16();
        byte[] random = in.bytes(RANDOM_LENGTH);
        byte[] legacySessionId = in.opaque8(0, MAX_SESSION_ID_LENGTH);
        WireReader suites = in.vector16(2, 0xfffe);
        List<CipherSuite> cipherSuites = new ArrayList<>(suites.remaining() / 2);
        while (!suites.isEmpty()) {
            cipherSuites.add(CipherSuite.of(suites.u16()));
        }
        byte[] compressionMethods = in.opaque8(1, 0xff);
        Extensions extensions = Extensions.parseOptional(in, ExtensionContext.CLIENT_HELLO);
        return new ClientHello(legacyVersion, random, legacySessionId, cipherSuites, compressionMethods, extensions);
    }

    /** Whether the compression methods are the single byte 0, which TLS 1.3 demands (RFC 9846 section 4.2.2). */
    public boolean offersOnlyNullCompression() {
        return compressionMethods.length == 1 && compressionMethods[0] == 0;
    }

    /** Whether null compression is among the methods, which TLS 1.2 demands (RFC 5246 section 7.4.1.2). */
    public boolean offersNullCompression() {
        for (byte method : compressionMethods) {
            if (method == 0) {
                return true;
            }
        }
        return false;
    }

    /** The versions of {@code supported_versions}; without the extension the {@code legacyVersion} alone. */
    public List<Integer> versions() {
        SupportedVersions supported = extensions.get(SupportedVersions.class);
        return supported != null ? supported.versions() : List.of(legacyVersion);
    }

    /** The same hello with other extensions. */
    public ClientHello withExtensions(Extensions others) {
        return new ClientHello(legacyVersion, random, legacySessionId, cipherSuites, compressionMethods, others);
    }

    /**
     * The same hello with those binders in its {@code pre_shared_key}.
     *
     * @throws IllegalStateException if it has none
     */
    public ClientHello withBinders(List<byte[]> binders) {
        PreSharedKeys offer = extensions.get(PreSharedKeys.class);
        if (offer == null) {
            throw new IllegalStateException("a hello without pre_shared_key has no binders");
        }
        return withExtensions(extensions.with(offer.withBinders(binders)));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(legacyVersion).bytes(random).opaque8(legacySessionId);
        out.vector16(suites -> cipherSuites.forEach(suite -> suites.u16(suite.code())));
        out.opaque8(compressionMethods);
        extensions.write(out);
    }

    @Override
    public byte[] random() {
        return random.clone();
    }

    @Override
    public byte[] legacySessionId() {
        return legacySessionId.clone();
    }

    @Override
    public byte[] compressionMethods() {
        return compressionMethods.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientHello that
                && legacyVersion == that.legacyVersion
                && Arrays.equals(random, that.random)
                && Arrays.equals(legacySessionId, that.legacySessionId)
                && cipherSuites.equals(that.cipherSuites)
                && Arrays.equals(compressionMethods, that.compressionMethods)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(random) + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "ClientHello[" + ProtocolVersion.name(legacyVersion) + ", " + cipherSuites + ", " + extensions + "]";
    }
}
