package dev.reprise.interop.frameworks;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** Undertow: a listener takes another context while it runs. */
final class UndertowServer implements FrameworkServer {
    private final Undertow.Builder builder = Undertow.builder();
    private Undertow server = builder.build();

    @Override
    public int start(NodeOptions options) throws IOException {
        server = builder.addHttpsListener(0, "127.0.0.1", options.context())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setSocketOption(
                        Options.SSL_CLIENT_AUTH_MODE,
                        options.needsClients() ? SslClientAuthMode.REQUIRED : SslClientAuthMode.NOT_REQUESTED)
                .setHandler(exchange -> exchange.getResponseSender().send(ANSWER))
                .build();
        server.start();
        return ((InetSocketAddress) listener().getAddress()).getPort();
    }

    @Override
    public void reload(NodeOptions options) throws IOException {
        listener().setSslContext(options.context());
    }

    private Undertow.ListenerInfo listener() {
        return server.getListenerInfo().get(0);
    }
}
