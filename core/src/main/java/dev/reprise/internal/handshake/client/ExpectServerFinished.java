package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.ExporterSecret;
import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.MainSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeSignatures;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.CertificateAuthorities;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.SignatureAlgorithms;
import dev.reprise.internal.message.SignatureAlgorithmsCert;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Awaits the server's Finished, and answers with the client's own flight. */
final class ExpectServerFinished implements ClientState {
    private final ServerAnswer answer;
    private final ServerIdentity server;

    ExpectServerFinished(ServerAnswer answer, ServerIdentity server) {
        this.answer = answer;
        this.server = server;
    }

    @Override
    public void discard() {
        answer.discard();
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof Finished finished)) {
            throw HandshakeState.unexpected(this, received);
        }
        byte[] expected = FinishedMac.verifyData(
                hash(), answer.server(), answer.transcript().hash());
        answer.server().destroy();
        if (!FinishedMac.matches(expected, finished.verifyData())) {
            throw new PeerMisbehaved(AlertDescription.DECRYPT_ERROR, "the server's Finished does not verify");
        }
        answer.transcript().add(received.encoded());
        try (Derived derived = new Derived()) {
            MainSecret main = answer.schedule().main();
            derived.lasting(main, main::destroy);
            byte[] transcriptHash = answer.transcript().hash();
            Secret client = derived.lasting(main.clientTraffic(transcriptHash));
            Secret serverTraffic = derived.lasting(main.serverTraffic(transcriptHash));
            byte[] clientRandom = answer.flight().hello().random();
            endpoint().keyLog().log("CLIENT_TRAFFIC_SECRET_0", clientRandom, client);
            endpoint().keyLog().log("SERVER_TRAFFIC_SECRET_0", clientRandom, serverTraffic);
            ExporterSecret exporter = main.exporter(transcriptHash);
            derived.lasting(exporter, exporter::destroy);
            endpoint().keyLog().log("EXPORTER_SECRET", clientRandom, exporter.value());
            effects.installReadKeys(answer.suite(), serverTraffic);
            Application application = new Application(main, client, exporter);
            CertificateRequest request = server.request();
            return derived.done(
                    request == null ? finish(application, null, effects) : authenticate(request, application));
        }
    }

    /** The secrets of the time after the handshake. */
    private record Application(MainSecret main, Secret clientTraffic, ExporterSecret exporter) {}

    private void discard(Application application) {
        answer.discard();
        application.main().destroy();
        application.clientTraffic().destroy();
        application.exporter().destroy();
    }

    // ---------------------------------------------------------------- the client's certificate, if it is asked for one

    private HandshakeState authenticate(CertificateRequest request, Application application) {
        return Await.of(
                () -> chooseIdentity(request),
                (chosen, fx) -> show(chosen, request, application, fx),
                () -> discard(application));
    }

    /** An identity, or none: a task's result is never null. */
    private record Chosen(@Nullable Identity identity) {}

    private Chosen chooseIdentity(CertificateRequest request) {
        SignatureAlgorithms announced = request.extensions().get(SignatureAlgorithms.class);
        List<SignatureScheme> schemes = announced == null ? List.of() : announced.schemes();
        SignatureAlgorithmsCert certificates = request.extensions().get(SignatureAlgorithmsCert.class);
        answer.progress().peerSchemes(schemes, certificates == null ? schemes : certificates.schemes());
        CertificateAuthorities authorities = request.extensions().get(CertificateAuthorities.class);
        List<SignatureScheme> common =
                endpoint().signatureSchemes().stream().filter(schemes::contains).toList();
        return new Chosen(
                common.isEmpty()
                        ? null
                        : endpoint()
                                .identities()
                                .choose(
                                        common,
                                        authorities == null ? List.of() : authorities.names(),
                                        answer.progress()));
    }

    private HandshakeState show(Chosen chosen, CertificateRequest request, Application application, Effects effects) {
        Identity identity = chosen.identity();
        if (identity == null) {
            effects.send(new CertificateMessage(request.context(), List.of()), answer.transcript());
            return finish(application, null, effects);
        }
        answer.progress().localChain(identity.chain());
        effects.send(
                new CertificateMessage(request.context(), CertificateChains.entries(identity.chain())),
                answer.transcript());
        byte[] content = HandshakeSignatures.clientContent(answer.transcript().hash());
        return Await.of(
                () -> identity.scheme().sign(identity.key(), content),
                (signature, fx) -> {
                    fx.send(new CertificateVerify(identity.scheme(), signature), answer.transcript());
                    return finish(application, identity, fx);
                },
                () -> discard(application));
    }

    // ---------------------------------------------------------------- Finished

    private HandshakeState finish(Application application, @Nullable Identity shown, Effects effects) {
        effects.send(
                new Finished(FinishedMac.verifyData(
                        hash(), answer.client(), answer.transcript().hash())),
                answer.transcript());
        answer.client().destroy();
        effects.installWriteKeys(answer.suite(), application.clientTraffic());
        Secret resumptionSecret =
                application.main().resumption(answer.transcript().hash());
        application.main().destroy();
        ClientOutcome outcome = ClientOutcome.of(answer, server, shown);
        effects.connected(outcome.summary(application.exporter()));
        return outcome.connected(resumptionSecret);
    }

    private HashAlgorithm hash() {
        return answer.suite().hash();
    }

    private EndpointConfig endpoint() {
        return answer.config().endpoint();
    }
}
