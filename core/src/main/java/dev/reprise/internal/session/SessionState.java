package dev.reprise.internal.session;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a full handshake decided: what the peers need to go on from it, and what has to be compared before they may. One
 * value for both sides, both versions and every mechanism. Immutable; arrays are copied in and out; names are compared and kept
 * in lower case.
 *
 * <p>Copies made with {@link #toBuilder()} share the {@link Secret}, so whoever hands a state on must not destroy its secret.
 */
public final class SessionState {
    /** TLS 1.2 and TLS 1.3 on the wire (RFC 9846 section 4.3.1). */
    public static final int TLS12 = 0x0303;

    public static final int TLS13 = 0x0304;

    /** Bytes of a {@link #judge()}. */
    public static final int JUDGE_LENGTH = 32;

    /** Bytes of an {@link #originId()} and of a {@link #fingerprint()}. */
    public static final int ORIGIN_ID_LENGTH = 32;

    public static final int FINGERPRINT_LENGTH = 32;

    /** Longest values. Whatever is longer is refused, when built as when read. */
    public static final int MAX_TICKET_LENGTH = 0xffff;

    public static final int MAX_NAME_LENGTH = 255;
    public static final int MAX_SESSION_ID_LENGTH = 32;
    public static final int MAX_OWN_NAMES_LENGTH = 0x10000;
    public static final int MAX_GUARD_DOMAIN_LENGTH = 64;
    public static final int MAX_CHAIN_LENGTH = 32;

    /** The {@link #peerChainNotAfter()} of a session without a chain. */
    public static final long NO_CHAIN = Long.MAX_VALUE;

    static final long MAX_TIME = 253_402_300_799_999L; // the end of the year 9999
    static final long MAX_U32 = 0xffff_ffffL;
    static final int TLS12_SECRET_LENGTH = 48; // RFC 5246 section 8.1

    private final Side side;
    private final int version;
    private final CipherSuite suite;
    private final Secret secret;
    private final boolean extendedMasterSecret;
    private final byte[] originId;
    private final long authenticatedAt;
    private final long issuedAt;
    private final long expiresAt;
    private final @Nullable String serverName;
    private final @Nullable String peerName;
    private final @Nullable String applicationProtocol;
    private final List<byte[]> peerChain;
    private final long peerChainNotAfter;
    private final byte[] fingerprint;
    private final byte[] judge;
    private final byte[] ownNames;
    private final byte[] ticket;
    private final long ticketAgeAdd;
    private final byte[] sessionId;
    private final boolean singleUse;
    private final long maxEarlyData;
    private final byte @Nullable [] guardDomain;
    private final @Nullable NamedGroup group;

    SessionState(SessionStateBuilder from) {
        side = from.side;
        version = from.version;
        suite = from.suite;
        secret = from.secret;
        extendedMasterSecret = from.extendedMasterSecret;
        originId = from.originId;
        authenticatedAt = from.authenticatedAt;
        issuedAt = from.issuedAt;
        expiresAt = from.expiresAt;
        serverName = from.serverName;
        peerName = from.peerName;
        applicationProtocol = from.applicationProtocol;
        peerChain = from.peerChain;
        peerChainNotAfter = from.peerChainNotAfter;
        fingerprint = from.fingerprint;
        judge = from.judge;
        ownNames = from.ownNames;
        ticket = from.ticket;
        ticketAgeAdd = from.ticketAgeAdd;
        sessionId = from.sessionId;
        singleUse = from.singleUse;
        maxEarlyData = from.maxEarlyData;
        guardDomain = from.guardDomain;
        group = from.group;
    }

    /** A builder of a session made at that side, of that version ({@link #TLS12} or {@link #TLS13}). */
    public static SessionStateBuilder builder(Side side, int version, CipherSuite suite, Secret secret) {
        return new SessionStateBuilder(side, version, suite, secret);
    }

    /** A builder that starts from all values of this session. */
    public SessionStateBuilder toBuilder() {
        return new SessionStateBuilder(side, version, suite, secret)
                .extendedMasterSecret(extendedMasterSecret)
                .origin(originId, authenticatedAt)
                .issuedAt(issuedAt)
                .expiresAt(expiresAt)
                .serverName(serverName)
                .peerName(peerName)
                .applicationProtocol(applicationProtocol)
                .peerChain(peerChain, peerChainNotAfter)
                .fingerprint(fingerprint)
                .judge(judge)
                .ownNames(ownNames)
                .ticket(ticket)
                .ticketAgeAdd(ticketAgeAdd)
                .sessionId(sessionId)
                .singleUse(singleUse)
                .maxEarlyData(maxEarlyData)
                .guardDomain(guardDomain)
                .group(group);
    }

    /** The end of the connection it was made at. */
    public Side side() {
        return side;
    }

    /** {@link #TLS12} or {@link #TLS13}. */
    public int version() {
        return version;
    }

    /** The suite of the full handshake. TLS 1.3 resumes with any suite of the same hash, TLS 1.2 with this one only. */
    public CipherSuite suite() {
        return suite;
    }

    /** TLS 1.3: the pre-shared key itself, as long as the suite's hash. TLS 1.2: the master secret, 48 bytes. */
    public Secret secret() {
        return secret;
    }

    /** TLS 1.2: whether the master secret is bound to the handshake (RFC 7627). Always so in TLS 1.3. */
    public boolean extendedMasterSecret() {
        return extendedMasterSecret;
    }

    /** 32 random bytes of the full handshake that authenticated, the same over a chain of resumptions. */
    public byte[] originId() {
        return originId.clone();
    }

    /** When that handshake was, in milliseconds since 1970. Lifetimes count from here. */
    public long authenticatedAt() {
        return authenticatedAt;
    }

    /** When this session (a client: this ticket) was issued, in milliseconds since 1970. */
    public long issuedAt() {
        return issuedAt;
    }

    /** The first millisecond since 1970 at which it must not be resumed any more. */
    public long expiresAt() {
        return expiresAt;
    }

    /** The name in the hello (RFC 6066 section 3), in lower case. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** The name or address that the peer was verified to be, in lower case; {@code null} where it was not identified. */
    public @Nullable String peerName() {
        return peerName;
    }

    /** The application protocol of the connection that made it (RFC 7301); bears on early data only. */
    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    /** The peer's certificates as it sent them, DER, its own first; on a client never empty. */
    public List<byte[]> peerChain() {
        return peerChain.stream().map(byte[]::clone).toList();
    }

    /** Whether the peer showed a certificate. */
    public boolean hasPeerChain() {
        return !peerChain.isEmpty();
    }

    /** The earliest {@code notAfter} of the chain, in milliseconds since 1970; {@link #NO_CHAIN} without a chain. */
    public long peerChainNotAfter() {
        return peerChainNotAfter;
    }

    /**
     * What judged the peer's chain, where its issuers do not say all of it: {@link #JUDGE_LENGTH} bytes; empty where they do. Another one judges the chain anew
     * before it resumes.
     */
    public byte[] judge() {
        return judge.clone();
    }

    /** The policy it was made under: 32 bytes. */
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /**
     * What this side showed of itself, as hashes: on a server the names of its certificate, on a client the identity that it
     * authenticated with. Empty if it showed nothing.
     */
    public byte[] ownNames() {
        return ownNames.clone();
    }

    /** Client: what it sends to the server to resume. Empty on a server, and for a TLS 1.2 session known by its ID only. */
    public byte[] ticket() {
        return ticket.clone();
    }

    public int ticketLength() {
        return ticket.length;
    }

    /** TLS 1.3: what hides the age of the ticket on the wire (RFC 9846 section 4.3.11.1); 32 bits, unsigned. */
    public long ticketAgeAdd() {
        return ticketAgeAdd;
    }

    /** TLS 1.2: the session ID, up to 32 bytes. */
    public byte[] sessionId() {
        return sessionId.clone();
    }

    /** Whether the ticket works once only. */
    public boolean singleUse() {
        return singleUse;
    }

    /** Bytes of early data the server takes with it; 0: none. 32 bits, unsigned. */
    public long maxEarlyData() {
        return maxEarlyData;
    }

    /** Server: which replay guard may vouch for early data sent with this ticket. */
    public byte @Nullable [] guardDomain() {
        return guardDomain == null ? null : guardDomain.clone();
    }

    /** The group of the full handshake's key exchange: a hint that spares a HelloRetryRequest. */
    public @Nullable NamedGroup group() {
        return group;
    }

    /** Whether the origin's ID is this one. */
    public boolean descendsFrom(byte[] origin) {
        return Arrays.equals(originId, origin);
    }

    /** Whether a client offers it on many connections, perhaps at once, as TLS 1.2 is used to; otherwise it is shown once. */
    public boolean isLent() {
        return version == TLS12;
    }

    /** About how many bytes it takes, for whoever has to bound memory. */
    public int weight() {
        int weight = 512 + ticket.length + ownNames.length;
        for (byte[] certificate : peerChain) {
            weight += 16 + certificate.length;
        }
        return weight;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof SessionState other
                && side == other.side
                && version == other.version
                && suite.equals(other.suite)
                && secret.equals(other.secret)
                && extendedMasterSecret == other.extendedMasterSecret
                && Arrays.equals(originId, other.originId)
                && authenticatedAt == other.authenticatedAt
                && issuedAt == other.issuedAt
                && expiresAt == other.expiresAt
                && Objects.equals(serverName, other.serverName)
                && Objects.equals(peerName, other.peerName)
                && Objects.equals(applicationProtocol, other.applicationProtocol)
                && Arrays.deepEquals(peerChain.toArray(), other.peerChain.toArray())
                && peerChainNotAfter == other.peerChainNotAfter
                && Arrays.equals(fingerprint, other.fingerprint)
                && Arrays.equals(judge, other.judge)
                && Arrays.equals(ownNames, other.ownNames)
                && Arrays.equals(ticket, other.ticket)
                && ticketAgeAdd == other.ticketAgeAdd
                && Arrays.equals(sessionId, other.sessionId)
                && singleUse == other.singleUse
                && maxEarlyData == other.maxEarlyData
                && Arrays.equals(guardDomain, other.guardDomain)
                && Objects.equals(group, other.group);
    }

    @Override
    public int hashCode() {
        return Objects.hash(side, version, suite, Arrays.hashCode(originId), issuedAt, Arrays.hashCode(ticket));
    }

    /** What may stand in a log: no secret, no ticket, no certificate. */
    @Override
    public String toString() {
        return "SessionState[" + side + ", " + (version == TLS13 ? "TLSv1.3" : "TLSv1.2") + ", " + suite.name()
                + ", server " + serverName + ", issued " + Instant.ofEpochMilli(issuedAt) + ", expires "
                + Instant.ofEpochMilli(expiresAt) + "]";
    }

    // For the codec of this package, which copies nothing.

    byte[] ticketBytes() {
        return ticket;
    }

    List<byte[]> peerChainBytes() {
        return peerChain;
    }
}
