package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.Revalidation;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What both sides configure, checked once, immutable afterwards.
 *
 * @param versions enabled versions' code points
 * @param suites enabled cipher suites, most preferred first
 * @param groups enabled groups, most preferred first
 * @param signatureSchemes enabled handshake signature schemes, most preferred first
 * @param certificateSchemes accepted signatures on certificates
 * @param applicationProtocols what a client offers, in its order; on a server see {@link ServerConfig}
 * @param recordSizeLimit the largest plaintext this side takes in a record, 64 to 16,384 bytes (RFC 8449)
 * @param recordPadding protected records are padded to a multiple of so many bytes of content; 1 for no padding
 * @param recordsPerKey records written under one key before it is updated, where the algorithm allows more
 * @param pskKe whether resumption without a new key exchange is allowed (psk_ke)
 * @param revalidation what the certificates of a resumed session go through again
 * @param sessionLifetime how long after its authentication a session may be resumed; more than 0, at most 7 days
 * @param clock where time comes from
 * @param random where randomness comes from
 * @param keyLog {@link KeyLog#OFF} unless switched on by name
 * @param identities chooses this side's certificate
 * @param verifier judges the peer's certificates
 * @param fingerprint the policy fingerprint of this configuration
 */
public record EndpointConfig(
        List<Integer> versions,
        List<CipherSuite> suites,
        List<NamedGroup> groups,
        List<SignatureScheme> signatureSchemes,
        List<SignatureScheme> certificateSchemes,
        List<String> applicationProtocols,
        int recordSizeLimit,
        int recordPadding,
        long recordsPerKey,
        boolean pskKe,
        Revalidation revalidation,
        Duration sessionLifetime,
        InstantSource clock,
        SecureRandom random,
        KeyLog keyLog,
        IdentityChooser identities,
        PeerVerifier verifier,
        byte[] fingerprint) {

    /** The largest plaintext of a record where no limit is negotiated. */
    public static final int MAX_PLAINTEXT = 16_384;

    public EndpointConfig {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        signatureSchemes = List.copyOf(signatureSchemes);
        certificateSchemes = List.copyOf(certificateSchemes);
        applicationProtocols = List.copyOf(applicationProtocols);
        fingerprint = fingerprint.clone();
        if (versions.isEmpty() || suites.isEmpty()) {
            throw new IllegalArgumentException("no protocol version with a cipher suite is enabled");
        }
        if (recordSizeLimit < 64 || recordSizeLimit > MAX_PLAINTEXT) {
            throw new IllegalArgumentException(
                    "the record size limit must be 64 to 16384 bytes, not " + recordSizeLimit);
        }
        if (recordPadding < 1 || recordPadding > MAX_PLAINTEXT) {
            throw new IllegalArgumentException("records are padded to 1 to 16384 bytes, not " + recordPadding);
        }
        KeySchedule.check("the session lifetime", sessionLifetime);
        if (recordsPerKey < 1) {
            throw new IllegalArgumentException("a key protects one record at least, not " + recordsPerKey);
        }
    }

    /** Bytes of padding for a record with so much content (RFC 9846, section 5.4). */
    public int paddingFor(int content) {
        int beyond = content % recordPadding;
        return beyond == 0 ? 0 : recordPadding - beyond;
    }

    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /**
     * What is said in {@code record_size_limit} (RFC 8449 section 4), where in TLS 1.3 the octet of the content type counts, and in TLS 1.2
     * nothing but content. A side that speaks both does not know yet how it will be understood, so it says the smaller number; but the
     * most of all, beyond which TLS 1.2 does not go whatever is said.
     */
    public int announcedRecordSizeLimit() {
        boolean octetCounts = versions.contains(ProtocolVersion.TLS13)
                && (recordSizeLimit == MAX_PLAINTEXT || !versions.contains(ProtocolVersion.TLS12));
        return octetCounts ? recordSizeLimit + 1 : recordSizeLimit;
    }
}
