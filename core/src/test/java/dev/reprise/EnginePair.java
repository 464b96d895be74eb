package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Two engines and the wires between them, moved by hand. */
final class EnginePair {
    final End client;
    final End server;

    EnginePair(SSLContext client, SSLContext server) {
        this(client.createSSLEngine("localhost", 443), server.createSSLEngine());
    }

    EnginePair(SSLEngine client, SSLEngine server) {
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        this.client = new End(client);
        this.server = new End(server);
        this.client.peer = this.server;
        this.server.peer = this.client;
    }

    /** Engines that have met before. */
    static EnginePair around(SSLEngine client, SSLEngine server) {
        return new EnginePair(client, server);
    }

    /** One engine, what has come for it, and what it has given out. */
    static final class End {
        final SSLEngine engine;
        final List<SSLEngineResult> results = new ArrayList<>();
        private ByteBuffer arrived = ByteBuffer.allocate(0);
        private ByteBuffer underWay = ByteBuffer.allocate(0);
        private ByteBuffer received = ByteBuffer.allocate(1 << 15);
        private End peer;

        End(SSLEngine engine) {
            this.engine = engine;
        }

        SSLParameters parameters() {
            return engine.getSSLParameters();
        }

        /** What the application has received so far, taken. */
        byte[] taken() {
            byte[] bytes = new byte[received.flip().remaining()];
            received.get(bytes);
            received.clear();
            return bytes;
        }

        /** How often a result said FINISHED. */
        long finished() {
            return results.stream()
                    .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                    .count();
        }

        /** Begins, if it was not begun. */
        private void begin() throws SSLException {
            if (engine.getSession().getProtocol().equals("NONE")) {
                engine.beginHandshake();
            }
        }

        /** Wraps once, and puts the record on the wire. */
        SSLEngineResult wrap(ByteBuffer... sources) throws SSLException {
            ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            SSLEngineResult result = engine.wrap(sources, record);
            results.add(result);
            assertThat(result.getStatus()).isNotEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(result.bytesProduced()).isEqualTo(record.position());
            peer.underWay = append(peer.underWay, record.flip());
            return result;
        }

        /** Unwraps once of what has arrived. */
        SSLEngineResult unwrap() throws SSLException {
            int before = arrived.remaining();
            if (received.remaining() < engine.getSession().getApplicationBufferSize()) {
                received = ByteBuffer.allocate(2 * received.capacity()).put(received.flip());
            }
            SSLEngineResult result = engine.unwrap(arrived, received);
            results.add(result);
            assertThat(result.getStatus()).isNotEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(result.bytesConsumed()).isEqualTo(before - arrived.remaining());
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                assertThat(result.bytesConsumed()).isZero();
            }
            return result;
        }

        /** Lets so many bytes arrive of those that are under way; false if there are none. */
        boolean deliver(int atMost) {
            if (!underWay.hasRemaining()) {
                return false;
            }
            int count = Math.min(atMost, underWay.remaining());
            ByteBuffer part = underWay.duplicate();
            part.limit(part.position() + count);
            arrived = append(arrived, part);
            underWay.position(underWay.position() + count);
            return true;
        }

        /** Loses all that is under way and has arrived. */
        void loseAll() {
            underWay = ByteBuffer.allocate(1 << 17).flip();
            arrived = ByteBuffer.allocate(1 << 17).flip();
        }

        ByteBuffer arrived() {
            return arrived;
        }

        ByteBuffer underWay() {
            return underWay;
        }

        void arrive(byte[] bytes) {
            arrived = append(arrived, ByteBuffer.wrap(bytes));
        }

        void runTasks() {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) {
                assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
                task.run();
            }
        }

        private static ByteBuffer append(ByteBuffer readable, ByteBuffer more) {
            ByteBuffer all = ByteBuffer.allocate(readable.remaining() + more.remaining());
            return all.put(readable).put(more).flip();
        }

        /** Does what the engine's status asks for; false if it waits for its peer or for nothing. */
        private boolean step(IntUnaryOperator chunks) throws SSLException {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    runTasks();
                    return true;
                }
                case NEED_WRAP -> {
                    if (engine.isOutboundDone()) {
                        return false;
                    }
                    SSLEngineResult result = wrap(ByteBuffer.allocate(0));
                    return result.bytesProduced() > 0
                            || result.getHandshakeStatus() == HandshakeStatus.FINISHED
                            || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
                }
                default -> {
                    SSLEngineResult result = engine.isInboundDone() ? null : unwrap();
                    if (result != null && (result.bytesConsumed() > 0 || result.getStatus() == Status.OK)) {
                        return result.bytesConsumed() > 0
                                || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                                || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
                    }
                    return deliver(chunks.applyAsInt(underWay.remaining()));
                }
            }
        }
    }

    EnginePair handshake() throws SSLException {
        return run(all -> all);
    }

    /** Moves both until nothing moves; bytes arrive in such chunks of what is under way. */
    EnginePair run(IntUnaryOperator chunks) throws SSLException {
        client.begin();
        server.begin();
        boolean moved = true;
        while (moved) {
            moved = client.step(chunks);
            moved |= server.step(chunks);
        }
        return this;
    }

    /** Sends application data from one end to the other and gives what came. */
    static byte[] send(End from, byte[] data) throws SSLException {
        ByteBuffer source = ByteBuffer.wrap(data);
        do {
            from.wrap(source);
        } while (source.hasRemaining());
        End to = from.peer;
        to.deliver(Integer.MAX_VALUE);
        while (to.arrived.hasRemaining()) {
            to.unwrap();
        }
        return to.taken();
    }
}
