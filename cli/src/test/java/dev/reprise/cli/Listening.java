package dev.reprise.cli;

import dev.reprise.Reprise;
import dev.reprise.cli.serve.Listener;
import dev.reprise.cli.serve.Responder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What {@code serve} is made of, in this JVM and with other limits, and clients of the JDK's own TLS for it. */
final class Listening implements AutoCloseable {
    private static final char[] NO_PASSWORD = {};
    private static final long PATIENCE_SECONDS = 60;

    private final SelfSigned identity = SelfSigned.make(Instant.now());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final ServerSocket server;
    private final Listener listener;
    private final CompletableFuture<Void> running;
    private final SSLContext clients;

    private Listening(Responder responder, Duration handshakeTime) throws IOException, GeneralSecurityException {
        server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        OutputStream nowhere = OutputStream.nullOutputStream();
        ServerHandshakes handshakes =
                new ServerHandshakes(new Console(InputStream.nullInputStream(), nowhere, nowhere, Map.of()), true);
        SSLContext context = Reprise.server()
                .identity(identity.keyStore(NO_PASSWORD), NO_PASSWORD)
                .listener(handshakes)
                .build();
        listener = new Listener(
                server,
                plain -> (SSLSocket) context.getSocketFactory().createSocket(plain, null, false),
                (number, socket, tooLong) -> {
                    events.add("accepted");
                    HandshakeLine line = handshakes.handshake(number, socket, tooLong);
                    events.add(
                            line.failure() == null
                                    ? "connected"
                                    : line.failure().error());
                    return line;
                },
                responder,
                handshakeTime,
                complaint -> events.add("complaint: " + complaint));
        running = beside(() -> listener.run(Long.MAX_VALUE));
        clients = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        clients.init(null, trust().getTrustManagers(), null);
    }

    /** Starts it on a free port. */
    static Listening with(Responder responder, Duration handshakeTime) {
        try {
            return new Listening(responder, handshakeTime);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", identity.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust;
    }

    /** Runs something on a thread of its own. */
    static CompletableFuture<Void> beside(Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                command -> {
                    Thread thread = new Thread(command);
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    void stop(Duration grace) throws InterruptedException {
        listener.stop(grace);
    }

    boolean isClosed() {
        return server.isClosed();
    }

    void awaitEnd() throws Exception {
        running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** For each connection {@code accepted}, and then {@code connected} or why not. Those of {@link #client} are taken out. */
    BlockingQueue<String> events() {
        return events;
    }

    /** Waits for the next of those. */
    @Nullable
    String event() throws InterruptedException {
        return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A connection without TLS. */
    Socket plain() throws IOException {
        return connected(new Socket());
    }

    /** Connects this socket. */
    Socket connected(Socket socket) throws IOException {
        socket.connect(server.getLocalSocketAddress());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A client whose handshake is done: the JDK's own, since what it takes for a proper end is nothing of ours. */
    SSLSocket client() throws IOException, InterruptedException {
        SSLSocket client = over(plain());
        client.startHandshake();
        while (!"connected".equals(event())) {
            // What other connections said before.
        }
        return client;
    }

    /** A client over a plain connection, its handshake still to be made. */
    SSLSocket over(Socket plain) throws IOException {
        return (SSLSocket) clients.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    }

    /** Asks for a page on a connection of its own. */
    String page() throws IOException, InterruptedException {
        try (SSLSocket client = over(plain())) {
            send(client, "GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n");
            return rest(client);
        }
    }

    static void send(SSLSocket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    static String lineOf(SSLSocket client) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = client.getInputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    static String rest(SSLSocket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            listener.stop(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
