package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.resumption.Verdict.Abort;
import dev.reprise.internal.resumption.Verdict.Decline;
import dev.reprise.internal.resumption.Verdict.Resume;
import dev.reprise.internal.resumption.Verdict.Revalidate;
import dev.reprise.internal.session.Names;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.session.Reason;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May this session be resumed by this attempt? The only place where that is decided: for session IDs, TLS 1.2 tickets, TLS 1.3
 * tickets of both kinds and 0-RTT, on a server that is offered a session and on a client that might offer one. It takes values
 * and gives a value, and asks nobody.
 *
 * <p>The clauses stand in the order in which they are asked, and the first that does not hold gives the reason: first which session it
 * is, then whether it is still alive, then what cryptography asks, then who the peers are. What the policy's fingerprint sums up comes
 * last, because each of the others says more than "another context".
 *
 * <p>Here nothing is proved: the binder (TLS 1.3), the peer's Finished (TLS 1.2) and the use of a single-use ticket are the
 * handshake's, and come after.
 */
public final class ResumptionDecision {
    /** The longest lifetime there is (RFC 9846 section 4.7.1): {@value} days. */
    public static final int MAX_LIFETIME_DAYS = 7;

    /** How far ahead the clock that issued a session may be. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final long MAX_LIFETIME_MILLIS =
            Duration.ofDays(MAX_LIFETIME_DAYS).toMillis();

    private ResumptionDecision() {}

    /** Resume, resume after a full revalidation, decline with a reason, or end the connection. */
    public static Verdict decide(SessionState session, Attempt attempt) {
        // A key that served one role must not serve the other: that is reflection, of which RFC 9846 appendix F.8
        // tells.
        if (session.side() != attempt.side()) {
            return new Decline(Reason.CONTEXT_MISMATCH);
        }
        // RFC 9846 section 4.3.11: a PSK belongs to TLS 1.3; RFC 5246 section 7.4.1.3: the resumed version is the
        // session's.
        if (session.version() != attempt.version()) {
            return new Decline(Reason.VERSION_MISMATCH);
        }
        // RFC 6066 section 3 for TLS 1.2. TLS 1.3 leaves it to the server (RFC 9846 section 4.3.11); virtual hosts need
        // it there too.
        if (!Names.same(session.serverName(), attempt.serverName())) {
            return new Decline(Reason.SERVER_NAME_MISMATCH);
        }
        // A clock is wrong, here or where it was issued, and an age cannot be told. An origin in the future would
        // lengthen its life.
        if (isFromTheFuture(session, attempt)) {
            return new Decline(Reason.ISSUED_IN_FUTURE);
        }
        // RFC 9846 section 4.7.1, RFC 5246 section F.1.4: counted from the handshake that authenticated, whatever came
        // between.
        if (isExpired(session, attempt)) {
            return new Decline(Reason.EXPIRED);
        }
        Verdict cryptography = session.version() == SessionState.TLS13
                ? refusedByTls13(session, attempt)
                : refusedByTls12(session, attempt);
        if (cryptography != null) {
            return cryptography;
        }
        // The client was never asked, or showed nothing: it must not get in where a certificate is needed now.
        if (attempt.clientAuthenticationNeeded() && !session.hasPeerChain()) {
            return new Decline(Reason.CLIENT_AUTHENTICATION_MISMATCH);
        }
        // RFC 9846 section 4.7.1: the SNI is not what was verified. A session without identification serves only its
        // like.
        if (!Names.same(session.peerName(), attempt.peerName())) {
            return new Decline(Reason.PEER_NAME_MISMATCH);
        }
        // RFC 5280 section 4.1.2.5: notAfter is the last moment that is valid.
        if (attempt.now().toEpochMilli() > session.peerChainNotAfter()) {
            return new Decline(Reason.CERTIFICATE_EXPIRED);
        }
        if (!MessageDigest.isEqual(session.fingerprint(), attempt.fingerprint())) {
            return new Decline(Reason.CONTEXT_MISMATCH);
        }
        // Another certificate is fine, another identity is not: every name it had then, it must have now.
        if (!CertificateNames.covers(attempt.ownNames(), session.ownNames())) {
            return new Decline(Reason.CONTEXT_MISMATCH);
        }
        // A trust manager that the application made may be stricter than its issuers tell, as to revocation for
        // example: what another one let in it sees
        // for itself.
        boolean judgedByAnother = !MessageDigest.isEqual(session.judge(), attempt.judge());
        boolean toBeJudged = session.hasPeerChain() && (attempt.revalidation() == Revalidation.FULL || judgedByAnother);
        return toBeJudged ? new Revalidate(session) : new Resume(new Revalidated(session));
    }

    private static boolean isFromTheFuture(SessionState session, Attempt attempt) {
        long latest = attempt.now().toEpochMilli() + CLOCK_SKEW.toMillis();
        return session.issuedAt() > latest || session.authenticatedAt() > latest;
    }

    private static boolean isExpired(SessionState session, Attempt attempt) {
        long longest = MAX_LIFETIME_MILLIS;
        if (attempt.maxLifetime().compareTo(Duration.ofMillis(longest)) < 0) {
            longest = attempt.maxLifetime().toMillis();
        }
        long end = Math.min(session.expiresAt(), session.authenticatedAt() + longest);
        return attempt.now().toEpochMilli() >= end;
    }

    private static @Nullable Verdict refusedByTls13(SessionState session, Attempt attempt) {
        // RFC 9846 sections 4.3.11 and 4.7.1: the suite may differ, the hash of the key may not.
        if (!hashIsAmong(session.suite().hash(), attempt.suites())) {
            return new Decline(Reason.HASH_MISMATCH);
        }
        // RFC 9846 section 4.3.9: no mode in common, no PSK.
        return attempt.pskDheKe() ? null : new Decline(Reason.PSK_MODE_MISMATCH);
    }

    private static @Nullable Verdict refusedByTls12(SessionState session, Attempt attempt) {
        // RFC 7627 section 5.3. Without the extension on either side the master secret is not bound to what was
        // authenticated, and
        // such a session should not be there at all.
        if (session.extendedMasterSecret() && !attempt.extendedMasterSecret() && attempt.side() == Side.SERVER) {
            return new Abort(BrokenOffer.HELLO_WITHOUT_EXTENDED_MASTER_SECRET);
        }
        if (!session.extendedMasterSecret() || !attempt.extendedMasterSecret()) {
            return new Decline(Reason.EXTENDED_MASTER_SECRET_MISMATCH);
        }
        // RFC 5246 section 7.4.1.2: a hello that offers a session offers its suite, and the resumed one is the
        // session's.
        return attempt.suites().contains(session.suite()) ? null : new Decline(Reason.CIPHER_NOT_ENABLED);
    }

    private static boolean hashIsAmong(HashAlgorithm hash, List<CipherSuite> suites) {
        for (CipherSuite suite : suites) {
            if (suite.isKnown() && suite.isTls13() && suite.hash() == hash) {
                return true;
            }
        }
        return false;
    }
}
