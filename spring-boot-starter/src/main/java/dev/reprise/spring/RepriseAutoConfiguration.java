package dev.reprise.spring;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeListener;
import dev.reprise.TicketKeys;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/**
 * Runs SSL bundles on Reprise, as {@link RepriseProperties} say. Beans of one's own take the place of what the properties name: {@link FleetSecret}, {@link
 * TicketKeys}, {@link SessionStore}, {@link ClientSessions}. Beans of the types {@link HandshakeListener} and {@link ServerBuilderCustomizer} are taken
 * besides. Whoever has {@link SslBundles} of their own keeps them, and Reprise stays out.
 */
@AutoConfiguration(before = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "reprise.enabled", matchIfMissing = true)
@ConditionalOnMissingBean({SslBundleRegistry.class, SslBundles.class})
@EnableConfigurationProperties(RepriseProperties.class)
public final class RepriseAutoConfiguration {
    RepriseAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("reprise.secret-file")
    FleetSecret repriseFleetSecret(RepriseProperties properties) {
        return Settings.secret(Objects.requireNonNull(properties.secretFile(), "the condition says it is set"));
    }

    @Bean
    @ConditionalOnMissingBean
    TicketKeys repriseTicketKeys(RepriseProperties properties) {
        return Settings.ticketKeys(properties.ticketKeys());
    }

    @Bean
    @ConditionalOnMissingBean
    SessionStore repriseSessionStore(RepriseProperties properties) {
        return Settings.store(properties.store());
    }

    @Bean
    @ConditionalOnMissingBean
    ClientSessions repriseClientSessions(RepriseProperties properties) {
        return Settings.clientSessions(properties.clientSessions());
    }

    @Bean
    BundleContexts repriseBundleContexts(
            RepriseProperties properties,
            TicketKeys ticketKeys,
            ObjectProvider<FleetSecret> secret,
            SessionStore store,
            ClientSessions clientSessions,
            ObjectProvider<ServerBuilderCustomizer> customizers,
            ObjectProvider<HandshakeListener> listeners) {
        @Nullable FleetSecret fleetSecret = secret.getIfAvailable();
        return new BundleContexts(
                properties,
                ticketKeys,
                fleetSecret,
                store,
                clientSessions,
                customizers.orderedStream().toList(),
                listeners);
    }

    @Bean(destroyMethod = "deregister")
    BundleProtocols repriseBundleProtocols(BundleContexts contexts) {
        return BundleProtocols.register(contexts);
    }

    @Bean
    DefaultSslBundleRegistry sslBundleRegistry(
            BundleProtocols protocols, RepriseProperties properties, ObjectProvider<SslBundleRegistrar> registrars) {
        RepriseBundles bundles = new RepriseBundles(protocols, properties.bundles());
        registrars.orderedStream().forEach(registrar -> registrar.registerBundles(bundles));
        bundles.requireChosen();
        return bundles;
    }

    /** A server whose certificate is given without a bundle, by {@code server.ssl.*} alone. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AbstractConfigurableWebServerFactory.class)
    static class WithoutABundle {
        @Bean
        WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory> repriseWebServer(
                BundleProtocols protocols, RepriseProperties properties) {
            return factory -> {
                Ssl ssl = factory.getSsl();
                if (properties.bundles().isEmpty() && ssl != null && !StringUtils.hasText(ssl.getBundle())) {
                    protocols.protocolFor(ssl.getProtocol()).ifPresent(protocol -> {
                        ssl.setProtocol(protocol.name());
                        ssl.setEnabledProtocols(protocol.enabled(ssl.getEnabledProtocols()));
                    });
                }
            };
        }
    }

    /** Where there is Netty's server. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(NettyReactiveWebServerFactory.class)
    static class OnNetty {
        @Bean
        NettyServers repriseNettyServers(BundleProtocols protocols, SslBundles bundles) {
            return new NettyServers(protocols, bundles);
        }
    }

    /** Where there is Micrometer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {
        @Bean
        HandshakeMetrics repriseHandshakeMetrics() {
            return new HandshakeMetrics();
        }
    }
}
