package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Derived;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientKeyExchange;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.message.ServerHelloDone;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.message.Tls12CertificateRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Awaits the end of the server's flight, perhaps with a request for the client's certificate before it; then answers. */
final class ExpectRequestOrHelloDone implements Tls12ClientState {
    private final Tls12ServerAnswer answer;
    private final AcceptedPeer server;
    private final NamedGroup group;
    private final byte[] serverShare;
    private final @Nullable Tls12CertificateRequest request;

    ExpectRequestOrHelloDone(
            Tls12ServerAnswer answer,
            AcceptedPeer server,
            NamedGroup group,
            byte[] serverShare,
            @Nullable Tls12CertificateRequest request) {
        this.answer = answer;
        this.server = server;
        this.group = group;
        this.serverShare = serverShare;
        this.request = request;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (received.message() instanceof Tls12CertificateRequest asked && request == null) {
            answer.transcript().add(received.encoded());
            return new ExpectRequestOrHelloDone(answer, server, group, serverShare, asked);
        }
        if (!(received.message() instanceof ServerHelloDone)) {
            throw HandshakeState.unexpected(this, received);
        }
        answer.transcript().add(received.encoded());
        if (request == null) {
            return exchangeKeys(null, effects);
        }
        return Await.of(() -> choose(request), (chosen, fx) -> show(chosen, fx));
    }

    /** An identity, or none. */
    private record Chosen(@Nullable Identity identity) {}

    private Chosen choose(Tls12CertificateRequest asked) {
        answer.progress().peerSchemes(asked.schemes(), asked.schemes());
        List<SignatureScheme> common = answer.endpoint().signatureSchemes().stream()
                .filter(asked.schemes()::contains)
                .filter(scheme -> scheme.isKnown() && asked.types().contains(typeOf(scheme)))
                .toList();
        return new Chosen(
                common.isEmpty()
                        ? null
                        : answer.endpoint().identities().choose(common, asked.authorities(), answer.progress()));
    }

    private static int typeOf(SignatureScheme scheme) {
        return scheme.keyAlgorithm().startsWith("RSA")
                ? Tls12CertificateRequest.RSA_SIGN
                : Tls12CertificateRequest.ECDSA_SIGN;
    }

    private HandshakeState show(Chosen chosen, Effects effects) {
        Identity identity = chosen.identity();
        List<X509Certificate> chain = identity == null ? List.of() : identity.chain();
        answer.progress().localChain(chain);
        effects.send(new Tls12Certificate(CertificateChains.encode(chain)), answer.transcript());
        return exchangeKeys(identity, effects);
    }

    private HandshakeState exchangeKeys(@Nullable Identity identity, Effects effects) {
        Transcript transcript = answer.transcript();
        KeyExchange.Answer exchange =
                KeyExchange.answer(group, serverShare, answer.endpoint().random());
        try (Derived derived = new Derived()) {
            Secret premaster = derived.passing(exchange.secret());
            effects.send(new ClientKeyExchange(exchange.share()), transcript);
            MasterSecret master = answer.extendedMasterSecret()
                    ? MasterSecret.extended(answer.suite(), premaster, transcript.hash())
                    : MasterSecret.plain(
                            answer.suite(), premaster, answer.hello().hello().random(), answer.serverRandom());
            derived.lasting(master, master::destroy);
            if (identity == null) {
                transcript.forget();
                return derived.done(finish(master, null, effects));
            }
            byte[] content = transcript.messages();
            transcript.forget();
            return derived.done(Await.of(
                    () -> identity.scheme().sign(identity.key(), content),
                    (signature, fx) -> {
                        fx.send(new CertificateVerify(identity.scheme(), signature), transcript);
                        return finish(master, identity, fx);
                    },
                    master::destroy));
        }
    }

    private HandshakeState finish(MasterSecret master, @Nullable Identity identity, Effects effects) {
        try (Derived derived = new Derived()) {
            Tls12ServerEnd end = Tls12ServerEnd.full(answer, master, server, group, identity);
            derived.lasting(end, end::discard);
            effects.changeWriteKeys(answer.suite(), end.keys().client());
            effects.send(new Finished(master.clientFinished(answer.transcript().hash())), answer.transcript());
            return derived.done(
                    answer.ticketAnnounced() ? new ExpectTicket(end) : new ExpectServerChangeCipherSpec(end));
        }
    }
}
