package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.handshake.server.ServerHandshake;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.TlsSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The states of both sides, with no records between them: messages go from one to the other as values. */
final class Duel {
    private final Player client = new Player();
    private final Player server = new Player();
    private final Endpoints ends;
    private Consumer<HandshakeState> onState = state -> {};
    private UnaryOperator<byte[]> fromClient = encoded -> encoded;
    private UnaryOperator<byte[]> fromServer = encoded -> encoded;

    Duel(Endpoints ends) {
        this.ends = ends;
    }

    /** Looks at every state before it gets its message. */
    Duel watching(Consumer<HandshakeState> watcher) {
        onState = watcher;
        return this;
    }

    /** Puts other bytes in the place of a message of the client's; it gets each with its header. */
    Duel changingTheClientsBytes(UnaryOperator<byte[]> change) {
        fromClient = change;
        return this;
    }

    /** Puts another message in the place of one of the client's. Its own transcript, and its binder, remain those of what it said. */
    Duel changingTheClients(UnaryOperator<HandshakeMessage> change) {
        return changingTheClientsBytes(encoded -> encodedAfter(change, encoded, client));
    }

    /** Puts other bytes in the place of a message of the server's; it gets each with its header. */
    Duel changingTheServersBytes(UnaryOperator<byte[]> change) {
        fromServer = change;
        return this;
    }

    /** Puts another message in the place of one of the server's. */
    Duel changingTheServers(UnaryOperator<HandshakeMessage> change) {
        return changingTheServersBytes(encoded -> encodedAfter(change, encoded, server));
    }

    private static byte[] encodedAfter(UnaryOperator<HandshakeMessage> change, byte[] encoded, Player from) {
        return change.apply(from.receive(encoded).message()).encode();
    }

    /** One side: where it stands, what it wants to say, and what it asked for. */
    static final class Player implements Effects {
        /** In an outbox: TLS 1.2's change_cipher_spec. */
        static final byte[] CHANGE_CIPHER_SPEC = {};

        final HandshakeProgress progress = new HandshakeProgress();
        final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
        final List<String> asked = new ArrayList<>();
        final List<HandshakeMessage> said = new ArrayList<>();

        @Nullable
        HandshakeState state;

        @Nullable
        ConnectionSummary summary;

        void settle(HandshakeState next) {
            HandshakeState current = next;
            while (current instanceof Await<?> await) {
                current = await.run().resume(this);
            }
            state = current;
        }

        Received receive(byte[] encoded) {
            return progress.version() == ProtocolVersion.TLS12
                    ? MessageCodec.receive12(encoded)
                    : MessageCodec.receive13(encoded);
        }

        HandshakeState state() {
            return java.util.Objects.requireNonNull(state);
        }

        @Override
        public void sendHandshake(byte[] encoded) {
            outbox.add(encoded);
        }

        @Override
        public void sendCompatibilityChangeCipherSpec() {
            asked.add("change_cipher_spec");
        }

        @Override
        public void installReadKeys(CipherSuite suite, Secret trafficSecret) {
            asked.add("read keys");
        }

        @Override
        public void installWriteKeys(CipherSuite suite, Secret trafficSecret) {
            asked.add("write keys");
        }

        @Override
        public void awaitChangeCipherSpec() {
            asked.add("await change_cipher_spec");
        }

        @Override
        public void changeWriteKeys(CipherSuite suite, MasterSecret.Keys keys) {
            asked.add("change write keys");
            outbox.add(CHANGE_CIPHER_SPEC);
        }

        @Override
        public void changeReadKeys(CipherSuite suite, MasterSecret.Keys keys) {
            asked.add("change read keys");
        }

        @Override
        public void warn(AlertDescription description) {
            asked.add("warn " + description.ianaName());
        }

        @Override
        public void updateReadKeys() {
            asked.add("next read keys");
        }

        @Override
        public void updateWriteKeys() {
            asked.add("next write keys");
        }

        @Override
        public void limitPeerRecords(int limit) {
            asked.add("peer limit " + limit);
        }

        @Override
        public void limitOwnRecords(int limit) {
            asked.add("own limit " + limit);
        }

        @Override
        public void skipEarlyData(long maxBytes) {
            asked.add("skip " + maxBytes);
        }

        @Override
        public void offerAnswered() {
            asked.add("answered");
        }

        @Override
        public void connected(ConnectionSummary decided) {
            summary = decided;
        }

        @Override
        public void afterwards(Runnable work) {
            work.run();
        }

        @Override
        public void sessionReceived(TlsSession session) {
            asked.add("session");
        }
    }

    Player client() {
        return client;
    }

    Player server() {
        return server;
    }

    /** Lets both sides talk until neither has anything to say. */
    Duel fight() {
        server.settle(ServerHandshake.start(ends.serverConfig(), server.progress));
        client.settle(new ClientHandshake(ends.clientConfig()).start(client.progress, client));
        while (deliver(client, fromClient, server) | deliver(server, fromServer, client)) {
            // until both are silent
        }
        onState.accept(client.state());
        onState.accept(server.state());
        return this;
    }

    private boolean deliver(Player from, UnaryOperator<byte[]> change, Player to) {
        boolean moved = false;
        byte[] encoded;
        while ((encoded = from.outbox.poll()) != null) {
            onState.accept(to.state());
            if (encoded.length == 0) {
                to.settle(to.state().onChangeCipherSpec(to));
            } else {
                from.said.add(from.receive(encoded).message());
                to.settle(to.state().on(to.receive(change.apply(encoded)), to));
            }
            moved = true;
        }
        return moved;
    }
}
