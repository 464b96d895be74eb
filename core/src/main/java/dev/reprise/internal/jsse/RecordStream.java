package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.TlsFault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * A connection over a TCP socket that blocks. One thread may read while another writes; whichever comes first makes the handshake. What listeners
 * are told of it, they are told behind the call that brought it about, and outside of its locks.
 */
final class RecordStream {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");
    private static final long LOOK_AGAIN_NANOS = 20_000_000;
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final int MAX_HEARD_OUT = 64;

    private final Endpoint endpoint;
    private final Transport transport;
    private final RecordInput input;
    private final RecordOutput output;
    private final Deferred listeners;
    private final ReentrantLock handshakeLock = new ReentrantLock();
    private volatile boolean written;
    private volatile boolean heard;

    /** @param listeners the endpoint's calls of listeners, to be made when no lock is held */
    RecordStream(Endpoint endpoint, Transport transport, Deferred listeners) {
        this.endpoint = endpoint;
        this.listeners = listeners;
        this.transport = transport;
        this.input = new RecordInput(transport, endpoint);
        this.output = new RecordOutput(transport, endpoint);
    }

    /** Tells listeners what has happened, unless this very call is within another one, which will. */
    private void tell() {
        if (!handshakeLock.isHeldByCurrentThread() && !input.lock().isHeldByCurrentThread() && !output.isHeldHere()) {
            listeners.runAll();
        }
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
        try {
            handshakeLock.lock();
            try {
                transport.requireOpen();
                return handshakeLocked(endpoint.start());
            } finally {
                handshakeLock.unlock();
            }
        } finally {
            tell();
        }
    }

    private boolean handshakeLocked(Connection connection) throws IOException {
        if (connection.isConnected()) {
            return false;
        }
        endpoint.touched();
        try {
            connection.begin();
        } catch (TlsFault fault) {
            throw Failures.of(fault, false);
        }
        while (!connection.isConnected() || connection.status() != Status.NOT_HANDSHAKING) {
            step(connection);
        }
        return true;
    }

    /** Whether this very thread makes the handshake: it is in a manager's or a selector's call. */
    boolean isHandshakingHere() {
        return handshakeLock.isHeldByCurrentThread();
    }

    private void step(Connection connection) throws IOException {
        TlsFault unsaid = connection.takeFault();
        if (unsaid != null) {
            throw failed(connection, unsaid);
        }
        switch (connection.status()) {
            case NEED_TASK -> runTask(connection);
            case NEED_WRAP -> writeFlight(connection);
            case NEED_UNWRAP -> readHandshake(connection);
            default -> throw ended(connection);
        }
    }

    private void runTask(Connection connection) {
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

    private void writeFlight(Connection connection) throws IOException {
        try {
            output.writeWaiting(connection);
        } catch (SocketException gone) {
            // A client that said all it had to say and left does not need its tickets; what it said can be read.
            if (connection.isClient() || !connection.isConnected()) {
                throw gone;
            }
        }
    }

    private void readHandshake(Connection connection) throws IOException {
        input.lock().lock();
        try {
            Step step = input.unwrapHandshake(connection);
            if (step.result() == Step.Result.BUFFER_UNDERFLOW && !input.fill()) {
                connection.closeInbound();
                throw gone();
            }
        } catch (TlsFault fault) {
            throw failed(connection, fault);
        } finally {
            input.lock().unlock();
        }
    }

    private IOException ended(Connection connection) {
        TlsFault fault = connection.fault().orElse(null);
        if (fault != null) {
            return Failures.of(fault, connection.isConnected());
        }
        return transport.isClosedAbove() ? new SocketException("Socket closed") : gone();
    }

    private static SSLHandshakeException gone() {
        SSLHandshakeException failure =
                new SSLHandshakeException("the peer closed the connection during the handshake");
        failure.initCause(new EOFException("no more bytes from the peer"));
        return failure;
    }

    /** A failure that the peer is told of, if that can be done at once. */
    private IOException failed(Connection connection, TlsFault fault) {
        tellPeer(connection);
        return Failures.of(fault, connection.isConnected());
    }

    private void tellPeer(Connection connection) {
        try {
            output.tryWriteWaiting(connection);
        } catch (IOException unreachable) {
            // The failure itself is what the application has to know.
        }
    }

    // ---------------------------------------------------------------- reading

    /** Bytes that can be read without waiting: those that are decrypted. */
    int available() {
        return input.available();
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
        input.lock().lock();
        try {
            while (true) {
                int read = input.hasDecrypted()
                        ? input.take(target, offset, length)
                        : readRecord(connection, ByteBuffer.wrap(target, offset, length));
                if (read != 0) {
                    heard = true;
                    return read;
                }
            }
        } catch (TlsFault fault) {
            throw failed(connection, fault);
        } finally {
            input.lock().unlock();
            tell();
        }
    }

    /** @return bytes put into the target; 0 to go on; -1 at the end */
    private int readRecord(Connection connection, ByteBuffer target) throws IOException {
        transport.requireOpen();
        Step step = input.unwrap(connection, target);
        switch (step.result()) {
            case OK -> {
                answer(connection);
                return step.produced();
            }
            case BUFFER_OVERFLOW -> input.unwrapAside(connection); // more content than the reader has room for
            case BUFFER_UNDERFLOW -> {
                if (!input.fill()) {
                    transport.requireOpen();
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
                answerGoodbye(connection);
                return -1;
            }
        }
        return 0;
    }

    /** TLS 1.2 answers close_notify with its own, for which the peer need not wait (RFC 5246 section 7.2.1). */
    private void answerGoodbye(Connection connection) {
        try {
            answer(connection);
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the peer did not wait for the answer to its close_notify", gone);
        }
    }

    /** What a record asked for, such as new keys. */
    private void answer(Connection connection) throws IOException {
        if (connection.status() == Status.NEED_WRAP) {
            output.tryWriteWaiting(connection);
        }
    }

    private Connection connected() {
        Connection connection = endpoint.connection();
        if (connection == null || !connection.isConnected()) {
            throw new IllegalStateException("the handshake comes first");
        }
        return connection;
    }

    // ---------------------------------------------------------------- writing

    /** Writes all of it. */
    void write(byte[] source, int offset, int length) throws IOException {
        written = true;
        try {
            output.write(connected(), ByteBuffer.wrap(source, offset, length));
        } finally {
            tell();
        }
    }

    // ---------------------------------------------------------------- sessions

    /** Takes in what has arrived already, until a session is among it; never waits. */
    void takeArrived() throws IOException {
        Connection connection = endpoint.connection();
        if (connection == null
                || !connection.isConnected()
                || transport.isClosedAbove()
                || !input.lock().tryLock()) {
            return;
        }
        try {
            while (endpoint.latestSession().isEmpty() && !input.isFull()) {
                Step step = input.unwrapAside(connection);
                boolean waits = step.result() == Step.Result.BUFFER_UNDERFLOW;
                if (step.result() == Step.Result.CLOSED || waits && !input.fillWithArrived()) {
                    return;
                }
                answer(connection);
            }
        } catch (TlsFault fault) {
            throw failed(connection, fault);
        } finally {
            input.lock().unlock();
            tell();
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
            boolean mayGoOn = input.lock().tryLock() ? readAside(connection, left) : waitForReader(left);
            if (!mayGoOn) {
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

    /**
     * Reads one record with the lock held, which is given back.
     *
     * @return whether it may go on
     */
    private boolean readAside(Connection connection, Duration left) throws IOException {
        try {
            transport.requireOpen();
            if (input.isFull()) {
                return false;
            }
            Step step = input.unwrapAside(connection);
            if (step.result() == Step.Result.BUFFER_UNDERFLOW) {
                return transport.within(left, input::fill);
            }
            answer(connection);
            return step.result() != Step.Result.CLOSED;
        } catch (TlsFault fault) {
            throw failed(connection, fault);
        } finally {
            input.lock().unlock();
            tell();
        }
    }

    // ---------------------------------------------------------------- the end

    boolean isClosed() {
        return transport.isClosedAbove();
    }

    /** Says close_notify; what comes from the peer can still be read. */
    void closeOutbound() throws IOException {
        try {
            output.writeEnd(endpoint.start());
        } finally {
            tell();
        }
    }

    /**
     * Nothing is read any more.
     *
     * @return whether the peer had said close_notify, or there is no connection
     */
    boolean closeInbound() {
        try {
            Connection connection = endpoint.connection();
            return connection == null || connection.closeInbound();
        } finally {
            tell();
        }
    }

    /**
     * Says close_notify if that can be done at once, and ends. Waits for nobody longer than the time to linger, a
     * second if none is set: who writes into a connection that its peer does not empty is interrupted by the
     * transport's end. That long a client that has only written waits for the peer's end, too.
     *
     * @param withTransport whether the transport is closed too; else the peer's close_notify is awaited for a moment,
     *     so that the transport can be used without TLS
     */
    void close(boolean withTransport) throws IOException {
        if (transport.isClosedAbove()) {
            if (withTransport) {
                transport.close();
            }
            return;
        }
        transport.closeAbove();
        endpoint.abandon();
        Connection connection = endpoint.connection();
        try {
            if (connection != null && transport.isUsable()) {
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
            tell();
        }
    }

    private void sayGoodbye(Connection connection) {
        try {
            output.tryWriteEnd(connection);
        } catch (IOException unreachable) {
            // The peer is gone; there is nobody left to say goodbye to.
        }
    }

    /**
     * Takes in what has arrived: sessions that nobody has read yet, and so that the transport does not end with a
     * reset, which could cost the peer what was last sent to it, the alert that says why it ended above all.
     */
    private void hearOut(Connection connection, boolean withTransport) {
        if (!input.lock().tryLock()) {
            return;
        }
        try {
            if (withTransport && connection.fault().isPresent()) {
                input.dropArrived(MAX_HEARD_OUT);
                return;
            }
            InstantSource clock = endpoint.context().settings().clock();
            Instant end = clock.instant().plus(withTransport ? patience(connection) : GOODBYE);
            for (int records = 0; records < MAX_HEARD_OUT && !connection.isInboundDone(); records++) {
                boolean waits = input.unwrapAndDrop(connection).result() == Step.Result.BUFFER_UNDERFLOW;
                if (waits && !fillUntil(end, clock)) {
                    return;
                }
            }
        } catch (IOException | TlsFault unreachable) {
            // Nothing of what could still come is needed.
        } finally {
            input.lock().unlock();
        }
    }

    private Duration patience(Connection connection) throws SocketException {
        return ticketsMayCome(connection) ? Duration.ofSeconds(transport.linger()) : Duration.ZERO;
    }

    /**
     * Whether the server's sessions may still be under way: it issues them behind the handshake, unasked, and nothing was read since. Were the
     * transport to end now, they would meet a reset, and with it all that was written and has not reached the server yet would be lost.
     */
    private boolean ticketsMayCome(Connection connection) {
        return written
                && !heard
                && connection.isClient()
                && connection
                        .summary()
                        .filter(made -> made.version() == ProtocolVersion.TLS13)
                        .isPresent();
    }

    private boolean fillUntil(Instant end, InstantSource clock) throws IOException {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() || left.isZero() ? input.fillWithArrived() : transport.within(left, input::fill);
    }
}
