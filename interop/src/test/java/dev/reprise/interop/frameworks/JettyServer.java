package dev.reprise.interop.frameworks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty, whose HTTP/2 finds the ALPN service of {@code reprise-jetty} by itself. */
final class JettyServer implements FrameworkServer {
    private final SslContextFactory.Server tls = new SslContextFactory.Server();

    @Override
    public int start(NodeOptions options) throws Exception {
        use(options);
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        ServerConnector connector = new ServerConnector(
                server,
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(http),
                new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII)), callback);
                return true;
            }
        });
        server.start();
        return connector.getLocalPort();
    }

    @Override
    public void reload(NodeOptions options) throws Exception {
        tls.reload(factory -> {
            try {
                use(options);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void use(NodeOptions options) throws IOException {
        tls.setSslContext(options.context());
        tls.setNeedClientAuth(options.needsClients());
    }
}
