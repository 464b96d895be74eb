package dev.reprise.spring;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeEvent;
import dev.reprise.HandshakeListener;
import dev.reprise.OcspResponses;
import dev.reprise.Reprise;
import dev.reprise.ServerBuilder;
import dev.reprise.TicketKeys;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the contexts of an application: all have its ticket keys, its store and its listeners, so that a bundle that is loaded again drops no session.
 */
final class BundleContexts {
    private final RepriseProperties properties;
    private final TicketKeys ticketKeys;
    private final @Nullable FleetSecret secret;
    private final SessionStore store;
    private final ClientSessions clientSessions;
    private final List<ServerBuilderCustomizer> customizers;
    private final ObjectProvider<HandshakeListener> listeners;
    private volatile @Nullable List<HandshakeListener> found;

    /** @throws RepriseSettingException if no context can be made with these settings */
    BundleContexts(
            RepriseProperties properties,
            TicketKeys ticketKeys,
            @Nullable FleetSecret secret,
            SessionStore store,
            ClientSessions clientSessions,
            List<ServerBuilderCustomizer> customizers,
            ObjectProvider<HandshakeListener> listeners) {
        this.properties = properties;
        this.ticketKeys = ticketKeys;
        this.secret = secret;
        this.store = store;
        this.clientSessions = clientSessions;
        this.customizers = List.copyOf(customizers);
        this.listeners = listeners;
        Settings.requireSecret(store, secret);
        // What is wrong is told when the application starts, not when its first connection comes.
        make(BundleProtocols.ALL, null, null, null);
    }

    /**
     * A context for both sides.
     *
     * @param versions those that are enabled, until a connection is told otherwise
     * @param keys whose first for X.509 authenticates; null or none for nobody
     * @param trust whose first for X.509 judges; null for what the JDK trusts
     */
    SSLContext make(
            List<String> versions,
            KeyManager @Nullable [] keys,
            TrustManager @Nullable [] trust,
            @Nullable SecureRandom random) {
        ServerBuilder builder = Reprise.server()
                .sessionStore(store)
                .ticketKeys(ticketKeys)
                .clientSessions(clientSessions)
                .tickets(properties.tickets())
                .ticketMode(properties.tls13Tickets())
                .revalidation(properties.revalidation())
                .listener(this::tell);
        X509KeyManager keyManager = first(X509KeyManager.class, keys);
        if (keyManager != null) {
            builder.identity(keyManager);
        }
        if (trust != null) {
            X509TrustManager judge = first(X509TrustManager.class, trust);
            if (judge == null) {
                throw new IllegalArgumentException(
                        "none of the bundle's trust managers is for X.509 certificates: expected one that is");
            }
            builder.trust(judge);
        }
        if (random != null) {
            builder.random(random);
        }
        builder.versions(versions.toArray(String[]::new));
        set(builder);
        customizers.forEach(each -> each.customize(builder));
        return build(builder);
    }

    private void set(ServerBuilder builder) {
        String atMost = "Set a time of more than 0 and at most 7d, such as 90s, 15m or 6h.";
        checked("reprise.lifetime", properties.lifetime(), atMost, () -> builder.lifetime(properties.lifetime()));
        checked("reprise.rotate", properties.rotate(), atMost, () -> builder.rotate(properties.rotate()));
        int count = properties.ticketCount();
        if (count < 0 || count > 32) {
            throw new RepriseSettingException(
                    "reprise.ticket-count", count, "a handshake is followed by 0 to 32 tickets", "Set 0 to 32.", null);
        }
        builder.ticketCount(count);
        if (!properties.groups().isEmpty()) {
            checked(
                    "reprise.groups",
                    properties.groups(),
                    "Name groups as IANA does, such as x25519 or secp256r1, or none.",
                    () -> builder.groups(properties.groups().toArray(String[]::new)));
        }
        if (secret != null) {
            builder.secret(secret);
        }
        if (properties.context() != null) {
            builder.context(properties.context());
        }
        if (properties.trustPolicy() != null) {
            builder.trustPolicy(properties.trustPolicy());
        }
        Path ocspResponse = properties.ocspResponse();
        if (ocspResponse != null) {
            checked(
                    "reprise.ocsp-response",
                    ocspResponse,
                    "Name a file with an OCSP response in DER.",
                    () -> builder.ocspResponses(OcspResponses.file(ocspResponse)));
        }
    }

    private static void checked(String property, Object value, String action, Runnable setting) {
        try {
            setting.run();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new RepriseSettingException(property, value, String.valueOf(e.getMessage()), action, e);
        }
    }

    /** Ticket keys are opened here: without the secret that they want, or the files, there is no context. */
    private SSLContext build(ServerBuilder builder) {
        try {
            return builder.build();
        } catch (IllegalStateException | UncheckedIOException e) {
            throw Settings.ticketKeysUnusable(properties.ticketKeys(), e);
        }
    }

    private static <T> @Nullable T first(Class<T> type, Object @Nullable [] managers) {
        if (managers != null) {
            for (Object manager : managers) {
                if (type.isInstance(manager)) {
                    return type.cast(manager);
                }
            }
        }
        return null;
    }

    /** Listeners are looked for when the first handshake ends: they may themselves need beans that take a bundle. */
    private void tell(HandshakeEvent event) {
        List<HandshakeListener> told = found;
        if (told == null) {
            told = listeners.orderedStream().toList();
            found = told;
        }
        told.forEach(listener -> listener.handshake(event));
    }
}
