package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.wire.TlsFault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a connection's records over a TCP socket that blocks. One thread may read while another writes; whichever
 * comes first makes the handshake. What was read of a record stays here when a time-out interrupts it.
 */
final class RecordStream {
    private static final int HEADER = 5;
    private static final int FIRST_BUFFER = 4 * 1024;
    private static final int MAX_BUFFER = BasicSession.PACKET_BUFFER_SIZE;
    /** A flight of the handshake leaves in one write if it is not longer than this. */
    private static final int MAX_FLIGHT = 2 * MAX_BUFFER;

    /** Application data that is kept while a session is awaited; more, and the waiting ends. */
    private static final int MAX_KEPT = 256 * 1024;

    private static final long LOOK_AGAIN_NANOS = 20_000_000;
    private static final int GOODBYE_MILLIS = 3_000;
    private static final int MAX_HEARD_OUT = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer[] NO_BUFFERS = {};

    private final Endpoint endpoint;
    private final Socket transport;
    private final @Nullable InputStream consumed;
    private final ReentrantLock handshakeLock = new ReentrantLock();
    private final ReentrantLock readLock = new ReentrantLock();
    private final ReentrantLock writeLock = new ReentrantLock();
    private volatile boolean closing;

    // Guarded by the read lock; both in reading mode.
    private ByteBuffer received = NOTHING;
    private ByteBuffer decrypted = NOTHING;
    private volatile int available;

    // Guarded by the write lock; in writing mode.
    private ByteBuffer outgoing = NOTHING;

    /** @param consumed bytes that were read from the transport already, and come first; null if there are none */
    RecordStream(Endpoint endpoint, Socket transport, @Nullable InputStream consumed) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.consumed = consumed;
    }

    // ---------------------------------------------------------------- handshake

    /**
     * Makes the handshake; returns at once if it is made.
     *
     * @return whether this very call completed it
     */
    boolean handshake() throws IOException {
        Connection begun = endpoint.connection();
        if (begun != null && begun.isConnected()) {
            return false;
        }
        handshakeLock.lock();
        try {
            requireOpen();
            Connection connection = endpoint.start();
            if (connection.isConnected()) {
                return false;
            }
            begin(connection);
            while (!connection.isConnected() || connection.status() != Status.NOT_HANDSHAKING) {
                step(connection);
            }
            return true;
        } finally {
            handshakeLock.unlock();
        }
    }

    /** Whether this very thread makes the handshake: it is in a manager's or a selector's call. */
    boolean isHandshakingHere() {
        return handshakeLock.isHeldByCurrentThread();
    }

    private void begin(Connection connection) throws IOException {
        endpoint.touched();
        try {
            connection.begin();
        } catch (TlsFault fault) {
            throw Failures.of(fault, false);
        }
    }

    private void step(Connection connection) throws IOException {
        TlsFault unsaid = connection.takeFault();
        if (unsaid != null) {
            throw failed(connection, unsaid);
        }
        switch (connection.status()) {
            case NEED_TASK -> {
                Runnable task = connection.nextTask();
                if (task == null) {
                    throw new IllegalStateException("a task of the handshake was taken by somebody else");
                }
                try {
                    task.run();
                } catch (Error died) {
                    tellPeer(connection);
                    throw died;
                }
            }
            case NEED_WRAP -> {
                writeLock.lock();
                try {
                    writeWaiting(connection);
                } catch (SocketException gone) {
                    // A client that said all it had to say and left does not need its tickets; what it said can be
                    // read.
                    if (connection.isClient() || !connection.isConnected()) {
                        throw gone;
                    }
                } finally {
                    writeLock.unlock();
                }
            }
            case NEED_UNWRAP -> readHandshake(connection);
            default -> throw ended(connection);
        }
    }

    private void readHandshake(Connection connection) throws IOException {
        readLock.lock();
        try {
            Step step = unwrap(connection, NOTHING);
            if (step.result() == Step.Result.BUFFER_UNDERFLOW && !fill()) {
                connection.closeInbound();
                throw gone();
            }
        } finally {
            readLock.unlock();
        }
    }

    private IOException ended(Connection connection) {
        TlsFault fault = connection.fault().orElse(null);
        if (fault != null) {
            return Failures.of(fault, connection.isConnected());
        }
        return closing ? new SocketException("Socket closed") : gone();
    }

    private static SSLHandshakeException gone() {
        SSLHandshakeException failure =
                new SSLHandshakeException("the peer closed the connection during the handshake");
        failure.initCause(new EOFException("no more bytes from the peer"));
        return failure;
    }

    // ---------------------------------------------------------------- reading

    /** Bytes that can be read without waiting: those that are decrypted. */
    int available() {
        return available;
    }

    /**
     * Reads as {@link InputStream#read(byte[], int, int)} does.
     *
     * @throws SSLException if the peer went away without saying so: what it sent may have been cut short
     */
    int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Connection connection = connected();
        readLock.lock();
        try {
            while (true) {
                if (decrypted.hasRemaining()) {
                    return take(target, offset, length);
                }
                int read = readRecord(connection, ByteBuffer.wrap(target, offset, length));
                if (read != 0) {
                    return read;
                }
            }
        } finally {
            readLock.unlock();
        }
    }

    private int take(byte[] target, int offset, int length) {
        int count = Math.min(length, decrypted.remaining());
        decrypted.get(target, offset, count);
        available = decrypted.remaining();
        return count;
    }

    /** @return bytes put into the target; 0 to go on; -1 at the end */
    private int readRecord(Connection connection, ByteBuffer target) throws IOException {
        requireOpen();
        Step step = unwrap(connection, target);
        switch (step.result()) {
            case OK -> {
                if (connection.status() == Status.NEED_WRAP) {
                    answer(connection);
                }
                return step.produced();
            }
            case BUFFER_OVERFLOW -> decryptAside(connection);
            case BUFFER_UNDERFLOW -> {
                if (!fill()) {
                    requireOpen();
                    if (!connection.closeInbound()) {
                        throw new SSLException("the peer closed the connection without close_notify: what it sent"
                                + " may have been cut short");
                    }
                    return -1;
                }
            }
            case CLOSED -> {
                TlsFault fault = connection.fault().orElse(null);
                if (fault != null) {
                    throw Failures.of(fault, true);
                }
                return -1;
            }
        }
        return 0;
    }

    /** A record with more content than the reader has room for. */
    private void decryptAside(Connection connection) throws IOException {
        int most = nextRecordLength();
        ByteBuffer room = decrypted.capacity() >= most ? decrypted : ByteBuffer.allocate(most);
        room.clear();
        unwrap(connection, room);
        decrypted = room.flip();
        available = decrypted.remaining();
    }

    private Step unwrap(Connection connection, ByteBuffer target) throws IOException {
        try {
            Step step = connection.unwrap(received, new ByteBuffer[] {target}, 0, 1);
            endpoint.after(step);
            return step;
        } catch (TlsFault fault) {
            throw failed(connection, fault);
        }
    }

    /** Reads what there is, once; the buffer holds what the record at its head needs. */
    private boolean fill() throws IOException {
        int needed = nextRecordLength();
        if (received.capacity() < needed) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(FIRST_BUFFER, needed));
            larger.put(received);
            received = larger.flip();
        } else if (received.position() > 0) {
            received.compact().flip();
        }
        int end = received.limit();
        int count = input().read(received.array(), end, received.capacity() - end);
        if (count < 0) {
            return false;
        }
        received.limit(end + count);
        return true;
    }

    private InputStream input() throws IOException {
        return consumed != null && consumed.available() > 0 ? consumed : transport.getInputStream();
    }

    private int nextRecordLength() {
        if (received.remaining() < HEADER) {
            return HEADER;
        }
        int at = received.position();
        int length = (received.get(at + 3) & 0xff) << 8 | received.get(at + 4) & 0xff;
        return Math.min(HEADER + length, MAX_BUFFER);
    }

    /** What a record asked for, such as new keys. If somebody writes just now, it leaves with that. */
    private void answer(Connection connection) throws IOException {
        if (writeLock.tryLock()) {
            try {
                writeWaiting(connection);
            } finally {
                writeLock.unlock();
            }
        }
    }

    // ---------------------------------------------------------------- writing

    /** Writes all of it. */
    void write(byte[] source, int offset, int length) throws IOException {
        Connection connection = connected();
        ByteBuffer[] sources = {ByteBuffer.wrap(source, offset, length)};
        writeLock.lock();
        try {
            while (sources[0].hasRemaining()) {
                requireOpen();
                Step step = wrap(connection, sources);
                if (step.result() == Step.Result.CLOSED) {
                    throw notWritable(connection);
                }
                if (step.result() == Step.Result.BUFFER_OVERFLOW) {
                    makeRoom(MAX_BUFFER);
                }
            }
            writeWaiting(connection);
        } finally {
            writeLock.unlock();
        }
    }

    private static IOException notWritable(Connection connection) {
        TlsFault fault = connection.fault().orElse(null);
        return fault == null ? new SocketException("Socket output is shutdown") : Failures.of(fault, true);
    }

    /** Writes what the connection has to say by itself, and what is gathered; a flight in one piece. */
    private void writeWaiting(Connection connection) throws IOException {
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
            output().write(outgoing.array(), 0, length);
        }
    }

    private OutputStream output() throws IOException {
        return transport.getOutputStream();
    }

    /** A failure that the peer is told of, if that can be done at once. */
    private IOException failed(Connection connection, TlsFault fault) {
        tellPeer(connection);
        return Failures.of(fault, connection.isConnected());
    }

    private void tellPeer(Connection connection) {
        if (writeLock.tryLock()) {
            try {
                writeWaiting(connection);
            } catch (IOException unreachable) {
                // The failure itself is what the application has to know.
            } finally {
                writeLock.unlock();
            }
        }
    }

    // ---------------------------------------------------------------- sessions

    /** Takes in what has arrived already, until a session is among it; never waits. */
    void takeArrived() throws IOException {
        Connection connection = endpoint.connection();
        if (connection == null || !connection.isConnected() || closing || !readLock.tryLock()) {
            return;
        }
        try {
            while (endpoint.latestSession().isEmpty() && decrypted.remaining() < MAX_KEPT) {
                Step step = unwrapAside(connection);
                boolean waits = step.result() == Step.Result.BUFFER_UNDERFLOW;
                if (step.result() == Step.Result.CLOSED || waits && (input().available() == 0 || !fill())) {
                    return;
                }
            }
        } finally {
            readLock.unlock();
        }
    }

    /**
     * Reads until a session has come; data that comes before it is kept for the application.
     *
     * @param patience how long at most
     */
    void awaitSession(Duration patience, InstantSource clock) throws IOException {
        handshake();
        Connection connection = connected();
        Instant end = clock.instant().plus(patience);
        while (endpoint.latestSession().isEmpty() && !connection.isInboundDone()) {
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                return;
            }
            if (readLock.tryLock()) {
                try {
                    if (!readAside(connection, left)) {
                        return;
                    }
                } finally {
                    readLock.unlock();
                }
            } else if (!waitForReader(left)) {
                return;
            }
        }
    }

    /**
     * Somebody else reads: what comes, he takes in. He may end without having met a session, so this looks again soon.
     */
    private boolean waitForReader(Duration left) {
        try {
            endpoint.awaitSession(Math.min(left.toNanos(), LOOK_AGAIN_NANOS));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @return whether it may go on */
    private boolean readAside(Connection connection, Duration left) throws IOException {
        requireOpen();
        if (decrypted.remaining() >= MAX_KEPT) {
            return false;
        }
        Step step = unwrapAside(connection);
        if (step.result() != Step.Result.BUFFER_UNDERFLOW) {
            return step.result() != Step.Result.CLOSED;
        }
        int timeout = transport.getSoTimeout();
        transport.setSoTimeout((int) Math.max(1, Math.min(left.toMillis(), Integer.MAX_VALUE)));
        try {
            return fill();
        } catch (SocketTimeoutException over) {
            return false;
        } finally {
            transport.setSoTimeout(timeout);
        }
    }

    /** Opens one record; its content is added to what waits for the application. */
    private Step unwrapAside(Connection connection) throws IOException {
        ByteBuffer room = ByteBuffer.allocate(nextRecordLength());
        Step step = unwrap(connection, room);
        room.flip();
        if (room.hasRemaining()) {
            ByteBuffer kept = ByteBuffer.allocate(decrypted.remaining() + room.remaining());
            decrypted = kept.put(decrypted).put(room).flip();
            available = decrypted.remaining();
        }
        if (step.result() == Step.Result.OK && connection.status() == Status.NEED_WRAP) {
            answer(connection);
        }
        return step;
    }

    // ---------------------------------------------------------------- the end

    private Connection connected() throws IOException {
        Connection connection = endpoint.connection();
        if (connection == null || !connection.isConnected()) {
            throw new IllegalStateException("the handshake comes first");
        }
        return connection;
    }

    private void requireOpen() throws SocketException {
        if (closing) {
            throw new SocketException("Socket closed");
        }
    }

    boolean isClosed() {
        return closing;
    }

    /** Says close_notify; what comes from the peer can still be read. */
    void closeOutbound() throws IOException {
        Connection connection = endpoint.start();
        writeLock.lock();
        try {
            connection.closeOutbound();
            writeWaiting(connection);
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Says close_notify if that can be done at once, and ends. Waits for nobody longer than the time to linger, a
     * second if none is set: who writes into a connection that its peer does not empty is interrupted by the
     * transport's end.
     *
     * @param withTransport whether the transport is closed too; else the peer's close_notify is awaited for a moment,
     *     so that the transport can be used without TLS
     */
    void close(boolean withTransport) throws IOException {
        if (closing) {
            if (withTransport) {
                transport.close();
            }
            return;
        }
        closing = true;
        endpoint.abandon();
        Connection connection = endpoint.connection();
        try {
            if (connection != null && transport.isConnected() && !transport.isClosed()) {
                sayGoodbye(connection);
                hearOut(connection, withTransport);
            }
        } finally {
            if (withTransport) {
                transport.close();
            }
            if (connection != null) {
                connection.closeOutbound();
                connection.closeInbound();
                endpoint.ended();
            }
        }
    }

    private void sayGoodbye(Connection connection) {
        if (!lockWithinLinger()) {
            return;
        }
        try {
            connection.closeOutbound();
            writeWaiting(connection);
        } catch (IOException unreachable) {
            // The peer is gone; there is nobody left to say goodbye to.
        } finally {
            writeLock.unlock();
        }
    }

    private boolean lockWithinLinger() {
        try {
            int linger = transport.getSoLinger();
            return writeLock.tryLock(linger >= 0 ? linger : 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return writeLock.tryLock();
        } catch (SocketException gone) {
            return false;
        }
    }

    /**
     * Takes in what has arrived: sessions that nobody has read yet, and so that the transport does not end with a
     * reset, which could cost the peer what was last sent to it.
     */
    private void hearOut(Connection connection, boolean withTransport) {
        if (!readLock.tryLock()) {
            return;
        }
        try {
            if (!withTransport && transport.getSoTimeout() == 0) {
                transport.setSoTimeout(GOODBYE_MILLIS);
            }
            for (int records = 0; records < MAX_HEARD_OUT && !connection.isInboundDone(); records++) {
                Step step = unwrap(connection, ByteBuffer.allocate(nextRecordLength()));
                boolean waits = step.result() == Step.Result.BUFFER_UNDERFLOW;
                if (waits && (withTransport && input().available() == 0 || !fill())) {
                    return;
                }
            }
        } catch (IOException unreachable) {
            // Nothing of what could still come is needed.
        } finally {
            readLock.unlock();
        }
    }
}
