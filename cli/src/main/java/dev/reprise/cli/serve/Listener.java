package dev.reprise.cli.serve;

import dev.reprise.cli.Explanation;
import dev.reprise.cli.HandshakeLine;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and serves each on a thread of its own. Nothing that one client does or leaves undone keeps another waiting,
 * as long as there are fewer connections than this process takes at once.
 */
public final class Listener {
    private static final Duration FOR_THE_END = Duration.ofSeconds(5);
    private static final int LINGER_MILLIS = 1_000;
    private static final int LINGER_BYTES = 256 * 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Puts TLS on an accepted connection; {@link SSLSocket#close} is to leave the plain one open. */
    @FunctionalInterface
    public interface Layer {
        /** Server side, with its handshake still to be made. */
        SSLSocket over(Socket plain) throws IOException;
    }

    /** Makes the handshake of one connection and tells about it. */
    @FunctionalInterface
    public interface Handshaker {
        /**
         * @param number of the connection, from 1, in the order in which they were accepted
         * @param tooLong what took too long if the connection was closed meanwhile, else null; asked when something failed
         * @return how it went
         */
        HandshakeLine handshake(long number, SSLSocket socket, java.util.function.Supplier<@Nullable String> tooLong);
    }

    private final ServerSocket server;
    private final Layer layer;
    private final Handshaker handshaker;
    private final Responder responder;
    private final Duration handshakeTime;
    private final Consumer<String> complaints;
    private final TimeLimits limits = TimeLimits.start();
    private final ConnectionThreads threads = ConnectionThreads.start();
    private final Semaphore room = new Semaphore(threads.most());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Served> served = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * @param server accepts already; {@link #stop} closes it
     * @param handshakeTime how long a handshake may take
     * @param complaints told in a sentence what goes wrong beside connections
     */
    public Listener(
            ServerSocket server,
            Layer layer,
            Handshaker handshaker,
            Responder responder,
            Duration handshakeTime,
            Consumer<String> complaints) {
        this.server = server;
        this.layer = layer;
        this.handshaker = handshaker;
        this.responder = responder;
        this.handshakeTime = handshakeTime;
        this.complaints = complaints;
    }

    /**
     * Accepts until {@link #stop} is called, or so many connections were accepted; then waits for those that run.
     *
     * @param most how many connections to accept; {@link Long#MAX_VALUE} for no end
     */
    public void run(long most) {
        for (long accepted = 0; accepted < most && !stopping; ) {
            room.acquireUninterruptibly();
            Socket plain = accept();
            if (plain == null) {
                room.release();
            } else {
                accepted++;
                start(accepted, plain);
            }
        }
        close(server);
        room.acquireUninterruptibly(threads.most());
        room.release(threads.most()); // stop waits for the same
        limits.close();
        threads.executor().shutdown();
    }

    /**
     * Accepts nothing more, lets what runs come to its end, and closes what has not by then.
     *
     * @param grace how long to wait for it
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping = true;
        close(server);
        served.forEach(Served::endIfIdle);
        if (room.tryAcquire(threads.most(), grace.toMillis(), TimeUnit.MILLISECONDS)) {
            room.release(threads.most());
        } else {
            open.forEach(Listener::close);
        }
    }

    private @Nullable Socket accept() {
        try {
            return server.accept();
        } catch (IOException e) {
            if (!stopping) {
                complaints.accept("a connection was not accepted: " + Explanation.of(e));
                LockSupport.parkNanos(PAUSE_NANOS); // out of file descriptors, most likely: some come back
            }
            return null;
        }
    }

    private void start(long number, Socket plain) {
        open.add(plain);
        try {
            threads.executor().execute(() -> {
                try {
                    serve(number, plain);
                } finally {
                    end(plain);
                }
            });
        } catch (RuntimeException | OutOfMemoryError e) {
            complaints.accept("a connection was not served, for want of a thread");
            end(plain);
        }
    }

    private void end(Socket plain) {
        close(plain);
        open.remove(plain);
        room.release();
    }

    private void serve(long number, Socket plain) {
        try (TimeLimits.Limit limit = limits.of(plain)) {
            limit.set(handshakeTime, "the handshake");
            plain.setTcpNoDelay(true);
            SSLSocket socket = layer.over(plain);
            HandshakeLine line = handshaker.handshake(number, socket, limit::exceeded);
            if (line.ok()) {
                limit.set(FOR_THE_END, "an answer");
                answer(plain, socket, line, limit);
            }
            limit.set(FOR_THE_END, "the end of a connection");
            socket.close();
            linger(plain);
        } catch (IOException e) {
            // The peer is gone, or was cut off: it knows, and nobody else cares.
        } catch (RuntimeException e) {
            complaints.accept("a connection ended with a defect of this program: " + e);
        }
    }

    private void answer(Socket plain, SSLSocket socket, HandshakeLine line, TimeLimits.Limit limit) throws IOException {
        Served connection = new Served(socket, line, limit, () -> stopping, threads.executor(), () -> close(plain));
        served.add(connection);
        try {
            responder.respond(connection);
        } finally {
            served.remove(connection);
        }
    }

    /** To close a connection with unread bytes resets it, and the peer may lose the end of the answer (RFC 9112 section 9.6). */
    private static void linger(Socket plain) throws IOException {
        plain.shutdownOutput();
        plain.setSoTimeout(LINGER_MILLIS);
        InputStream in = plain.getInputStream();
        byte[] buffer = new byte[8192];
        int left = LINGER_BYTES;
        while (left > 0) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed as far as it goes.
        }
    }
}
