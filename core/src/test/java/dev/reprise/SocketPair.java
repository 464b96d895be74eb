package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server socket on loopback and connections to it. */
final class SocketPair implements AutoCloseable {
    private final @Nullable SSLServerSocket own;
    final SSLSocket client;
    final SSLSocket server;

    private SocketPair(@Nullable SSLServerSocket own, SSLSocket client, SSLSocket server) {
        this.own = own;
        this.client = client;
        this.server = server;
    }

    /** Two sockets that are connected, the handshake not begun. */
    static SocketPair connect(SSLContext client, SSLContext server) throws IOException {
        SSLServerSocket own = listen(server);
        return connect(client, own, own);
    }

    static SSLServerSocket listen(SSLContext server) throws IOException {
        return (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** The same at a listener that goes on listening. */
    static SocketPair connect(SSLContext client, SSLServerSocket listener) throws IOException {
        return connect(client, listener, null);
    }

    private static SocketPair connect(SSLContext client, SSLServerSocket listener, @Nullable SSLServerSocket own)
            throws IOException {
        SSLSocket connected = (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort());
        SSLSocket accepted = (SSLSocket) listener.accept();
        connected.setSoTimeout(10_000);
        accepted.setSoTimeout(10_000);
        return new SocketPair(own, connected, accepted);
    }

    /** Makes the handshake on both sides. */
    SocketPair handshake() throws Exception {
        FutureTask<Void> serving = background(() -> {
            server.startHandshake();
            return null;
        });
        client.startHandshake();
        get(serving);
        return this;
    }

    /** Says something from the client to the server and back. */
    void talk() throws IOException {
        client.getOutputStream().write(new byte[] {1, 2, 3});
        assertThat(server.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        server.getOutputStream().write(new byte[] {4, 5});
        assertThat(client.getInputStream().readNBytes(2)).containsExactly(4, 5);
    }

    static <T> FutureTask<T> background(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static <T> T get(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        if (own != null) {
            own.close();
        }
    }
}
