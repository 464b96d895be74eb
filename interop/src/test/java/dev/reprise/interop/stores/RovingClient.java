package dev.reprise.interop.stores;

import dev.reprise.HandshakeEvent;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.interop.Certificates;
import dev.reprise.interop.Serve;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client of ours, used by one thread, for which all nodes are one server: it takes to one what another gave it. With TLS 1.2 it resumes by session ID. */
final class RovingClient {
    /** All nodes' address, as this client knows it: it finds its sessions by that. */
    private static final int COMMON_PORT = 443;

    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * A connection that was served.
     *
     * @param refused nodes that ended before they had served it
     * @param how kind and reason, in the client's words
     */
    record Visit(Serve node, long begun, int refused, String how) {
        boolean isResumed() {
            return how.startsWith("resumed");
        }
    }

    private final SSLContext context;
    private final AtomicReference<@Nullable HandshakeEvent> last = new AtomicReference<>();

    RovingClient(String version) {
        context = Reprise.client()
                .trust(Certificates.authority())
                .versions(version)
                .tickets(version.equals("TLSv1.3"))
                .sessions(SessionStores.clientMemory())
                .listener(last::set)
                .build();
    }

    /** Asks the node in that place; if it ends meanwhile, or has ended, the next. A node that is there and does not serve fails the test. */
    Visit visitOneOf(Serve[] nodes, int first) throws Exception {
        long begun = System.currentTimeMillis();
        for (int i = 0; ; i++) {
            Serve node = nodes[(first + i) % nodes.length];
            try {
                last.set(null);
                visit(node.port());
                HandshakeEvent event = last.get();
                if (event == null) {
                    throw new AssertionError("served without a handshake");
                }
                return new Visit(node, begun, i, event.kind() + " " + event.reason());
            } catch (IOException failure) {
                if (i == 1000 || !node.endsSoon()) {
                    throw new AssertionError("a node that is there did not serve: " + last.get(), failure);
                }
            }
        }
    }

    private void visit(int port) throws IOException {
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", COMMON_PORT, true)) {
            socket.getOutputStream().write(REQUEST);
            byte[] answer = socket.getInputStream().readAllBytes();
            if (!new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
                throw new IOException("an answer of " + answer.length + " bytes");
            }
        }
    }
}
