package dev.reprise.internal.message;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * HelloRetryRequest (RFC 9846 sections 4.2.3 and 4.2.4): a {@link ServerHello} by its type and structure, told by its
 * random, which is the SHA-256 of "HelloRetryRequest". Its {@code legacy_version} is always 0x0303.
 */
public record HelloRetryRequest(byte[] legacySessionIdEcho, CipherSuite cipherSuite, Extensions extensions)
        implements HandshakeMessage {
    private static final byte[] RANDOM =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    public HelloRetryRequest {
        legacySessionIdEcho = legacySessionIdEcho.clone();
        Objects.requireNonNull(cipherSuite, "cipherSuite");
        Objects.requireNonNull(extensions, "extensions");
    }

    static boolean isItsRandom(byte[] random) {
        return Arrays.equals(random, RANDOM);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(ProtocolVersion.TLS12)
                .bytes(RANDOM)
                .opaque8(legacySessionIdEcho)
                .u16(cipherSuite.code())
                .u8(0);
        extensions.write(out);
    }

    @Override
    public byte[] legacySessionIdEcho() {
        return legacySessionIdEcho.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HelloRetryRequest that
                && Arrays.equals(legacySessionIdEcho, that.legacySessionIdEcho)
                && cipherSuite.equals(that.cipherSuite)
                && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(legacySessionIdEcho) + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "HelloRetryRequest[" + cipherSuite.name() + ", " + extensions + "]";
    }
}
