package dev.reprise.cli.serve;

import dev.reprise.cli.HandshakeLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
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
    private volatile boolean idle;

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

    /** Whether nothing is under way, so that a server that ends need not wait for this connection. */
    void idle(boolean nothingUnderWay) {
        idle = nothingUnderWay;
    }

    boolean isIdle() {
        return idle;
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
