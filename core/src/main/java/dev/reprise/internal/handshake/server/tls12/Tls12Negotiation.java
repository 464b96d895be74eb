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
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.session.Reason;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a ClientHello to the flight that answers it in TLS 1.2, in the order in which a server decides: server name; offered session,
 * decision, an identity if it is not resumed (a task); application protocol, suite and group.
 */
public final class Tls12Negotiation {
    private final ServerConfig config;
    private final EndpointConfig endpoint;
    private final HandshakeProgress progress;
    private final ClientHello hello;
    private final byte[] encoded;
    private final Tls12HelloParameters parameters;

    public Tls12Negotiation(ServerConfig config, HandshakeProgress progress, ClientHello hello, byte[] encoded) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.progress = progress;
        this.hello = hello;
        this.encoded = encoded;
        this.parameters = Tls12HelloParameters.of(hello);
    }

    public HandshakeState begin(Effects effects) {
        String serverName = HelloChoices.serverName(hello, config);
        progress.version(ProtocolVersion.TLS12);
        progress.requestedServerNames(serverName == null ? List.of() : List.of(serverName));
        progress.peerSchemes(parameters.signatureSchemes(), parameters.certificateSchemes());
        effects.awaitChangeCipherSpec();
        return Await.of(() -> decide(serverName), (decided, fx) -> answer(decided, serverName, fx));
    }

    // ---------------------------------------------------------------- offer, decision, identity: a task

    /** What a task found out about this hello. */
    private sealed interface Decided {
        /** @param ownNames the names of what this server would show */
        record Resume(Known known, Revalidated proof, byte[] ownNames) implements Decided {}

        /**
         * @param reason why nothing is resumed
         * @param identity what this server shows; null if nothing suits the client
         */
        record Full(Reason reason, @Nullable Identity identity) implements Decided {}
    }

    /** An identity is chosen only where something is to be signed: its key may be dear to get at, and a resumption needs none. */
    private Decided decide(@Nullable String serverName) {
        Instant now = endpoint.clock().instant();
        List<SignatureScheme> schemes = commonSchemes();
        Candidate candidate = config.sessions()
                .openTls12(hello.legacySessionId(), parameters.ticket(), parameters.speaksTls13(), now);
        if (!(candidate instanceof Known known)) {
            return full(refusal(candidate), schemes);
        }
        byte[] ownNames = schemes.isEmpty()
                ? CertificateNames.none()
                : endpoint.identities().names(schemes, progress, now);
        Verdict verdict = ResumptionDecision.decide(known.session(), attempt(serverName, ownNames, now));
        if (verdict instanceof Verdict.Abort abort) {
            throw new PeerMisbehaved(abort.alert(), abort.why());
        }
        if (verdict instanceof Verdict.Decline decline) {
            known.session().secret().destroy();
            return full(decline.reason(), schemes);
        }
        if (verdict instanceof Verdict.Resume resume) {
            return new Decided.Resume(known, resume.proof(), ownNames);
        }
        try {
            Revalidated proof = ((Verdict.Revalidate) verdict)
                    .by(chain -> endpoint.verifier().verify(CertificateChains.parse(chain), progress));
            return new Decided.Resume(known, proof, ownNames);
        } catch (CertificateException refused) {
            known.session().secret().destroy();
            return full(Reason.CERTIFICATE_NOT_TRUSTED, schemes);
        }
    }

    private Decided full(Reason reason, List<SignatureScheme> schemes) {
        return new Decided.Full(
                reason, schemes.isEmpty() ? null : endpoint.identities().choose(schemes, List.of(), progress));
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
                ownNames,
                null,
                true,
                now,
                endpoint.sessionLifetime(),
                endpoint.revalidation());
    }

    // ---------------------------------------------------------------- answer

    private HandshakeState answer(Decided decided, @Nullable String serverName, Effects effects) {
        String applicationProtocol = HelloChoices.applicationProtocol(hello, config);
        progress.applicationProtocol(applicationProtocol);
        if (decided instanceof Decided.Resume resume) {
            Tls12Terms terms = terms(serverName, applicationProtocol, resume.ownNames());
            return Tls12ServerFlight.resumed(terms, resume.known(), resume.proof(), effects);
        }
        Decided.Full full = (Decided.Full) decided;
        Identity identity = full.identity();
        if (identity == null) {
            throw incompatible(
                    "no certificate of this server suits the client's suites, signature schemes and server name");
        }
        Tls12Terms terms = terms(serverName, applicationProtocol, CertificateNames.of(identity.leaf()));
        CipherSuite suite = commonSuites().stream()
                .filter(each -> Tls12Suites.signsFor(identity.scheme(), each))
                .findFirst()
                .orElseThrow(() -> incompatible("the client offers no cipher suite that is enabled here"));
        NamedGroup group = endpoint.groups().stream()
                .filter(each -> each.allowedInTls12() && parameters.groups().contains(each))
                .findFirst()
                .orElseThrow(() -> incompatible("the client offers no group that is enabled here"));
        return Tls12ServerFlight.full(terms, suite, group, identity, full.reason(), effects);
    }

    private Tls12Terms terms(@Nullable String serverName, String applicationProtocol, byte[] ownNames) {
        return new Tls12Terms(config, progress, hello, encoded, parameters, serverName, applicationProtocol, ownNames);
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
