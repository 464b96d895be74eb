package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
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
import dev.reprise.internal.record.ContentType;
import dev.reprise.internal.record.HandshakeJoiner;
import dev.reprise.internal.record.InboundRecord;
import dev.reprise.internal.record.RecordReader;
import dev.reprise.internal.record.RecordWriter;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.TlsSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection that is tested: its handshake is an honest one of TLS 1.2, its records are its own, so that a test can say in
 * between whatever it likes, under the keys that hold.
 */
final class Tls12Peer implements Effects {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    final Wire.Side tested;
    /** What the tested side sent as alerts: level and description. */
    final List<List<Integer>> alerts = new ArrayList<>();

    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    /** Is run before each message of the handshake that this peer says. */
    Runnable beforeMessage = () -> {};
    /** What it says instead of a message; both sides hold it for what was said. */
    UnaryOperator<HandshakeMessage> says = message -> message;

    /** Is run between change_cipher_spec and Finished. */
    Runnable beforeFinished = () -> {};

    @Nullable
    ConnectionSummary summary;

    private final RecordWriter writer = new RecordWriter();
    private final RecordReader reader = new RecordReader();
    private final HandshakeJoiner joiner = new HandshakeJoiner();
    private final HandshakeProgress progress = new HandshakeProgress();
    private final ByteBuffer outgoing = ByteBuffer.allocate(1 << 17);
    private HandshakeState state;

    private Tls12Peer(Connection tested) {
        this.tested = new Wire.Side(tested);
        reader.allowChangeCipherSpec(true);
    }

    /** A client against the server of these endpoints. */
    static Tls12Peer client(Endpoints ends) {
        Tls12Peer peer = new Tls12Peer(ends.server());
        peer.settle(new ClientHandshake(ends.clientConfig()).start(peer.progress, peer));
        return peer;
    }

    /** A server against the client of these endpoints. */
    static Tls12Peer server(Endpoints ends) {
        Tls12Peer peer = new Tls12Peer(ends.client());
        peer.settle(ServerHandshake.start(ends.serverConfig(), peer.progress));
        return peer;
    }

    private void settle(HandshakeState next) {
        HandshakeState current = next;
        while (current instanceof Await<?> await) {
            current = await.run().resume(this);
        }
        state = current;
    }

    // ---------------------------------------------------------------- saying

    /** Says this in a record of its own, under the keys that hold. */
    void say(ContentType type, byte... content) {
        writer.write(type, new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, outgoing);
    }

    void say(HandshakeMessage message) {
        say(ContentType.HANDSHAKE, message.encode());
    }

    void sayAlert(int level, int description) {
        say(ContentType.ALERT, (byte) level, (byte) description);
    }

    /** Says a change_cipher_spec without protection. */
    void sayChangeCipherSpec() {
        writer.writeChangeCipherSpec(outgoing);
    }

    // ---------------------------------------------------------------- the wire

    /** Lets both sides talk until neither has anything more to say. */
    Tls12Peer run() {
        tested.connection.begin();
        boolean moved = true;
        while (moved) {
            moved = runTasks() | hear();
            if (outgoing.position() > 0) {
                byte[] bytes = new byte[outgoing.flip().remaining()];
                outgoing.get(bytes).clear();
                Wire.deliver(bytes, tested);
                moved = true;
            }
        }
        return this;
    }

    private boolean runTasks() {
        Runnable task = tested.connection.nextTask();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    private boolean hear() {
        boolean heard = false;
        while (tested.connection.status() == Status.NEED_WRAP && !tested.connection.isOutboundDone()) {
            ByteBuffer record = ByteBuffer.allocate(17_000);
            tested.connection.wrap(NOTHING, 0, 1, record);
            if (record.position() == 0) {
                return heard;
            }
            take(record.flip());
            heard = true;
        }
        return heard;
    }

    private void take(ByteBuffer bytes) {
        InboundRecord record = reader.read(bytes);
        if (record == null) {
            return;
        }
        byte[] content = Arrays.copyOfRange(record.array(), record.offset(), record.offset() + record.length());
        switch (record.type()) {
            case ALERT -> alerts.add(List.of((int) content[0], (int) content[1]));
            case APPLICATION_DATA -> data.writeBytes(content);
            case CHANGE_CIPHER_SPEC -> settle(state.onChangeCipherSpec(this));
            case HANDSHAKE -> {
                joiner.add(content, 0, content.length);
                byte[] message;
                while ((message = joiner.next()) != null) {
                    settle(state.on(
                            progress.version() == ProtocolVersion.TLS12
                                    ? MessageCodec.receive12(message)
                                    : MessageCodec.receive13(message),
                            this));
                }
            }
        }
    }

    // ---------------------------------------------------------------- what its handshake asks for

    @Override
    public void send(HandshakeMessage message, Transcript transcript) {
        Effects.super.send(says.apply(message), transcript);
    }

    @Override
    public void sendHandshake(byte[] encoded) {
        beforeMessage.run();
        say(ContentType.HANDSHAKE, encoded);
    }

    @Override
    public void awaitChangeCipherSpec() {
        reader.deliverChangeCipherSpec();
    }

    @Override
    public void changeWriteKeys(CipherSuite suite, MasterSecret.Keys keys) {
        writer.writeChangeCipherSpec(outgoing);
        writer.install(suite, keys.handedOver());
        beforeFinished.run();
    }

    @Override
    public void changeReadKeys(CipherSuite suite, MasterSecret.Keys keys) {
        reader.install(suite, keys);
    }

    @Override
    public void connected(ConnectionSummary decided) {
        summary = decided;
    }

    @Override
    public void limitPeerRecords(int limit) {
        writer.plaintextLimit(limit);
    }

    @Override
    public void limitOwnRecords(int limit) {
        reader.plaintextLimit(limit);
    }

    @Override
    public void afterwards(Runnable work) {
        work.run();
    }

    @Override
    public void warn(AlertDescription description) {
        sayAlert(1, description.code());
    }

    @Override
    public void offerAnswered() {}

    @Override
    public void sessionReceived(TlsSession session) {}

    @Override
    public void sendCompatibilityChangeCipherSpec() {
        throw ofTls13();
    }

    @Override
    public void installReadKeys(CipherSuite suite, Secret trafficSecret) {
        throw ofTls13();
    }

    @Override
    public void installWriteKeys(CipherSuite suite, Secret trafficSecret) {
        throw ofTls13();
    }

    @Override
    public void updateReadKeys() {
        throw ofTls13();
    }

    @Override
    public void updateWriteKeys() {
        throw ofTls13();
    }

    @Override
    public void skipEarlyData(long maxBytes) {
        throw ofTls13();
    }

    private static AssertionError ofTls13() {
        return new AssertionError("a step of TLS 1.3");
    }
}
