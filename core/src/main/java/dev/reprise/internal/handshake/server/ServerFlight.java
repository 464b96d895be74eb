package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.EarlySecret;
import dev.reprise.internal.crypto.ExporterSecret;
import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HandshakeSecret;
import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.MainSecret;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeSignatures;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.CertificateAuthorities;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.KeyShare;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RecordSizeLimit;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.SelectedVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerNameAck;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.message.TicketRequest;
import dev.reprise.internal.message.TicketRequestHint;
import dev.reprise.internal.resumption.Revalidated;
import dev.reprise.internal.resumption.ServerSessions.Candidate.Known;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.session.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's answer to the ClientHello, from ServerHello to its Finished (RFC 9846, sections 4.2.3 to 4.5). */
final class ServerFlight {

    /**
     * What was negotiated.
     *
     * @param entry the client's key share that is answered; null to resume without a key exchange
     * @param ownNames the names of this server's certificate, hashed
     * @param authorities whose certificates a client is asked for, names in DER; empty where that is not said
     */
    record Terms(
            HelloRound round,
            CipherSuite suite,
            @Nullable KeyShareEntry entry,
            @Nullable String serverName,
            String applicationProtocol,
            @Nullable Identity identity,
            byte[] ownNames,
            List<byte[]> authorities) {
        @Nullable
        NamedGroup group() {
            return entry == null ? null : entry.group();
        }
    }

    private final ServerConfig config;
    private final EndpointConfig endpoint;
    private final HandshakeProgress progress;
    private final Terms terms;
    private final Transcript transcript;

    ServerFlight(ServerConfig config, HandshakeProgress progress, Terms terms) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.progress = progress;
        this.terms = terms;
        this.transcript = terms.round().transcript();
    }

    /** Answers with a resumed handshake. */
    HandshakeState resumed(Known known, Revalidated proof, Effects effects) {
        SessionState session = proof.session();
        List<X509Certificate> peerChain = CertificateChains.parse(session.peerChain());
        progress.peerChain(peerChain);
        try (Derived derived = new Derived()) {
            HandshakeSecrets secrets = hello(session, known.index(), effects);
            derived.lasting(secrets, secrets::discard);
            effects.send(new EncryptedExtensions(encryptedExtensions(true)), transcript);
            ServerOutcome outcome =
                    ServerOutcome.resumed(endpoint, session, known.mechanism(), peerChain, progress.localChain());
            return derived.done(finish(secrets, outcome, false, effects));
        }
    }

    /** Answers with a full handshake. */
    HandshakeState full(Reason reason, Effects effects) {
        config.requireFullHandshakes(reason);
        Identity identity = terms.identity();
        if (identity == null) {
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE,
                    "no certificate of this server suits the client's signature schemes and server name");
        }
        if (terms.entry() == null) {
            throw new IllegalStateException("a full handshake without a key exchange would have no secret");
        }
        try (Derived derived = new Derived()) {
            HandshakeSecrets secrets = hello(null, 0, effects);
            derived.lasting(secrets, secrets::discard);
            effects.send(new EncryptedExtensions(encryptedExtensions(false)), transcript);
            boolean askForCertificate = config.clientAuthentication() != ClientAuthentication.NONE;
            if (askForCertificate) {
                effects.send(new CertificateRequest(new byte[0], certificateRequestExtensions()), transcript);
            }
            progress.localChain(identity.chain());
            effects.send(
                    new CertificateMessage(
                            new byte[0],
                            CertificateChains.entries(
                                    identity.chain(), progress.peerAsksForStatus() ? identity.status() : new byte[0])),
                    transcript);
            byte[] content = HandshakeSignatures.serverContent(transcript.hash());
            return derived.done(Await.of(
                    () -> identity.scheme().sign(identity.key(), content),
                    (signature, fx) -> {
                        fx.send(new CertificateVerify(identity.scheme(), signature), transcript);
                        return finish(
                                secrets, ServerOutcome.full(endpoint, reason, identity.chain()), askForCertificate, fx);
                    },
                    secrets::discard));
        }
    }

    /** Traffic secrets of the handshake, and what the main secret comes from. */
    private record HandshakeSecrets(HandshakeSecret schedule, Secret client, Secret server) {
        void discard() {
            schedule.destroy();
            client.destroy();
            server.destroy();
        }
    }

    private HandshakeSecrets hello(@Nullable SessionState session, int index, Effects effects) {
        ClientHello hello = terms.round().hello();
        transcript.add(terms.round().encoded());
        transcript.select(terms.suite().hash());
        try (Derived derived = new Derived()) {
            KeyShareEntry entry = terms.entry();
            KeyExchange.Answer answer =
                    entry == null ? null : KeyExchange.answer(entry.group(), entry.share(), endpoint.random());
            Secret shared = answer == null ? null : derived.passing(answer.secret());
            List<Extension> extensions = new ArrayList<>();
            extensions.add(new SelectedVersion(ProtocolVersion.TLS13));
            if (answer != null && entry != null) {
                extensions.add(new KeyShare(new KeyShareEntry(entry.group(), answer.share())));
            }
            if (session != null) {
                extensions.add(new SelectedPsk(index));
            }
            byte[] random = new byte[32];
            endpoint.random().nextBytes(random);
            effects.send(
                    new ServerHello(
                            ProtocolVersion.TLS12,
                            random,
                            hello.legacySessionId(),
                            terms.suite(),
                            Extensions.of(extensions)),
                    transcript);
            if (hello.legacySessionId().length > 0) {
                effects.sendCompatibilityChangeCipherSpec();
            }
            HandshakeSecret schedule = EarlySecret.of(terms.suite().hash(), session == null ? null : session.secret())
                    .handshake(shared);
            derived.lasting(schedule, schedule::destroy);
            byte[] hash = transcript.hash();
            Secret client = derived.lasting(schedule.clientTraffic(hash));
            Secret server = derived.lasting(schedule.serverTraffic(hash));
            log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", client);
            log("SERVER_HANDSHAKE_TRAFFIC_SECRET", server);
            effects.installWriteKeys(terms.suite(), Secret.copyOf(server));
            effects.installReadKeys(terms.suite(), Secret.copyOf(client));
            limitRecords(effects);
            return derived.done(new HandshakeSecrets(schedule, client, server));
        }
    }

    private void limitRecords(Effects effects) {
        RecordSizeLimit limit = terms.round().hello().extensions().get(RecordSizeLimit.class);
        if (limit != null) {
            effects.limitPeerRecords(limit.limit());
            effects.limitOwnRecords(endpoint.announcedRecordSizeLimit());
        }
    }

    private Extensions encryptedExtensions(boolean resuming) {
        Extensions offered = terms.round().hello().extensions();
        List<Extension> extensions = new ArrayList<>();
        if (terms.serverName() != null && !resuming) {
            extensions.add(new ServerNameAck());
        }
        if (!terms.applicationProtocol().isEmpty()) {
            extensions.add(new ApplicationProtocols(List.of(terms.applicationProtocol())));
        }
        if (offered.get(RecordSizeLimit.class) != null) {
            extensions.add(new RecordSizeLimit(endpoint.announcedRecordSizeLimit()));
        }
        if (offered.get(TicketRequest.class) != null && config.sessions().isEnabled()) {
            extensions.add(new TicketRequestHint(TicketCount.of(terms.round().hello(), config, resuming)));
        }
        return Extensions.of(extensions);
    }

    private Extensions certificateRequestExtensions() {
        List<Extension> extensions = new ArrayList<>();
        extensions.add(new SignatureAlgorithms(endpoint.signatureSchemes()));
        if (!endpoint.certificateSchemes().equals(endpoint.signatureSchemes())) {
            extensions.add(new SignatureAlgorithmsCert(endpoint.certificateSchemes()));
        }
        if (!terms.authorities().isEmpty()) {
            extensions.add(new CertificateAuthorities(terms.authorities()));
        }
        return Extensions.of(extensions);
    }

    private HandshakeState finish(
            HandshakeSecrets secrets, ServerOutcome outcome, boolean certificateAsked, Effects effects) {
        effects.send(
                new Finished(FinishedMac.verifyData(terms.suite().hash(), secrets.server(), transcript.hash())),
                transcript);
        secrets.server().destroy();
        try (Derived derived = new Derived()) {
            MainSecret main = secrets.schedule().main();
            derived.lasting(main, main::destroy);
            byte[] hash = transcript.hash();
            Secret clientApplication = derived.lasting(main.clientTraffic(hash));
            Secret serverApplication = derived.lasting(main.serverTraffic(hash));
            log("CLIENT_TRAFFIC_SECRET_0", clientApplication);
            log("SERVER_TRAFFIC_SECRET_0", serverApplication);
            ExporterSecret exporter = main.exporter(hash);
            derived.lasting(exporter, exporter::destroy);
            log("EXPORTER_SECRET", exporter.value());
            effects.installWriteKeys(terms.suite(), serverApplication);
            ClientFlight awaited = new ClientFlight(
                    config, progress, terms, outcome, main, exporter, secrets.client(), clientApplication);
            return derived.done(
                    certificateAsked
                            ? new ExpectClientCertificate(awaited)
                            : new ExpectClientFinished(awaited, List.of()));
        }
    }

    private void log(String label, Secret secret) {
        endpoint.keyLog().log(label, terms.round().clientRandom(), secret);
    }
}
