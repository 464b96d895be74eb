package dev.reprise.internal.session;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sessions of every kind whose every byte is known: the ones that the golden files hold. */
public final class SampleSessions {
    /** The time at which all of them are alive. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    public static final long AUTHENTICATED_AT =
            NOW.minus(Duration.ofMinutes(30)).toEpochMilli();
    public static final long ISSUED_AT = NOW.minus(Duration.ofMinutes(10)).toEpochMilli();
    public static final long EXPIRES_AT = AUTHENTICATED_AT + Duration.ofHours(6).toMillis();

    /** In the year of the certificates' end; the golden files hold it as it is. */
    public static final long CHAIN_NOT_AFTER =
            Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private SampleSessions() {}

    /** TLS 1.3, client: ticket, early data, chain of two. */
    public static SessionStateBuilder client13() {
        return SessionState.builder(
                        Side.CLIENT,
                        SessionState.TLS13,
                        CipherSuite.TLS_AES_128_GCM_SHA256,
                        Secret.owning(bytes(32, 0x10)))
                .origin(bytes(32, 0x40), AUTHENTICATED_AT)
                .issuedAt(ISSUED_AT)
                .expiresAt(EXPIRES_AT)
                .serverName("shop.example")
                .peerName("shop.example")
                .applicationProtocol("h2")
                .peerChain(serverChain(), CHAIN_NOT_AFTER)
                .fingerprint(bytes(32, 0x60))
                .ticket(bytes(200, 0x80))
                .ticketAgeAdd(0xfedcba98L)
                .maxEarlyData(16_384)
                .group(NamedGroup.forName("x25519"));
    }

    /** TLS 1.3, server: the client showed a certificate; single use, with a guard's domain. */
    public static SessionStateBuilder server13() {
        return SessionState.builder(
                        Side.SERVER,
                        SessionState.TLS13,
                        CipherSuite.TLS_AES_256_GCM_SHA384,
                        Secret.owning(bytes(48, 0x11)))
                .origin(bytes(32, 0x41), AUTHENTICATED_AT)
                .issuedAt(ISSUED_AT)
                .expiresAt(EXPIRES_AT)
                .serverName("shop.example")
                .applicationProtocol("http/1.1")
                .peerChain(List.of(resource("client.der"), resource("ca.der")), CHAIN_NOT_AFTER)
                .fingerprint(bytes(32, 0x61))
                .ownNames(bytes(32, 0x20))
                .ticketAgeAdd(0x01020304L)
                .singleUse(true)
                .maxEarlyData(0xffff_ffffL)
                .guardDomain(bytes(16, 0x70))
                .group(NamedGroup.forName("X25519MLKEM768"));
    }

    /** TLS 1.3, server: nothing that could be left out. */
    public static SessionStateBuilder bareServer13() {
        return SessionState.builder(
                        Side.SERVER,
                        SessionState.TLS13,
                        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
                        Secret.owning(bytes(32, 0x12)))
                .origin(bytes(32, 0x42), AUTHENTICATED_AT)
                .issuedAt(ISSUED_AT)
                .expiresAt(EXPIRES_AT)
                .fingerprint(bytes(32, 0x62));
    }

    /** TLS 1.2, client: session ID and ticket. */
    public static SessionStateBuilder client12() {
        return SessionState.builder(
                        Side.CLIENT,
                        SessionState.TLS12,
                        CipherSuite.forName("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                        Secret.owning(bytes(48, 0x13)))
                .extendedMasterSecret(true)
                .origin(bytes(32, 0x43), AUTHENTICATED_AT)
                .issuedAt(ISSUED_AT)
                .expiresAt(EXPIRES_AT)
                .serverName("shop.example")
                .peerName("shop.example")
                .peerChain(serverChain(), CHAIN_NOT_AFTER)
                .fingerprint(bytes(32, 0x63))
                .ticket(bytes(160, 0x81))
                .sessionId(bytes(32, 0x90))
                .group(NamedGroup.forName("secp256r1"));
    }

    /** TLS 1.2, server: found by its ID. */
    public static SessionStateBuilder server12() {
        return SessionState.builder(
                        Side.SERVER,
                        SessionState.TLS12,
                        CipherSuite.forName("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
                        Secret.owning(bytes(48, 0x14)))
                .extendedMasterSecret(true)
                .origin(bytes(32, 0x44), AUTHENTICATED_AT)
                .issuedAt(ISSUED_AT)
                .expiresAt(EXPIRES_AT)
                .serverName("shop.example")
                .fingerprint(bytes(32, 0x64))
                .ownNames(bytes(16, 0x21))
                .sessionId(bytes(32, 0x91));
    }

    /** All of them by the names of their golden files. */
    public static Map<String, SessionState> all() {
        Map<String, SessionState> all = new LinkedHashMap<>();
        all.put("tls13-client", client13().build());
        all.put("tls13-server-with-client-chain", server13().build());
        all.put("tls13-server-bare", bareServer13().build());
        all.put("tls12-client", client12().build());
        all.put("tls12-server", server12().build());
        return all;
    }

    /** The shop's certificate and that of its issuer. */
    public static List<byte[]> serverChain() {
        return List.of(resource("server.der"), resource("ca.der"));
    }

    /** Bytes that count up from a first one. */
    public static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** The same byte again and again. */
    public static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A file below {@code golden/}. */
    public static byte[] resource(String name) {
        try (InputStream in = SampleSessions.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new AssertionError("no golden file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
