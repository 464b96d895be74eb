package dev.reprise.cli.serve;

import dev.reprise.cli.HandshakeLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;

/** A connection whose handshake succeeded, as a {@link Responder} sees it. */
public final class Served {
    private final SSLSocket socket;
    private final HandshakeLine handshake;
    private final TimeLimits.Limit limit;
    private final BooleanSupplier stopping;
    private final Executor threads;
    private final Runnable abort;
    private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);

    private enum State {
        /** Something is under way, which a server that ends waits for. */
        BUSY,
        /** Nothing is under way. */
        IDLE,
        /** Ended by the server while nothing was under way. */
        ENDED
    }

    Served(
            SSLSocket socket,
            HandshakeLine handshake,
            TimeLimits.Limit limit,
            BooleanSupplier stopping,
            Executor threads,
            Runnable abort) {
        this.socket = socket;
        this.handshake = handshake;
        this.limit = limit;
        this.stopping = stopping;
        this.threads = threads;
        this.abort = abort;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Says that nothing more is sent; what the peer sends can still be read. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** How the connection was set up. */
    HandshakeLine handshake() {
        return handshake;
    }

    /** What comes next has to be done within this time, or the connection is closed. */
    void within(Duration allowed, String what) {
        limit.set(allowed, what);
    }

    /** Whether the server is about to end, so that a connection should not be kept for more requests. */
    boolean stopping() {
        return stopping.getAsBoolean();
    }

    /**
     * Nothing is under way: a server that ends need not wait for this connection.
     *
     * @return false if the server is about to end, so that there is nothing to wait for
     */
    boolean idle() {
        state.compareAndSet(State.BUSY, State.IDLE);
        return !stopping();
    }

    /**
     * Something is under way again.
     *
     * @throws IOException if the server has just ended the connection, so that there is no way to answer
     */
    void busy() throws IOException {
        if (!state.compareAndSet(State.IDLE, State.BUSY) && state.get() == State.ENDED) {
            throw new IOException("the server ended the connection between two requests");
        }
    }

    /** Ends the connection, in the proper way, if nothing is under way. */
    void endIfIdle() {
        if (state.compareAndSet(State.IDLE, State.ENDED)) {
            try {
                threads.execute(this::end);
            } catch (RejectedExecutionException e) {
                abort(); // all connections have ended meanwhile, this one too
            }
        }
    }

    private void end() {
        try {
            endOutput(); // tells the client that this is the end, and no accident
        } catch (IOException e) {
            // It is gone already.
        } finally {
            abort();
        }
    }

    /** Cuts the connection off. */
    void abort() {
        abort.run();
    }

    /** Runs something beside the connection's own thread. */
    Executor threads() {
        return threads;
    }
}
