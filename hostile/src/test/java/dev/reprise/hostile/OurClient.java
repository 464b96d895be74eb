package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Our client, and the listener of the server that it goes to again and again. */
final class OurClient implements AutoCloseable {
    private static final byte[] PING = {'p', 'i', 'n', 'g'};

    /** A server that nobody disturbs. */
    private static final OurServer FRIEND = new OurServer(Ours.server().build());

    private final SSLContext context;
    private final ServerSocket listener;

    OurClient(SSLContext context) {
        this.context = context;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setSoTimeout(OurServer.PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ServerSocket listener() {
        return listener;
    }

    /** Connects, handshakes, says something and reads to the end. */
    CompletableFuture<Outcome> connect() {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().name("our client").start(() -> {
            try {
                outcome.complete(Outcome.of(socketTo(listener.getLocalPort()), PING));
            } catch (IOException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private SSLSocket socketTo(int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(OurServer.PATIENCE_MILLIS);
        return socket;
    }

    static Outcome of(CompletableFuture<Outcome> connection) {
        try {
            return connection.get(OurServer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("the connection did not come to an end", e);
        }
    }

    /** Whether it still gets on with a friend. */
    void getsOnWithAFriend() {
        try (SSLSocket socket = socketTo(FRIEND.port())) {
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        } catch (IOException e) {
            throw new AssertionError("it does not get on with a friend", e);
        }
        assertThat(FRIEND.next().end()).isEqualTo("close_notify");
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
