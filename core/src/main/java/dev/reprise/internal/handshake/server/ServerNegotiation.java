package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.EarlySecret;
import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.KeyShareRetry;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.SelectedVersion;
import dev.reprise.internal.message.StatusRequest;
import dev.reprise.internal.resumption.Attempt;
import dev.reprise.internal.resumption.BrokenOffer;
import dev.reprise.internal.resumption.CertificateNames;
import dev.reprise.internal.resumption.ResumptionDecision;
import dev.reprise.internal.resumption.Revalidated;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.ServerSessions.Candidate;
import dev.reprise.internal.resumption.ServerSessions.Candidate.Known;
import dev.reprise.internal.resumption.Verdict;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.session.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a ClientHello to the flight that answers it, in the order in which a server decides: version; server name, application protocol, offered
 * sessions and the decision, an identity if none is resumed (a task); suite and group, HelloRetryRequest, binder; single use (a task).
 */
final class ServerNegotiation {
    /** 0-RTT bytes that are skipped when they are not accepted. */
    private static final long SKIPPED_EARLY_DATA = 16_384;

    private final ServerConfig config;
    private final EndpointConfig endpoint;
    private final HandshakeProgress progress;
    private final HelloRound round;
    private final ClientHello hello;
    private final HelloParameters parameters;
    private volatile List<Candidate> candidates = List.of();

    ServerNegotiation(ServerConfig config, HandshakeProgress progress, HelloRound round) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.progress = progress;
        this.round = round;
        this.hello = round.hello();
        this.parameters = HelloParameters.of(hello, endpoint);
    }

    /** What holds whether a session is resumed or not. */
    private record Agreed(@Nullable String serverName, String applicationProtocol) {}

    /**
     * What a task found out about this hello.
     *
     * @param identity what a full handshake shows; null where a session is resumed, or where none suits the client
     * @param ownNames the names of what this side shows, or would
     * @param authorities what a client that is asked for a certificate is told, names in DER
     */
    private record Prepared(
            Agreed agreed, Choice choice, @Nullable Identity identity, byte[] ownNames, List<byte[]> authorities) {}

    /** A session that may be resumed, and its place in the hello; or why there is none. */
    private record Choice(@Nullable Known known, @Nullable Verdict verdict, Reason reason) {
        static Choice full(Reason reason) {
            return new Choice(null, null, reason);
        }
    }

    HandshakeState begin() {
        progress.version(ProtocolVersion.TLS13);
        progress.peerSchemes(parameters.signatureSchemes(), parameters.certificateSchemes());
        progress.peerAsksForStatus(StatusRequest.isOcspIn(round.hello().extensions()));
        return Await.of(this::prepare, this::answer, this::forgetOffers);
    }

    // ---------------------------------------------------------------- names, offers, decision, identity: a task

    /** Whatever the application has a say in, or a store: outside of the connection's locks. */
    private Prepared prepare() {
        String serverName = HelloChoices.serverName(hello, config);
        progress.requestedServerNames(serverName == null ? List.of() : List.of(serverName));
        String applicationProtocol = HelloChoices.applicationProtocol(hello, config);
        progress.applicationProtocol(applicationProtocol);
        return prepare(new Agreed(serverName, applicationProtocol));
    }

    /** An identity is chosen only where something is to be signed: its key may be dear to get at, and a resumption needs none. */
    private Prepared prepare(Agreed agreed) {
        Instant now = endpoint.clock().instant();
        config.sessions().refreshKeys(now);
        PreSharedKeys offered = parameters.offeredSessions();
        if (offered == null) {
            return full(agreed, Reason.NO_SESSION_OFFERED);
        }
        if (!config.sessions().isEnabled()) {
            return full(agreed, Reason.RESUMPTION_DISABLED);
        }
        candidates = config.sessions().open(offered.identities(), now);
        byte[] ownNames =
                candidates.stream().anyMatch(Known.class::isInstance) ? ownNames(now) : CertificateNames.none();
        Choice choice = choose(candidates, attempt(agreed.serverName(), ownNames, now));
        return choice.known() == null
                ? full(agreed, choice.reason())
                : new Prepared(agreed, choice, null, ownNames, List.of());
    }

    /** It is decided what follows the hello: the secrets of what it offered are of no more use. */
    private void forgetOffers() {
        candidates.forEach(Candidate::discard);
    }

    private Choice choose(List<Candidate> candidates, Attempt attempt) {
        Reason first = null;
        for (Candidate candidate : candidates) {
            Reason refusal;
            if (candidate instanceof Known known) {
                Verdict verdict = ResumptionDecision.decide(known.session(), attempt);
                if (verdict instanceof Verdict.Abort abort) {
                    throw abort.why().fault();
                }
                if (!(verdict instanceof Verdict.Decline decline)) {
                    return new Choice(known, verdict, Reason.RESUMED);
                }
                refusal = decline.reason();
            } else {
                refusal = ((Candidate.Refused) candidate).reason();
            }
            // One that was not looked at might have done.
            first = first == null || refusal == Reason.TOO_MANY_OFFERS ? refusal : first;
        }
        return Choice.full(first == null ? Reason.NO_SESSION_OFFERED : first);
    }

    private Attempt attempt(@Nullable String serverName, byte[] ownNames, Instant now) {
        return new Attempt(
                Side.SERVER,
                ProtocolVersion.TLS13,
                acceptableSuites(),
                true,
                serverName,
                config.clientAuthentication() == ClientAuthentication.NEED,
                endpoint.fingerprint(),
                endpoint.verifier().judge(),
                ownNames,
                null,
                parameters.pskModeInCommon(),
                now,
                endpoint.sessionLifetime(),
                endpoint.revalidation());
    }

    private Prepared full(Agreed agreed, Reason reason) {
        List<SignatureScheme> common = commonSchemes();
        Identity identity = common.isEmpty() ? null : endpoint.identities().choose(common, List.of(), progress);
        return new Prepared(
                agreed,
                Choice.full(reason),
                identity,
                identity == null ? CertificateNames.none() : CertificateNames.of(identity.leaf()),
                HelloChoices.authorities(config));
    }

    private byte[] ownNames(Instant now) {
        List<SignatureScheme> common = commonSchemes();
        List<X509Certificate> shown =
                common.isEmpty() ? List.of() : endpoint.identities().shown(common, progress, now);
        if (shown.isEmpty()) {
            // A client that only resumes need not say which signatures it verifies: what we are called does not depend
            // on it.
            shown = endpoint.identities().shown(endpoint.signatureSchemes(), progress, now);
        }
        progress.localChain(shown);
        return CertificateNames.ofLeaf(shown);
    }

    private List<SignatureScheme> commonSchemes() {
        return endpoint.signatureSchemes().stream()
                .filter(parameters.signatureSchemes()::contains)
                .toList();
    }

    // ---------------------------------------------------------------- answer

    private HandshakeState answer(Prepared prepared, Effects effects) {
        Choice choice = prepared.choice();
        CipherSuite suite = selectSuite(choice);
        KeyExchangeChoice exchange = KeyExchangeChoice.of(parameters, endpoint, choice.known() != null);
        progress.suite(suite);
        if (exchange.retryGroup() != null) {
            forgetOffers();
            return retry(suite, exchange.retryGroup(), effects);
        }
        if (hello.extensions().has(ExtensionType.EARLY_DATA)) {
            effects.skipEarlyData(SKIPPED_EARLY_DATA);
        }
        ServerFlight flight = new ServerFlight(
                config,
                progress,
                new ServerFlight.Terms(
                        round,
                        suite,
                        exchange.entry(),
                        prepared.agreed().serverName(),
                        prepared.agreed().applicationProtocol(),
                        prepared.identity(),
                        prepared.ownNames(),
                        prepared.authorities()));
        Known known = choice.known();
        Verdict verdict = choice.verdict();
        if (known == null || verdict == null) {
            forgetOffers();
            return flight.full(choice.reason(), effects);
        }
        verifyBinder(known);
        ServerSessions sessions = config.sessions();
        if (verdict instanceof Verdict.Resume resume
                && known.entry() == null
                && !sessions.mayBlock()
                && sessions.admit(known) == Reason.RESUMED) {
            return resume(flight, known, resume.proof(), effects);
        }
        return Await.of(
                () -> redeem(prepared.agreed(), known, verdict),
                (redeemed, fx) -> redeemed instanceof Redeemed.Yes yes
                        ? resume(flight, known, yes.proof(), fx)
                        // Suite and key exchange were those of a resumption, which may have had none: a full handshake
                        // chooses its own.
                        : answer(((Redeemed.No) redeemed).instead(), fx),
                this::forgetOffers);
    }

    private HandshakeState resume(ServerFlight flight, Known known, Revalidated proof, Effects effects) {
        HandshakeState next = flight.resumed(known, proof, effects);
        forgetOffers();
        return next;
    }

    // ---------------------------------------------------------------- suite, group, HelloRetryRequest

    /** Offered and enabled, in the order of whoever decides; after a HelloRetryRequest only the one it named. */
    private List<CipherSuite> acceptableSuites() {
        HelloRound.Retry retry = round.retry();
        List<CipherSuite> leading = config.ownOrder() ? endpoint.suites() : hello.cipherSuites();
        List<CipherSuite> following = config.ownOrder() ? hello.cipherSuites() : endpoint.suites();
        return leading.stream()
                .filter(suite -> suite.isTls13() && following.contains(suite))
                .filter(suite -> retry == null || suite.equals(retry.suite()))
                .toList();
    }

    private CipherSuite selectSuite(Choice choice) {
        Known known = choice.known();
        return acceptableSuites().stream()
                .filter(suite ->
                        known == null || suite.hash() == known.session().suite().hash())
                .findFirst()
                .orElseThrow(() -> new PeerIncompatible(
                        AlertDescription.HANDSHAKE_FAILURE, "the client offers no cipher suite that is enabled here"));
    }

    private HandshakeState retry(CipherSuite suite, NamedGroup group, Effects effects) {
        if (round.isSecond()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER, "the second ClientHello brings no usable key share either");
        }
        HelloRetryRequest request = new HelloRetryRequest(
                hello.legacySessionId(),
                suite,
                Extensions.of(new SelectedVersion(ProtocolVersion.TLS13), new KeyShareRetry(group)));
        round.transcript().add(round.encoded());
        round.transcript().select(suite.hash());
        round.transcript().replaceFirstHelloByItsHash();
        effects.send(request, round.transcript());
        if (hello.legacySessionId().length > 0) {
            effects.sendCompatibilityChangeCipherSpec();
        }
        if (hello.extensions().has(ExtensionType.EARLY_DATA)) {
            effects.skipEarlyData(SKIPPED_EARLY_DATA);
        }
        return new ExpectSecondClientHello(
                config, progress, new HelloRound.Retry(hello, group, suite, round.transcript()));
    }

    // ---------------------------------------------------------------- binder, single use, revalidation

    /** The client proves that it has the session's secret (RFC 9846, section 4.3.11.2); what does not verify is an attack. */
    private void verifyBinder(Known known) {
        PreSharedKeys offered = parameters.offeredSessions();
        if (offered == null) {
            throw new IllegalStateException("a session was chosen that was not offered");
        }
        SessionState session = known.session();
        HashAlgorithm hash = session.suite().hash();
        int truncated = round.encoded().length - offered.bindersLength();
        byte[] transcriptHash = round.transcript().hashWith(hash, round.encoded(), 0, truncated);
        EarlySecret early = EarlySecret.of(hash, session.secret());
        Secret binderKey = early.binderKey();
        early.destroy();
        byte[] expected = FinishedMac.verifyData(hash, binderKey, transcriptHash);
        binderKey.destroy();
        if (!FinishedMac.matches(expected, offered.binders().get(known.index()))) {
            throw BrokenOffer.BINDER.fault();
        }
    }

    /** Whether a session is resumed now, by this connection. */
    private sealed interface Redeemed {
        /** It is. */
        record Yes(Revalidated proof) implements Redeemed {}

        /** It is not. */
        record No(Prepared instead) implements Redeemed {}
    }

    /** The last steps before a session is resumed, both of which may block: its certificates once more, its one use. */
    private Redeemed redeem(Agreed agreed, Known known, Verdict verdict) {
        Revalidated proof;
        if (verdict instanceof Verdict.Revalidate revalidate) {
            try {
                proof = revalidate.by(chain -> endpoint.verifier().verify(CertificateChains.parse(chain), progress));
            } catch (CertificateException | RuntimeException refused) {
                // Whatever is wrong with a stored chain, or with its judge: the chain of a full handshake may do.
                return new Redeemed.No(full(agreed, Reason.CERTIFICATE_NOT_TRUSTED));
            }
        } else {
            proof = ((Verdict.Resume) verdict).proof();
        }
        Reason outcome = config.sessions().consume(known);
        return outcome == Reason.RESUMED ? new Redeemed.Yes(proof) : new Redeemed.No(full(agreed, outcome));
    }
}
