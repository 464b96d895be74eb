package dev.reprise.cli.demo;

import dev.reprise.cli.HandshakeLine;
import dev.reprise.cli.Json;
import dev.reprise.cli.serve.HttpResponder;
import dev.reprise.cli.serve.Listener;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A node of the demo whose TLS is the JDK's own; all else is that of {@code serve}. */
final class JdkNode {
    private JdkNode() {}

    /** @param arguments the files of chain and key; and for how many seconds sessions may be resumed, if that is not the JDK's default */
    public static void main(String[] arguments) throws Exception {
        SSLContext context = JdkTls.server(Path.of(arguments[0]), Path.of(arguments[1]));
        if (arguments.length > 2) {
            context.getServerSessionContext().setSessionTimeout(Integer.parseInt(arguments[2]));
        }
        ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        System.out.println(Json.line(Map.of("event", "listening", "port", server.getLocalPort())));
        listener(server, context).run(Long.MAX_VALUE);
    }

    static Listener listener(ServerSocket server, SSLContext context) {
        return new Listener(
                server,
                plain -> (SSLSocket) context.getSocketFactory().createSocket(plain, null, false),
                JdkNode::handshake,
                new HttpResponder(),
                Duration.ofSeconds(10),
                System.err::println);
    }

    /** The JDK does not say whether a server resumed, nor how many bytes it took. */
    private static HandshakeLine handshake(long number, SSLSocket socket, Supplier<@Nullable String> tooLong) {
        long begun = System.nanoTime();
        HandshakeLine.Failed failure = null;
        try {
            socket.startHandshake();
        } catch (java.io.IOException e) {
            failure = new HandshakeLine.Failed(null, String.valueOf(e.getMessage()));
        }
        SSLSession session = socket.getSession();
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        return new HandshakeLine(
                session.getProtocol(),
                session.getCipherSuite(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                duration,
                failure);
    }
}
