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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a ClientHello to the flight that answers it in TLS 1.2, in the order in which a server decides: server name, identity and offered
 * session (a task), application protocol, decision, suite and group.
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

    /** What a task found out about this hello. */
    private record Prepared(
            @Nullable Identity identity,
            byte[] ownNames,
            @Nullable Candidate candidate) {}

    public HandshakeState begin(Effects effects) {
        String serverName = HelloChoices.serverName(hello, config);
        progress.version(ProtocolVersion.TLS12);
        progress.requestedServerNames(serverName == null ? List.of() : List.of(serverName));
        progress.peerSchemes(parameters.signatureSchemes(), parameters.certificateSchemes());
        effects.awaitChangeCipherSpec();
        return Await.of(this::prepare, (prepared, fx) -> decide(prepared, serverName, fx));
    }

    private Prepared prepare() {
        List<CipherSuite> suites = commonSuites();
        List<SignatureScheme> common = endpoint.signatureSchemes().stream()
                .filter(parameters.signatureSchemes()::contains)
                .filter(scheme -> suites.stream().anyMatch(suite -> Tls12Suites.signsFor(scheme, suite)))
                .toList();
        Identity identity = common.isEmpty() ? null : endpoint.identities().choose(common, List.of(), progress);
        byte[] ownNames = identity == null ? new byte[0] : CertificateNames.of(identity.leaf());
        Candidate candidate = config.sessions()
                .openTls12(
                        hello.legacySessionId(),
                        parameters.ticket(),
                        endpoint.clock().instant());
        return new Prepared(identity, ownNames, candidate);
    }

    // ---------------------------------------------------------------- decision

    private HandshakeState decide(Prepared prepared, @Nullable String serverName, Effects effects) {
        String applicationProtocol = HelloChoices.applicationProtocol(hello, config);
        progress.applicationProtocol(applicationProtocol);
        Tls12Terms terms = new Tls12Terms(
                config,
                progress,
                hello,
                encoded,
                parameters,
                serverName,
                applicationProtocol,
                prepared.identity(),
                prepared.ownNames());
        if (!(prepared.candidate() instanceof Known known)) {
            return full(terms, refusal(prepared.candidate()), effects);
        }
        Verdict verdict = ResumptionDecision.decide(known.session(), attempt(prepared, serverName));
        if (verdict instanceof Verdict.Abort abort) {
            throw new PeerMisbehaved(abort.alert(), abort.why());
        }
        if (verdict instanceof Verdict.Decline decline) {
            return full(terms, decline.reason(), effects);
        }
        if (verdict instanceof Verdict.Resume resume) {
            return Tls12ServerFlight.resumed(terms, known, resume.proof(), effects);
        }
        return Await.of(() -> revalidate((Verdict.Revalidate) verdict), (judged, fx) -> {
            Revalidated proof = judged.proof();
            return proof == null
                    ? full(terms, Reason.CERTIFICATE_NOT_TRUSTED, fx)
                    : Tls12ServerFlight.resumed(terms, known, proof, fx);
        });
    }

    /** The proof that the client's certificates are still trusted; null if they are not. */
    private record Judged(@Nullable Revalidated proof) {}

    private Judged revalidate(Verdict.Revalidate verdict) {
        try {
            return new Judged(
                    verdict.by(chain -> endpoint.verifier().verify(CertificateChains.parse(chain), progress)));
        } catch (CertificateException refused) {
            return new Judged(null);
        }
    }

    private Reason refusal(@Nullable Candidate candidate) {
        if (candidate instanceof Candidate.Refused refused) {
            return config.sessions().isEnabled() ? refused.reason() : Reason.RESUMPTION_DISABLED;
        }
        return Reason.NO_SESSION_OFFERED;
    }

    private Attempt attempt(Prepared prepared, @Nullable String serverName) {
        return new Attempt(
                Side.SERVER,
                ProtocolVersion.TLS12,
                commonSuites(),
                parameters.extendedMasterSecret(),
                serverName,
                config.clientAuthentication() == ClientAuthentication.NEED,
                endpoint.fingerprint(),
                prepared.ownNames(),
                null,
                true,
                endpoint.clock().instant(),
                endpoint.sessionLifetime(),
                endpoint.revalidation());
    }

    // ---------------------------------------------------------------- suite and group

    private HandshakeState full(Tls12Terms terms, Reason reason, Effects effects) {
        Identity identity = terms.identity();
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
        return Tls12ServerFlight.full(terms, suite, group, identity, reason, effects);
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
