package dev.reprise.cli.serve;

import dev.reprise.cli.Explanation;
import dev.reprise.cli.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Passes what comes on to a plain TCP server, and its answer back. */
public final class ForwardResponder implements Responder {
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration AFTER_THE_ANSWER = Duration.ofSeconds(10);
    private static final int BUFFER = 16 * 1024;

    private final HostPort backend;
    private final Duration idle;
    private final Consumer<String> complaints;

    /**
     * @param idle how long nothing may move in either direction before the connection is closed
     * @param complaints told in one sentence when the backend cannot be reached
     */
    public ForwardResponder(HostPort backend, Duration idle, Consumer<String> complaints) {
        this.backend = backend;
        this.idle = idle;
        this.complaints = complaints;
    }

    @Override
    public void respond(Served connection) throws IOException {
        connection.within(idle, "a forwarded connection");
        try (Socket plain = reach()) {
            CompletableFuture<Void> answer =
                    CompletableFuture.runAsync(() -> answer(connection, plain), connection.threads());
            copy(connection, connection.in(), plain.getOutputStream());
            plain.shutdownOutput();
            answer.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket reach() throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(backend.host(), backend.port()), CONNECT_MILLIS);
            return plain;
        } catch (IOException e) {
            plain.close();
            complaints.accept("nothing was forwarded: " + backend + " cannot be reached: " + Explanation.of(e));
            throw e;
        }
    }

    /** The way back. If the client is gone, the backend is let go too, which ends the way there. */
    private void answer(Served connection, Socket plain) {
        try {
            copy(connection, plain.getInputStream(), connection.out());
            connection.endOutput();
            connection.within(AFTER_THE_ANSWER, "the end of a connection whose backend is done");
        } catch (IOException e) {
            connection.abort();
        }
    }

    private void copy(Served connection, InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            connection.within(idle, "a forwarded connection");
            to.write(buffer, 0, count);
            to.flush();
        }
    }
}
