package dev.reprise.interop.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.HandshakeEvent;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.SessionStores;
import dev.reprise.interop.Certificates;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server in this JVM, on a port of its own, that answers each client's byte with the same and then closes. */
final class StoreNode implements AutoCloseable {
    private final BlockingQueue<HandshakeEvent> told = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SSLServerSocket listening;

    StoreNode(ServerBuilder builder) throws IOException {
        SSLContext context = builder.identity(
                        Certificates.ec().certificate(), Certificates.ec().key())
                .listener(told::add)
                .build();
        listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                threads.execute(() -> answer(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            client.getOutputStream().write(client.getInputStream().read());
        } catch (IOException gone) {
            // The client's own assertions say what is missing.
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How the next so many handshakes came about; waits for them. */
    List<String> next(int number) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            HandshakeEvent event = told.poll(1, TimeUnit.MINUTES);
            assertThat(event).as("handshake %d of %d", i + 1, number).isNotNull();
            assertThat(event.failure()).isNull();
            all.add(event.kind() + " " + event.reason());
        }
        return all;
    }

    /** How the only handshake since the last call came about. */
    String next() throws InterruptedException {
        return next(1).get(0);
    }

    /** A client's context for these nodes, which has no session yet: by default all of a process share theirs. */
    static SSLContext client(String... versions) {
        return Reprise.client()
                .trust(Certificates.authority())
                .versions(versions)
                .sessions(SessionStores.clientMemory())
                .build();
    }

    /** Connects, sends a byte, and reads to the end. The session that came, if one did. */
    Optional<TlsSession> visit(SSLContext client, @Nullable TlsSession offered) throws IOException {
        return visit(client, offered, () -> {});
    }

    Optional<TlsSession> visit(SSLContext client, @Nullable TlsSession offered, Runnable connected) throws IOException {
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port());
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, "localhost", port(), true)) {
            if (offered != null) {
                Reprise.resume(socket, offered);
            }
            connected.run();
            OutputStream out = socket.getOutputStream();
            out.write('x');
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('x');
            assertThat(in.read()).isEqualTo(-1);
            return Reprise.session(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
