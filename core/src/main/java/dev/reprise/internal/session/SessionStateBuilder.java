package dev.reprise.internal.session;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link SessionState}. {@link #origin}, {@link #issuedAt}, {@link #expiresAt} and {@link #fingerprint} must be said,
 * a client's state needs a {@link #peerChain}; the rest is absent, empty, false or 0 unless said. What does not fit together
 * is an {@link IllegalArgumentException} in {@link #build()}.
 */
public final class SessionStateBuilder {
    private static final byte[] NOTHING = {};

    Side side;
    int version;
    CipherSuite suite;
    Secret secret;
    boolean extendedMasterSecret;
    byte[] originId = NOTHING;
    long authenticatedAt = -1;
    long issuedAt = -1;
    long expiresAt = -1;

    @Nullable
    String serverName;

    @Nullable
    String peerName;

    @Nullable
    String applicationProtocol;

    List<byte[]> peerChain = List.of();
    long peerChainNotAfter = SessionState.NO_CHAIN;
    byte[] fingerprint = NOTHING;
    byte[] judge = NOTHING;
    byte[] ownNames = NOTHING;
    byte[] ticket = NOTHING;
    long ticketAgeAdd;
    byte[] sessionId = NOTHING;
    boolean singleUse;
    long maxEarlyData;
    byte @Nullable [] guardDomain;

    @Nullable
    NamedGroup group;

    SessionStateBuilder(Side side, int version, CipherSuite suite, Secret secret) {
        this.side = Objects.requireNonNull(side, "side");
        this.version = version;
        this.suite = Objects.requireNonNull(suite, "suite");
        this.secret = Objects.requireNonNull(secret, "secret");
        this.extendedMasterSecret = version == SessionState.TLS13;
    }

    /** Another secret: each TLS 1.3 ticket has its own. */
    public SessionStateBuilder secret(Secret value) {
        secret = Objects.requireNonNull(value, "secret");
        return this;
    }

    /** Said for TLS 1.2 only: TLS 1.3 always has what the extension brought. */
    public SessionStateBuilder extendedMasterSecret(boolean value) {
        extendedMasterSecret = value;
        return this;
    }

    /** The full handshake that authenticated: 32 bytes, milliseconds since 1970. */
    public SessionStateBuilder origin(byte[] id, long atMillis) {
        originId = id.clone();
        authenticatedAt = atMillis;
        return this;
    }

    public SessionStateBuilder issuedAt(long millis) {
        issuedAt = millis;
        return this;
    }

    public SessionStateBuilder expiresAt(long millis) {
        expiresAt = millis;
        return this;
    }

    /** Any case; kept in lower case. */
    public SessionStateBuilder serverName(@Nullable String value) {
        serverName = value == null ? null : Names.lowerCase(value);
        return this;
    }

    /** Any case; kept in lower case. */
    public SessionStateBuilder peerName(@Nullable String value) {
        peerName = value == null ? null : Names.lowerCase(value);
        return this;
    }

    public SessionStateBuilder applicationProtocol(@Nullable String value) {
        applicationProtocol = value;
        return this;
    }

    /**
     * The chain in DER, the peer's own certificate first, and the earliest {@code notAfter} in it, which is ignored with an empty
     * chain and moved into 1970 to 9999 otherwise.
     */
    public SessionStateBuilder peerChain(List<byte[]> chain, long earliestNotAfterMillis) {
        peerChain = chain.stream().map(byte[]::clone).toList();
        peerChainNotAfter = chain.isEmpty()
                ? SessionState.NO_CHAIN
                : Math.min(Math.max(earliestNotAfterMillis, 0), SessionState.MAX_TIME);
        return this;
    }

    public SessionStateBuilder fingerprint(byte[] value) {
        fingerprint = value.clone();
        return this;
    }

    public SessionStateBuilder ownNames(byte[] value) {
        ownNames = value.clone();
        return this;
    }

    public SessionStateBuilder ticket(byte[] value) {
        ticket = value.clone();
        return this;
    }

    public SessionStateBuilder ticketAgeAdd(long value) {
        ticketAgeAdd = value;
        return this;
    }

    public SessionStateBuilder sessionId(byte[] value) {
        sessionId = value.clone();
        return this;
    }

    public SessionStateBuilder singleUse(boolean value) {
        singleUse = value;
        return this;
    }

    public SessionStateBuilder maxEarlyData(long value) {
        maxEarlyData = value;
        return this;
    }

    public SessionStateBuilder judge(byte[] value) {
        judge = value.clone();
        return this;
    }

    public SessionStateBuilder guardDomain(byte @Nullable [] value) {
        guardDomain = value == null ? null : value.clone();
        return this;
    }

    public SessionStateBuilder group(@Nullable NamedGroup value) {
        group = value;
        return this;
    }

    /**
     * The session.
     *
     * @throws IllegalArgumentException if something is missing, out of range, or contradicts the rest
     */
    public SessionState build() {
        checkCryptography();
        checkTimes();
        checkNames();
        checkPeer();
        check(fingerprint.length == SessionState.FINGERPRINT_LENGTH, "the fingerprint", fingerprint.length);
        check(judge.length == 0 || judge.length == SessionState.JUDGE_LENGTH, "what judged the chain", judge.length);
        check(ownNames.length <= SessionState.MAX_OWN_NAMES_LENGTH, "the hashes of its own names", ownNames.length);
        check(ticket.length <= SessionState.MAX_TICKET_LENGTH, "the ticket", ticket.length);
        check(sessionId.length <= SessionState.MAX_SESSION_ID_LENGTH, "the session ID", sessionId.length);
        check(isU32(ticketAgeAdd), "ticket_age_add", ticketAgeAdd);
        check(isU32(maxEarlyData), "the limit of early data", maxEarlyData);
        check(
                guardDomain == null || guardDomain.length <= SessionState.MAX_GUARD_DOMAIN_LENGTH,
                "the guard's domain",
                guardDomain == null ? 0 : guardDomain.length);
        return new SessionState(this);
    }

    private void checkCryptography() {
        check(version == SessionState.TLS12 || version == SessionState.TLS13, "the version", version);
        check(
                suite.isKnown() && suite.isTls13() == (version == SessionState.TLS13),
                "the cipher suite for that version",
                suite.code());
        int expected = version == SessionState.TLS13 ? suite.hash().length() : SessionState.TLS12_SECRET_LENGTH;
        check(secret.length() == expected, "the length of the secret", secret.length());
        check(version == SessionState.TLS12 || extendedMasterSecret, "TLS 1.3 without extended master secret", 0);
    }

    private void checkTimes() {
        check(originId.length == SessionState.ORIGIN_ID_LENGTH, "the origin's ID", originId.length);
        check(isTime(authenticatedAt), "the time of authentication", authenticatedAt);
        check(isTime(issuedAt), "the time of issue", issuedAt);
        check(isTime(expiresAt), "the time of expiry", expiresAt);
    }

    private void checkNames() {
        check(isName(serverName), "the server name", length(serverName));
        check(isName(peerName), "the peer's name", length(peerName));
        check(isName(applicationProtocol), "the application protocol", length(applicationProtocol));
    }

    private void checkPeer() {
        check(peerChain.size() <= SessionState.MAX_CHAIN_LENGTH, "the peer's chain", peerChain.size());
        for (byte[] certificate : peerChain) {
            check(certificate.length > 0 && certificate.length < 1 << 24, "a certificate", certificate.length);
        }
        if (peerChain.isEmpty()) {
            // Without external keys a server always authenticates with a certificate (RFC 9846 section 4.2.1).
            check(side == Side.SERVER, "a client's session without the server's certificates", 0);
        }
    }

    private static boolean isTime(long millis) {
        return millis >= 0 && millis <= SessionState.MAX_TIME;
    }

    private static boolean isU32(long value) {
        return value >= 0 && value <= SessionState.MAX_U32;
    }

    private static boolean isName(@Nullable String name) {
        int length = length(name);
        return name == null || (length > 0 && length <= SessionState.MAX_NAME_LENGTH);
    }

    private static int length(@Nullable String name) {
        return name == null ? 0 : name.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void check(boolean fits, String what, long value) {
        if (!fits) {
            throw new IllegalArgumentException("a session cannot have this: " + what + " (" + value + ")");
        }
    }
}
