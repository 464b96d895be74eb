package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.Tls12Suites;
import dev.reprise.internal.handshake.server.HelloChoices;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.StatusRequest;
import dev.reprise.internal.resumption.Attempt;
import dev.reprise.internal.resumption.CertificateNames;
import dev.reprise.internal.resumption.ResumptionDecision;
import dev.reprise.internal.resumption.Revalidated;
import dev.reprise.internal.resumption.ServerSessions.Candidate;
import dev.reprise.internal.resumption.ServerSessions.Candidate.Known;
import dev.reprise.internal.resumption.Verdict;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.session.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a ClientHello to the flight that answers it in TLS 1.2, in the order in which a server decides: server name, application protocol, offered session,
 * decision, an identity if it is not resumed (a task); suite and group.
 */
public final class Tls12Negotiation {
    private final ServerConfig config;
    private final EndpointConfig endpoint;
    private final HandshakeProgress progress;
    private final ClientHello hello;
    private final byte[] encoded;
    private final Tls12HelloParameters parameters;
    private volatile @Nullable Candidate candidate;

    public Tls12Negotiation(ServerConfig config, HandshakeProgress progress, ClientHello hello, byte[] encoded) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.progress = progress;
        this.hello = hello;
        this.encoded = encoded;
        this.parameters = Tls12HelloParameters.of(hello);
    }

    public HandshakeState begin(Effects effects) {
        progress.version(ProtocolVersion.TLS12);
        progress.peerSchemes(parameters.signatureSchemes(), parameters.certificateSchemes());
        progress.peerAsksForStatus(StatusRequest.isOcspIn(hello.extensions()));
        effects.awaitChangeCipherSpec();
        return Await.of(this::prepare, this::answer, this::forgetOffer);
    }

    // ---------------------------------------------------------------- names, offer, decision, identity: a task

    /** What a task found out about this hello. */
    private sealed interface Decided {
        /** It offers a session that is resumed. */
        record Resume(Tls12Terms terms, Known known, Revalidated proof) implements Decided {}

        /**
         * It does not.
         *
         * @param identity what this server shows; null if nothing suits the client
         */
        record Full(
                Tls12Terms terms, Reason reason, @Nullable Identity identity) implements Decided {}
    }

    /** Whatever the application has a say in, or a store: outside of the connection's locks. */
    private Decided prepare() {
        String serverName = HelloChoices.serverName(hello, config);
        progress.requestedServerNames(serverName == null ? List.of() : List.of(serverName));
        String applicationProtocol = HelloChoices.applicationProtocol(hello, config);
        progress.applicationProtocol(applicationProtocol);
        return decide(new Agreed(serverName, applicationProtocol));
    }

    /** What holds whether the session is resumed or not. */
    private record Agreed(@Nullable String serverName, String applicationProtocol) {}

    /** An identity is chosen only where something is to be signed: its key may be dear to get at, and a resumption needs none. */
    private Decided decide(Agreed agreed) {
        Instant now = endpoint.clock().instant();
        List<SignatureScheme> schemes = commonSchemes();
        config.sessions().refreshKeys(now);
        candidate = config.sessions()
                .openTls12(hello.legacySessionId(), parameters.ticket(), parameters.speaksTls13(), now);
        if (!(candidate instanceof Known known)) {
            return full(agreed, refusal(candidate), schemes);
        }
        byte[] ownNames = ownNames(schemes, now);
        Verdict verdict = ResumptionDecision.decide(known.session(), attempt(agreed.serverName(), ownNames, now));
        if (verdict instanceof Verdict.Abort abort) {
            throw abort.why().fault();
        }
        if (verdict instanceof Verdict.Decline decline) {
            return full(agreed, decline.reason(), schemes);
        }
        Reason admitted = config.sessions().admit(known);
        if (admitted != Reason.RESUMED) {
            return full(agreed, admitted, schemes);
        }
        if (verdict instanceof Verdict.Resume resume) {
            return new Decided.Resume(terms(agreed, ownNames, List.of()), known, resume.proof());
        }
        try {
            Revalidated proof = ((Verdict.Revalidate) verdict)
                    .by(chain -> endpoint.verifier().verify(CertificateChains.parse(chain), progress));
            return new Decided.Resume(terms(agreed, ownNames, List.of()), known, proof);
        } catch (CertificateException | RuntimeException refused) {
            // Whatever is wrong with a stored chain, or with its judge: the chain of a full handshake may do.
            return full(agreed, Reason.CERTIFICATE_NOT_TRUSTED, schemes);
        }
    }

    private Decided full(Agreed agreed, Reason reason, List<SignatureScheme> schemes) {
        Identity identity = schemes.isEmpty() ? null : endpoint.identities().choose(schemes, List.of(), progress);
        byte[] ownNames = identity == null ? CertificateNames.none() : CertificateNames.of(identity.leaf());
        return new Decided.Full(terms(agreed, ownNames, HelloChoices.authorities(config)), reason, identity);
    }

    private Tls12Terms terms(Agreed agreed, byte[] ownNames, List<byte[]> authorities) {
        return new Tls12Terms(
                config,
                progress,
                hello,
                encoded,
                parameters,
                agreed.serverName(),
                agreed.applicationProtocol(),
                ownNames,
                authorities);
    }

    /** It is decided what follows the hello: the secret of what it offered is of no more use. */
    private void forgetOffer() {
        Candidate offered = candidate;
        if (offered != null) {
            offered.discard();
        }
    }

    private byte[] ownNames(List<SignatureScheme> schemes, Instant now) {
        List<X509Certificate> shown =
                schemes.isEmpty() ? List.of() : endpoint.identities().shown(schemes, progress, now);
        if (shown.isEmpty()) {
            // A resumption signs nothing: what we are called does not depend on the signatures that the client could
            // verify.
            shown = endpoint.identities().shown(endpoint.signatureSchemes(), progress, now);
        }
        progress.localChain(shown);
        return CertificateNames.ofLeaf(shown);
    }

    /** The schemes that the client verifies, this server has enabled, and a common suite goes with. */
    private List<SignatureScheme> commonSchemes() {
        List<CipherSuite> suites = commonSuites();
        return endpoint.signatureSchemes().stream()
                .filter(parameters.signatureSchemes()::contains)
                .filter(scheme -> suites.stream().anyMatch(suite -> Tls12Suites.signsFor(scheme, suite)))
                .toList();
    }

    private Reason refusal(@Nullable Candidate candidate) {
        if (candidate instanceof Candidate.Refused refused) {
            return config.sessions().isEnabled() ? refused.reason() : Reason.RESUMPTION_DISABLED;
        }
        return Reason.NO_SESSION_OFFERED;
    }

    private Attempt attempt(@Nullable String serverName, byte[] ownNames, Instant now) {
        return new Attempt(
                Side.SERVER,
                ProtocolVersion.TLS12,
                commonSuites(),
                parameters.extendedMasterSecret(),
                serverName,
                config.clientAuthentication() == ClientAuthentication.NEED,
                endpoint.fingerprint(),
                endpoint.verifier().judge(),
                ownNames,
                null,
                true,
                now,
                endpoint.sessionLifetime(),
                endpoint.revalidation());
    }

    // ---------------------------------------------------------------- answer

    private HandshakeState answer(Decided decided, Effects effects) {
        HandshakeState next = decided instanceof Decided.Resume resume
                ? Tls12ServerFlight.resumed(resume.terms(), resume.known(), resume.proof(), effects)
                : answerInFull((Decided.Full) decided, effects);
        forgetOffer();
        return next;
    }

    private HandshakeState answerInFull(Decided.Full full, Effects effects) {
        config.requireFullHandshakes(full.reason());
        Identity identity = full.identity();
        if (identity == null) {
            throw incompatible(
                    "no certificate of this server suits the client's suites, signature schemes and server name");
        }
        CipherSuite suite = commonSuites().stream()
                .filter(each -> Tls12Suites.signsFor(identity.scheme(), each))
                .findFirst()
                .orElseThrow(() -> incompatible("the client offers no cipher suite that is enabled here"));
        NamedGroup group = endpoint.groups().stream()
                .filter(each -> each.allowedInTls12() && parameters.groups().contains(each))
                .findFirst()
                .orElseThrow(() -> incompatible("the client offers no group that is enabled here"));
        return Tls12ServerFlight.full(full.terms(), suite, group, identity, full.reason(), effects);
    }

    /** Offered and enabled, in the order of whoever decides. */
    private List<CipherSuite> commonSuites() {
        List<CipherSuite> leading = config.ownOrder() ? endpoint.suites() : hello.cipherSuites();
        List<CipherSuite> following = config.ownOrder() ? hello.cipherSuites() : endpoint.suites();
        return leading.stream()
                .filter(suite -> suite.isKnown() && !suite.isTls13() && following.contains(suite))
                .toList();
    }

    private static PeerIncompatible incompatible(String why) {
        return new PeerIncompatible(AlertDescription.HANDSHAKE_FAILURE, why);
    }
}
