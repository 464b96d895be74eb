package dev.reprise.internal.message;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.WireReader;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.Objects;

/**
 * ServerHello (RFC 9846 section 4.2.3, RFC 5246 section 7.4.1.3), of either version:
 *
 * <pre>{@code
 * struct {
 *     ProtocolVersion legacy_version = 0x0303;
 *     Random random;
 *     opaque legacy_session_id_echo<0..32>;
 *     CipherSuite cipher_suite;
 *     uint8 legacy_compression_method = 0;
 *     Extension extensions<6..2^16-1>;
 * } ServerHello;
 * }</pre>
 *
 * <p>A hello with {@code supported_versions} is one of TLS 1.3, any other of TLS 1.2 or less; that decides which
 * extensions may stand in it, and that those of TLS 1.2 may be absent as a whole. Any compression but the null method
 * is refused with {@code illegal_parameter}. One with the special random is a {@link HelloRetryRequest} and never a
 * value of this type.
 */
public record ServerHello(
        int legacyVersion, byte[] random, byte[] legacySessionIdEcho, CipherSuite cipherSuite, Extensions extensions)
        implements HandshakeMessage {
    /** The end of the random of a server that could speak TLS 1.3 but chose TLS 1.2: "DOWNGRD" and 1. */
    private static final byte[] DOWNGRADE_TO_TLS12 = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x01};

    /** The same where it chose less than TLS 1.2. */
    private static final byte[] DOWNGRADE_BELOW_TLS12 = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x00};

    /** @throws IllegalArgumentException if the random has another length than 32 */
    public ServerHello {
        random = ClientHello.checkedRandom(random);
        legacySessionIdEcho = legacySessionIdEcho.clone();
        Objects.requireNonNull(cipherSuite, "cipherSuite");
        Objects.requireNonNull(extensions, "extensions");
    }

    /** Reads a ServerHello or, where the random says so, a HelloRetryRequest. */
    static HandshakeMessage parse(WireReader in) {
        int legacyVersion = in.u16();
        byte[] random = in.bytes(ClientHello.RANDOM_LENGTH);
        byte[] sessionIdEcho = in.opaque8(0, ClientHello.MAX_SESSION_ID_LENGTH);
        CipherSuite suite = CipherSuite.of(in.u16());
        int compression = in.u8();
        if (compression != 0) {
            throw new PeerMisbehaved(AlertDescription.ILLEGAL_PARAMETER, "compression method " + compression);
        }
        if (HelloRetryRequest.isItsRandom(random)) {
            if (legacyVersion != ProtocolVersion.TLS12) {
                throw new PeerMisbehaved(
                        AlertDescription.PROTOCOL_VERSION,
                        "a HelloRetryRequest with legacy_version " + ProtocolVersion.name(legacyVersion));
            }
            return new HelloRetryRequest(
                    sessionIdEcho, suite, Extensions.parse(in, ExtensionContext.HELLO_RETRY_REQUEST));
        }
        return new ServerHello(legacyVersion, random, sessionIdEcho, suite, Extensions.parseOfServerHello(in));
    }

    /** Whether this is a hello of TLS 1.3: whether it says {@code supported_versions}. */
    public boolean isTls13() {
        return extensions.has(ExtensionType.SUPPORTED_VERSIONS);
    }

    /**
     * Whether the end of the random says that the server speaks a higher version than this hello chooses. A client that
     * offered the higher one ends the handshake with {@code illegal_parameter} (RFC 9846 section 4.2.3).
     */
    public boolean signalsDowngrade() {
        byte[] end = Arrays.copyOfRange(random, random.length - DOWNGRADE_TO_TLS12.length, random.length);
        return Arrays.equals(end, DOWNGRADE_TO_TLS12) || Arrays.equals(end, DOWNGRADE_BELOW_TLS12);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(legacyVersion)
                .bytes(random)
                .opaque8(legacySessionIdEcho)
                .u16(cipherSuite.code())
                .u8(0);
        extensions.write(out);
    }

    @Override
    public byte[] random() {
        return random.clone();
    }

    @Override
    public byte[] legacySessionIdEcho() {
        return legacySessionIdEcho.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerHello that
                && legacyVersion == that.legacyVersion
                && Arrays.equals(random, that.random)
                && Arrays.equals(legacySessionIdEcho, that.legacySessionIdEcho)
                && cipherSuite.equals(that.cipherSuite)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(random) + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "ServerHello[" + ProtocolVersion.name(legacyVersion) + ", " + cipherSuite.name() + ", " + extensions
                + "]";
    }
}
