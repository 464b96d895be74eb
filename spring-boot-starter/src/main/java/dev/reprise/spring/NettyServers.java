package dev.reprise.spring;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.util.StringUtils;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/**
 * Has Netty's servers take the contexts of bundles. Of itself Spring Boot's takes their managers and not their protocol: Netty then makes a context
 * of whatever provider comes first.
 */
final class NettyServers implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    private final BundleProtocols protocols;
    private final SslBundles bundles;

    NettyServers(BundleProtocols protocols, SslBundles bundles) {
        this.protocols = protocols;
        this.bundles = bundles;
    }

    /** What the factory is told of TLS is looked at when it makes a server, by when it has been told everything. */
    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> {
            Ssl ssl = factory.getSsl();
            return ssl != null && Ssl.isEnabled(ssl) && isOnReprise(ssl)
                    ? secure(server, ssl, factory.getHttp2())
                    : server;
        });
    }

    private boolean isOnReprise(Ssl ssl) {
        return protocols.isOurs(bundle(ssl).getProtocol())
                || ssl.getServerNameBundles().stream()
                        .anyMatch(named -> protocols.isOurs(
                                bundles.getBundle(named.bundle()).getProtocol()));
    }

    private SslBundle bundle(Ssl ssl) {
        return StringUtils.hasText(ssl.getBundle()) ? bundles.getBundle(ssl.getBundle()) : WebServerSslBundle.get(ssl);
    }

    /** A bundle that is loaded again serves the connections that come after. */
    private HttpServer secure(HttpServer server, Ssl ssl, @Nullable Http2 protocol) {
        boolean http2 = protocol != null && protocol.isEnabled();
        ClientAuth clientAuth =
                Ssl.ClientAuth.map(ssl.getClientAuth(), ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE);
        Function<SslBundle, SslProvider> making = bundle -> provider(bundle, clientAuth, http2);
        Current others = new Current(making.apply(bundle(ssl)));
        follow(ssl.getBundle(), making, others);
        // As Netty's servers do: names in any case, and those that begin with *. too.
        DomainWildcardMappingBuilder<Current> names = new DomainWildcardMappingBuilder<>(others);
        for (Ssl.ServerNameSslBundle name : ssl.getServerNameBundles()) {
            Current current = new Current(making.apply(bundles.getBundle(name.bundle())));
            follow(name.bundle(), making, current);
            names.add(name.serverName(), current);
        }
        Mapping<String, Current> named = names.build();
        return server.secure(spec -> spec.sslContext(others.provider.getSslContext())
                .setSniAsyncMappings((name, promise) -> promise.setSuccess(named.map(name).provider)));
    }

    private void follow(@Nullable String bundle, Function<SslBundle, SslProvider> making, Current current) {
        if (bundle != null && StringUtils.hasText(bundle)) {
            bundles.addBundleUpdateHandler(bundle, updated -> current.provider = making.apply(updated));
        }
    }

    private static final class Current {
        private volatile SslProvider provider;

        Current(SslProvider provider) {
            this.provider = provider;
        }
    }

    private static SslProvider provider(SslBundle bundle, ClientAuth clientAuth, boolean http2) {
        SSLContext context = bundle.createSslContext();
        String[] ciphers = Objects.requireNonNullElseGet(
                bundle.getOptions().getCiphers(),
                () -> context.getDefaultSSLParameters().getCipherSuites());
        ApplicationProtocolConfig alpn = http2
                ? new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1)
                : ApplicationProtocolConfig.DISABLED;
        JdkSslContext netty = new JdkSslContext(
                context,
                false,
                Arrays.asList(ciphers),
                IdentityCipherSuiteFilter.INSTANCE,
                alpn,
                clientAuth,
                bundle.getOptions().getEnabledProtocols(),
                false);
        return SslProvider.builder().sslContext(netty).build();
    }
}
