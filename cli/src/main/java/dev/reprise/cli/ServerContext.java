package dev.reprise.cli;

import dev.reprise.ClientAuth;
import dev.reprise.FleetSecret;
import dev.reprise.Reprise;
import dev.reprise.Revalidation;
import dev.reprise.ServerBuilder;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;
import dev.reprise.TicketMode;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve}'s options come to.
 *
 * @param tls the context
 * @param store closed with this
 */
record ServerContext(SSLContext tls, SessionStore store) implements AutoCloseable {
    private static final char[] NO_PASSWORD = {};
    private static final int MOST_TICKETS = 32;

    /** @throws Failure if options say what cannot be */
    static ServerContext of(ServeCommand options, ServerHandshakes handshakes, Console console) {
        check(options);
        SessionStore store = store(options.resumption.store);
        try {
            ServerBuilder builder = Reprise.server();
            identify(builder, options);
            resume(builder, options.resumption, store);
            protocol(builder, options);
            builder.listener(handshakes);
            console.environment("SSLKEYLOGFILE").map(Path::of).ifPresent(builder::keyLog);
            return new ServerContext(builder.build(), store);
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            store.close();
            throw Failure.wrongUsage(Explanation.of(e));
        } catch (Failure e) {
            store.close();
            throw e;
        }
    }

    private static void check(ServeCommand options) {
        ResumptionOptions resumption = options.resumption;
        Durations.atMostAWeek("--expire", resumption.expire);
        Durations.atMostAWeek("--rotate", resumption.rotate);
        if (resumption.ticketCount < 0 || resumption.ticketCount > MOST_TICKETS) {
            throw Failure.wrongUsage("--ticket-count " + resumption.ticketCount + ": 0 to " + MOST_TICKETS);
        }
        if (resumption.mode == ResumptionOptions.TicketMode.stored && resumption.store.equals("none")) {
            throw Failure.wrongUsage("--tls13-tickets stored needs a store, and --store is none");
        }
        if (options.clientAuth != ServeCommand.ClientAuth.none && options.clientCa == null) {
            throw Failure.wrongUsage("--client-auth " + options.clientAuth + " needs --client-ca: whose certificates?");
        }
        if (options.writeCa != null && !options.identities.isEmpty()) {
            throw Failure.wrongUsage("--write-ca writes the certificate that is made without --cert and --key");
        }
    }

    private static void identify(ServerBuilder builder, ServeCommand options) {
        for (TlsOptions.Identity identity : options.identities) {
            builder.identity(identity.certificates(), identity.key());
        }
        if (options.identities.isEmpty()) {
            SelfSigned made = SelfSigned.make(Instant.now());
            builder.identity(made.keyStore(NO_PASSWORD), NO_PASSWORD);
            write(made, options.writeCa);
        }
        if (options.clientCa != null) {
            builder.trust(TlsOptions.existing("--client-ca", options.clientCa));
        }
        builder.clientAuth(
                switch (options.clientAuth) {
                    case none -> ClientAuth.NONE;
                    case want -> ClientAuth.WANT;
                    case need -> ClientAuth.NEED;
                });
    }

    private static void write(SelfSigned made, @Nullable Path file) {
        if (file != null) {
            try {
                made.writeCertificate(file);
            } catch (IOException e) {
                throw Failure.wrongUsage("--write-ca", e);
            }
        }
    }

    private static void resume(ServerBuilder builder, ResumptionOptions options, SessionStore store) {
        if (FleetSecrets.isShared(options.ticketKeys) || FleetSecrets.isShared(options.store)) {
            CommandLog.hushOthers();
        }
        TicketKeys keys = TicketKeys.of(options.ticketKeys);
        Optional<FleetSecret> secret = FleetSecrets.of(options.store, options.secret);
        if (secret.isEmpty()) {
            requireNone(options, store, keys);
        }
        secret.ifPresent(builder::secret);
        builder.sessionStore(store)
                .ticketKeys(keys)
                .tickets(options.tickets)
                .ticketMode(
                        options.mode == ResumptionOptions.TicketMode.stored ? TicketMode.STORED : TicketMode.STATELESS)
                .ticketCount(options.ticketCount)
                .rotate(options.rotate)
                .lifetime(options.expire)
                .pskKe(options.pskKe)
                .revalidation(
                        options.revalidate == ResumptionOptions.Revalidate.full
                                ? Revalidation.FULL
                                : Revalidation.EXPIRY);
        if (options.context != null) {
            builder.context(options.context);
        }
    }

    /** Says what it is that needs a secret. */
    private static void requireNone(ResumptionOptions options, SessionStore store, TicketKeys keys) {
        if (options.ticketKeys.equals("derive")) {
            throw Failure.wrongUsage("--ticket-keys derive needs --secret FILE: keys are computed from it");
        }
        if (FleetSecrets.isShared(options.ticketKeys)) {
            throw Failure.wrongUsage("--ticket-keys " + keys
                    + " needs --secret FILE, the same on every node: keys are wrapped under it");
        }
        if (FleetSecrets.isShared(options.store)) {
            throw Failure.wrongUsage(
                    "--store " + store + " needs --secret FILE, the same on every node: entries are sealed under it");
        }
    }

    private static SessionStore store(String spec) {
        try {
            return SessionStores.of(spec);
        } catch (IllegalArgumentException | UncheckedIOException | StoreException e) {
            // A SPEC of another module may hold a password.
            throw Failure.wrongUsage(FleetSecrets.isShared(spec) ? "--store" : "--store " + spec, e);
        }
    }

    private static void protocol(ServerBuilder builder, ServeCommand options) {
        TlsOptions tls = options.tls;
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

    @Override
    public void close() {
        store.close();
    }
}
