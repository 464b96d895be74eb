package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.wire.TlsFault;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The records that go over a TCP socket. A flight of the handshake leaves in one write. */
final class RecordOutput {
    private static final int FIRST_BUFFER = 4 * 1024;
    private static final int MAX_BUFFER = BasicSession.PACKET_BUFFER_SIZE;
    /** A flight of the handshake leaves in one write if it is not longer than this. */
    private static final int MAX_FLIGHT = 2 * MAX_BUFFER;

    private static final ByteBuffer[] NO_BUFFERS = {};

    private final Transport transport;
    private final Endpoint endpoint;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock; in writing mode. */
    private ByteBuffer outgoing = ByteBuffer.allocate(0);

    RecordOutput(Transport transport, Endpoint endpoint) {
        this.transport = transport;
        this.endpoint = endpoint;
    }

    boolean isHeldHere() {
        return lock.isHeldByCurrentThread();
    }

    /** Writes all of the application's bytes. */
    void write(Connection connection, ByteBuffer source) throws IOException {
        ByteBuffer[] sources = {source};
        lock.lock();
        try {
            while (source.hasRemaining()) {
                transport.requireOpen();
                Step step = wrap(connection, sources);
                if (step.result() == Step.Result.CLOSED) {
                    throw notWritable(connection);
                }
                if (step.result() == Step.Result.BUFFER_OVERFLOW) {
                    makeRoom(MAX_BUFFER);
                }
            }
            flush(connection);
        } finally {
            lock.unlock();
        }
    }

    private static IOException notWritable(Connection connection) {
        TlsFault fault = connection.fault().orElse(null);
        return fault == null ? new SocketException("Socket output is shutdown") : Failures.of(fault, true);
    }

    /** Writes what the connection has to say by itself. */
    void writeWaiting(Connection connection) throws IOException {
        lock.lock();
        try {
            flush(connection);
        } finally {
            lock.unlock();
        }
    }

    /** The same if nobody writes just now: else it leaves with what is written. */
    void tryWriteWaiting(Connection connection) throws IOException {
        if (lock.tryLock()) {
            try {
                flush(connection);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Says close_notify behind all that waits. */
    void writeEnd(Connection connection) throws IOException {
        lock.lock();
        try {
            connection.closeOutbound();
            flush(connection);
        } finally {
            lock.unlock();
        }
    }

    /** The same, without waiting longer for another writer than the time to linger. */
    void tryWriteEnd(Connection connection) throws IOException {
        if (lockWithinLinger()) {
            try {
                connection.closeOutbound();
                flush(connection);
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean lockWithinLinger() throws SocketException {
        try {
            return lock.tryLock(transport.linger(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }

    private void flush(Connection connection) throws IOException {
        while (connection.status() == Status.NEED_WRAP) {
            Step step = wrap(connection, NO_BUFFERS);
            if (step.result() == Step.Result.BUFFER_OVERFLOW) {
                makeRoom(MAX_FLIGHT);
            } else if (step.produced() == 0) {
                break;
            }
        }
        send();
    }

    private Step wrap(Connection connection, ByteBuffer[] sources) throws IOException {
        try {
            Step step = connection.wrap(sources, 0, sources.length, outgoing);
            endpoint.after(step);
            return step;
        } catch (TlsFault fault) {
            throw Failures.of(fault, connection.isConnected());
        }
    }

    /** Takes a larger buffer as long as that is allowed, else sends what there is. */
    private void makeRoom(int most) throws IOException {
        if (outgoing.capacity() >= most) {
            send();
            return;
        }
        int capacity = outgoing.capacity() == 0 ? FIRST_BUFFER : Math.min(most, 4 * outgoing.capacity());
        ByteBuffer larger = ByteBuffer.allocate(capacity);
        larger.put(outgoing.flip());
        outgoing = larger;
    }

    private void send() throws IOException {
        if (outgoing.position() > 0) {
            int length = outgoing.position();
            outgoing.clear();
            transport.output().write(outgoing.array(), 0, length);
        }
    }
}
