package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.EarlySecret;
import dev.reprise.internal.crypto.FinishedMac;
import dev.reprise.internal.crypto.HandshakeSecret;
import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.crypto.KeyExchange;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.handshake.server.ServerHandshake;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.KeyShare;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.TlsSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client that says any hello a test makes of an honest one, with a binder that verifies for it, and goes on as it should: so that the
 * server comes to its decision and to its end. Without records, HelloRetryRequest and certificate of its own.
 */
final class HandmadeClient {
    private final Endpoints ends;
    private final @Nullable SessionState session;
    private final Transcript transcript = new Transcript();

    private HandmadeClient(Endpoints ends, @Nullable SessionState session) {
        this.ends = ends;
        this.session = session;
    }

    /**
     * Connects to the server.
     *
     * @param offered what the client knows the secret of; null for none
     * @return the server, which is connected
     */
    static Duel.Player connect(Endpoints ends, @Nullable TlsSession offered, UnaryOperator<ClientHello> change) {
        ends.bound = offered;
        return new HandmadeClient(ends, offered == null ? null : Story.state(offered)).connect(change);
    }

    private Duel.Player connect(UnaryOperator<ClientHello> change) {
        KeyExchange.Offer share = KeyExchange.offer(NamedGroup.X25519, ends.random);
        ClientHello hello = bound(change.apply(honestHello(share)), session);
        Duel.Player server = new Duel.Player();
        server.settle(ServerHandshake.start(ends.serverConfig(), new HandshakeProgress()));
        say(hello, server);

        ServerHello answer = (ServerHello) heard(server);
        HashAlgorithm hash = answer.cipherSuite().hash();
        transcript.select(hash);
        KeyShare exchanged = Objects.requireNonNull(answer.extensions().get(KeyShare.class));
        boolean resumed = answer.extensions().get(SelectedPsk.class) != null;
        HandshakeSecret secrets = EarlySecret.of(
                        hash, resumed ? Objects.requireNonNull(session).secret() : null)
                .handshake(share.agree(exchanged.entry().share()));
        Secret clientTraffic = secrets.clientTraffic(transcript.hash());
        while (!(heard(server) instanceof Finished)) {
            // encrypted extensions, perhaps a certificate and its proof
        }
        say(new Finished(FinishedMac.verifyData(hash, clientTraffic, transcript.hash())), server);
        return server;
    }

    private ClientHello honestHello(KeyExchange.Offer share) {
        Duel.Player client = new Duel.Player();
        client.settle(new ClientHandshake(ends.clientConfig()).start(new HandshakeProgress(), client));
        ClientHello hello =
                (ClientHello) MessageCodec.receive13(client.outbox.remove()).message();
        return hello.withExtensions(
                hello.extensions().with(new KeyShares(List.of(new KeyShareEntry(share.group(), share.share())))));
    }

    private void say(HandshakeMessage message, Duel.Player server) {
        byte[] encoded = message.encode();
        transcript.add(encoded);
        server.settle(server.state().on(MessageCodec.receive13(encoded), server));
    }

    private HandshakeMessage heard(Duel.Player server) {
        byte[] encoded = server.outbox.remove();
        transcript.add(encoded);
        return MessageCodec.receive13(encoded).message();
    }

    /** The hello with a binder that verifies, in the place where the session's ticket is offered in it. */
    static ClientHello bound(ClientHello hello, @Nullable SessionState session) {
        PreSharedKeys offer = hello.extensions().get(PreSharedKeys.class);
        if (offer == null || session == null) {
            return hello;
        }
        HashAlgorithm hash = session.suite().hash();
        byte[] encoded = hello.encode();
        byte[] covered = new Transcript().hashWith(hash, encoded, 0, encoded.length - offer.bindersLength());
        Secret key = EarlySecret.of(hash, session.secret()).binderKey();
        List<byte[]> binders = new ArrayList<>(offer.binders());
        for (int i = 0; i < binders.size(); i++) {
            if (Arrays.equals(offer.identities().get(i).identity(), session.ticket())) {
                binders.set(i, FinishedMac.verifyData(hash, key, covered));
            }
        }
        return hello.withBinders(binders);
    }
}
