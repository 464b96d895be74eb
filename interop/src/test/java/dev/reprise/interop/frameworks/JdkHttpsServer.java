package dev.reprise.interop.frameworks;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The JDK's own HTTPS server. It keeps the context it was started with: for another, another server takes its port. */
final class JdkHttpsServer implements FrameworkServer {
    private @Nullable HttpsServer running;

    @Override
    public int start(NodeOptions options) throws IOException {
        return start(options, 0);
    }

    @Override
    public void reload(NodeOptions options) throws IOException {
        HttpsServer before = running;
        if (before == null) {
            throw new IllegalStateException("not started");
        }
        before.stop(0);
        start(options, before.getAddress().getPort());
    }

    private int start(NodeOptions options, int port) throws IOException {
        SSLContext context = options.context();
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", port), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters all = context.getDefaultSSLParameters();
                all.setNeedClientAuth(options.needsClients());
                parameters.setSSLParameters(all);
            }
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, ANSWER.length());
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        running = server;
        return server.getAddress().getPort();
    }
}
