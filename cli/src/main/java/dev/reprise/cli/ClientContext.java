package dev.reprise.cli;

import dev.reprise.ClientBuilder;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.cli.connect.Caller;
import dev.reprise.cli.connect.CountingSessions;
import dev.reprise.session.ClientSessions;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connect}'s options come to.
 *
 * @param tls the context
 * @param sessions closed with this
 * @param ticketsMatter whether somebody will use what the server issues
 * @param handshakes how they ended
 */
record ClientContext(SSLContext tls, CountingSessions sessions, boolean ticketsMatter, LastHandshake handshakes)
        implements AutoCloseable {
    /** One for the next connection, and one for a client beside this one. */
    private static final int TICKETS = 2;

    /**
     * @param more whether there will be another connection
     * @throws Failure if options say what cannot be
     */
    static ClientContext of(ConnectCommand options, boolean more, Console console) {
        CountingSessions sessions = new CountingSessions(sessions(options.session));
        LastHandshake handshakes = new LastHandshake();
        try {
            ClientBuilder builder = Reprise.client()
                    .sessions(sessions)
                    .tickets(!options.noTickets)
                    .ticketPool(TICKETS)
                    .pskKe(options.pskKe)
                    .listener(handshakes);
            trust(builder, options.trust);
            if (options.identity != null) {
                builder.identity(options.identity.certificates(), options.identity.key());
            }
            protocol(builder, options.tls);
            console.environment("SSLKEYLOGFILE").map(Path::of).ifPresent(builder::keyLog);
            boolean matter = !options.noTickets && (options.session != null || more);
            return new ClientContext(builder.build(), sessions, matter, handshakes);
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            sessions.close();
            throw Failure.wrongUsage(Explanation.of(e));
        } catch (Failure e) {
            sessions.close();
            throw e;
        }
    }

    private static ClientSessions sessions(@Nullable Path file) {
        if (file == null) {
            return SessionStores.clientMemory();
        }
        try {
            return SessionStores.clientFile(file);
        } catch (UncheckedIOException e) {
            throw Failure.wrongUsage("--session", e);
        }
    }

    private static void trust(ClientBuilder builder, ConnectCommand.Trust trust) {
        if (trust.authority != null) {
            builder.trust(TlsOptions.existing("--ca", trust.authority));
        }
        if (trust.insecure) {
            // Its own policy by name: such sessions go on from process to process, and serve no connection that checks.
            builder.trust(new Anybody())
                    .trustPolicy("reprise connect --insecure")
                    .endpointIdentification("");
        }
    }

    private static void protocol(ClientBuilder builder, TlsOptions tls) {
        builder.versions(tls.versionNames());
        if (tls.ciphers != null) {
            builder.ciphers(tls.ciphers.toArray(String[]::new));
        }
        if (tls.groups != null) {
            builder.groups(tls.groups.toArray(String[]::new));
        }
        if (tls.alpn != null) {
            builder.alpn(tls.alpn.toArray(String[]::new));
        }
    }

    /** Connections to this server, which is expected to be called so. */
    Caller caller(HostPort server, @Nullable String name) {
        return new Caller(
                server,
                name == null ? server.host() : name,
                tls.getSocketFactory(),
                handshakes::take,
                sessions,
                ticketsMatter,
                Reprise::awaitSession);
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** Trusts whoever answers. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
