package dev.reprise.interop.frameworks;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Vert.x: the engine's options are where contexts come from, at the start and at each update. */
final class VertxServer implements FrameworkServer {
    private static final long LIMIT_SECONDS = 60;

    private @Nullable HttpServer server;
    private volatile @Nullable NodeOptions now;

    @Override
    public int start(NodeOptions options) throws Exception {
        now = options;
        HttpServerOptions http = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(new Engines(() -> Objects.requireNonNull(now)))
                .setKeyCertOptions(identity(options))
                .setHost("127.0.0.1")
                .setPort(0);
        if (options.needsClients()) {
            http.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust(options));
        }
        HttpServer made = Vertx.vertx()
                .createHttpServer(http)
                .requestHandler(request -> request.response().end(ANSWER));
        server = made;
        await(made.listen());
        return made.actualPort();
    }

    @Override
    public void reload(NodeOptions options) throws Exception {
        now = options;
        ServerSSLOptions tls =
                new ServerSSLOptions().setKeyCertOptions(identity(options)).setUseAlpn(true);
        if (options.needsClients()) {
            tls.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust(options));
        }
        await(Objects.requireNonNull(server, "started").updateSSLOptions(tls, true));
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static PemKeyCertOptions identity(NodeOptions options) {
        return new PemKeyCertOptions()
                .setCertPath(options.certificate().toString())
                .setKeyPath(options.key().toString());
    }

    private static PemTrustOptions trust(NodeOptions options) {
        return new PemTrustOptions()
                .addCertPath(Objects.requireNonNull(options.clientCa()).toString());
    }

    /** What a user of Vert.x writes: the place where the JDK's provider would be asked for a context. */
    private static final class Engines extends JdkSSLEngineOptions {
        private final Supplier<NodeOptions> options;

        Engines(Supplier<NodeOptions> options) {
            this.options = options;
        }

        @Override
        public Engines copy() {
            return new Engines(options);
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return new Contexts(options.get());
        }
    }

    private static final class Contexts implements SslContextFactory {
        private final NodeOptions options;
        private List<String> protocols = List.of();
        private io.netty.handler.ssl.ClientAuth clientAuth = io.netty.handler.ssl.ClientAuth.NONE;

        Contexts(NodeOptions options) {
            this.options = options;
        }

        @Override
        public SslContextFactory clientAuth(io.netty.handler.ssl.ClientAuth mode) {
            clientAuth = mode;
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(List<String> names) {
            protocols = names;
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            try {
                return new JdkSslContext(
                        options.context(),
                        false,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        new ApplicationProtocolConfig(
                                Protocol.ALPN,
                                SelectorFailureBehavior.NO_ADVERTISE,
                                SelectedListenerFailureBehavior.ACCEPT,
                                protocols),
                        clientAuth,
                        null,
                        false);
            } catch (IOException e) {
                throw new SSLException(e);
            }
        }
    }
}
