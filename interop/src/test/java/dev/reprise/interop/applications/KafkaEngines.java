package dev.reprise.interop.applications;

import dev.reprise.ClientAuth;
import dev.reprise.ContextBuilder;
import dev.reprise.FleetSecret;
import dev.reprise.Identity;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;
import dev.reprise.interop.HandshakeLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's engines from contexts of the builders, with a listener. Certificates are read again when they change; for another trust store Kafka
 * makes another of this class.
 */
public final class KafkaEngines implements SslEngineFactory {
    static final String SECRET = "reprise.secret";
    static final String SESSIONS = "reprise.sessions";

    private @Nullable SSLContext client;
    private @Nullable SSLContext server;
    private @Nullable String trusted;

    /** Kafka makes it. */
    public KafkaEngines() {}

    @Override
    public void configure(Map<String, ?> configuration) {
        trusted = authorities(configuration);
        String secret = System.getProperty(SECRET);
        if (secret != null) {
            server = prepared(Reprise.server(), configuration)
                    .clientAuth(
                            "required".equals(configuration.get("ssl.client.auth")) ? ClientAuth.NEED : ClientAuth.NONE)
                    .secret(read(secret))
                    .ticketKeys(TicketKeys.derived())
                    .build();
        }
        String sessions = System.getProperty(SESSIONS);
        client = prepared(Reprise.client(), configuration)
                .sessions(
                        sessions == null
                                ? SessionStores.clientMemory()
                                : SessionStores.clientDirectory(Path.of(sessions)))
                .build();
    }

    private static <B extends ContextBuilder<B>> B prepared(B builder, Map<String, ?> configuration) {
        Path keyStore = path(configuration, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
        return builder.identity(Identity.reloading(keyStore, keyStore))
                .trust(path(configuration, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG))
                .listener(event -> System.out.println(HandshakeLine.of(event)));
    }

    private static Path path(Map<String, ?> configuration, String name) {
        return Path.of(Objects.requireNonNull(configuration.get(name), name).toString());
    }

    private static String authorities(Map<String, ?> configuration) {
        try {
            return Files.readString(path(configuration, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FleetSecret read(String file) {
        try {
            return FleetSecret.read(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLEngine engine = Objects.requireNonNull(client).createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(endpointIdentification);
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        SSLEngine engine = Objects.requireNonNull(server).createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(false);
        return engine;
    }

    /** The key store is watched; whom a context trusts stays. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> next) {
        return !authorities(next).equals(trusted);
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
