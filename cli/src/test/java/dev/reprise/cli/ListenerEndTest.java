package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.Reprise;
import dev.reprise.cli.serve.HttpResponder;
import dev.reprise.cli.serve.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends: what runs comes to its end, what is idle is ended, and it does not wait for longer than that takes. */
@Timeout(120)
class ListenerEndTest {
    private static final char[] NO_PASSWORD = {};

    /** Longer than any test may take: whoever waits for its end has failed. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final SelfSigned identity = SelfSigned.make(Instant.now());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Listener listener;
    private CompletableFuture<Void> running;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerHandshakes handshakes = new ServerHandshakes(
                new Console(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        java.util.Map.of()),
                true);
        SSLContext context = Reprise.server()
                .identity(identity.keyStore(NO_PASSWORD), NO_PASSWORD)
                .listener(handshakes)
                .build();
        listener = new Listener(
                server,
                plain -> (SSLSocket) context.getSocketFactory().createSocket(plain, null, false),
                (socket, tooLong) -> {
                    events.add("accepted");
                    HandshakeLine line = handshakes.handshake(socket, tooLong);
                    events.add(line.ok() ? "connected" : "failed");
                    return line;
                },
                new HttpResponder(),
                Duration.ofMinutes(1),
                events::add);
        running = CompletableFuture.runAsync(() -> listener.run(Long.MAX_VALUE), ListenerEndTest::onAThread);
    }

    @AfterEach
    void end() throws InterruptedException {
        listener.stop(Duration.ZERO);
    }

    @Test
    void waitsForNothingWhereNothingRuns() throws Exception {
        listener.stop(FOR_EVER);
        running.get();
        assertThat(events).isEmpty();
    }

    @Test
    void endsAConnectionBetweenTwoRequestsInTheProperWay() throws Exception {
        try (SSLSocket client = client(plain())) {
            send(client, "GET /hello HTTP/1.1\r\n\r\n");
            assertThat(lineOf(client)).isEqualTo("HTTP/1.1 200 OK");
            CompletableFuture<Void> stopping = stopping();
            // All of it, and then the end as TLS has it: without that this would throw.
            assertThat(rest(client)).endsWith("Connection: keep-alive\r\n\r\nhello\n");
            stopping.get();
        }
    }

    @Test
    void answersTheRequestThatIsHalfThereAndThenEnds() throws Exception {
        CompletableFuture<Void> stopping;
        try (SSLSocket client = client(plain())) {
            send(client, "GET /hello HTTP/1.1\r\n");
            stopping = stopping();
            awaitEnd(server);
            send(client, "\r\n");
            assertThat(rest(client)).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
        }
        stopping.get();
    }

    @Test
    void finishesTheHandshakeThatIsUnderWayAndAnswers() throws Exception {
        Socket plain = plain();
        assertThat(event()).isEqualTo("accepted");
        CompletableFuture<Void> stopping = stopping();
        awaitEnd(server);
        try (SSLSocket client = layered(plain)) {
            client.startHandshake();
            send(client, "GET /hello HTTP/1.1\r\n\r\n");
            assertThat(rest(client)).endsWith("hello\n");
        }
        stopping.get();
        assertThat(event()).isEqualTo("connected");
    }

    @Test
    void cutsOffWhatHasNotEndedInTheTimeItGave() throws Exception {
        try (Socket plain = plain()) {
            assertThat(event()).isEqualTo("accepted");
            listener.stop(Duration.ofMillis(1));
            running.get();
            assertThat(event()).isEqualTo("failed");
            assertThat(plain.getInputStream().read()).isNegative();
        }
    }

    private CompletableFuture<Void> stopping() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        listener.stop(FOR_EVER);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                ListenerEndTest::onAThread);
    }

    private static void onAThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private String event() throws InterruptedException {
        return events.poll(60, TimeUnit.SECONDS);
    }

    private Socket plain() throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    private SSLSocket client(Socket plain) throws Exception {
        SSLSocket client = layered(plain);
        client.startHandshake();
        assertThat(event()).isEqualTo("accepted");
        assertThat(event()).isEqualTo("connected");
        return client;
    }

    /** The JDK's own: what it takes for a proper end is nothing of ours. */
    private SSLSocket layered(Socket plain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", identity.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        context.init(null, trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    }

    private static void send(SSLSocket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    private static String lineOf(SSLSocket client) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = client.getInputStream().read();
                b >= 0 && b != '\n';
                b = client.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private static String rest(SSLSocket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static void awaitEnd(ServerSocket server) {
        while (!server.isClosed()) {
            Thread.onSpinWait();
        }
    }
}
