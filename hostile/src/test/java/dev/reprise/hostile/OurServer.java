package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Our server on loopback, which echoes; one connection after the other, each with its outcome. */
final class OurServer implements AutoCloseable {
    /** How long a connection of these tests may take before it counts as one that hangs. */
    static final int PATIENCE_MILLIS = 20_000;

    private static final byte[] NOTHING = {};

    private final SSLServerSocket listener;
    private final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final SSLContext friend =
            Ours.client().identity(Credentials.ours(), Credentials.PASSWORD).build();

    OurServer(SSLContext context) {
        try {
            listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().name("our server").start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                socket.setSoTimeout(PATIENCE_MILLIS);
                Thread.ofVirtual().start(() -> outcomes.add(Outcome.of(socket, NOTHING)));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** What the oldest connection not yet asked for came to. */
    Outcome next() {
        try {
            Outcome outcome = outcomes.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(outcome).as("the connection came to an end").isNotNull();
            return outcome;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a friend, who comes back each time, is still served as it should be. */
    void servesAFriend() {
        try (SSLSocket socket =
                (SSLSocket) friend.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        } catch (IOException e) {
            throw new AssertionError("a friend was not served", e);
        }
        Outcome outcome = next();
        assertThat(outcome.end()).isEqualTo("close_notify");
        assertThat(outcomes).isEmpty();
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
