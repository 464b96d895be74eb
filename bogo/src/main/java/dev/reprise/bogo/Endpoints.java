package dev.reprise.bogo;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.ConnectionListener;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.SessionVault;
import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemoryClientSessions;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the connections of one invocation share, sessions above all, and how a connection is made of options. */
final class Endpoints {
    private static final byte[] ONE_POLICY = new byte[32];
    private static final ClientSessions.Server RUNNER = new ClientSessions.Server("runner", 443, ONE_POLICY);
    private static final int TICKETS = 2;

    private final SecureRandom random = new SecureRandom();
    private final AdvancingClock clock;
    private final ClientSessions clientSessions = new MemoryClientSessions();
    private final EphemeralKeys ticketKeys = new EphemeralKeys(KeySchedule.DEFAULT, random);
    private final MemorySessionStore store;
    private final SessionVault vault;
    private final Set<TlsSession> given = new HashSet<>();

    Endpoints(AdvancingClock clock) {
        this.clock = clock;
        this.store = new MemorySessionStore(clock);
        this.vault = new SessionVault(store, MasterKeys.ephemeral(random), random);
    }

    AdvancingClock clock() {
        return clock;
    }

    /** Whether a server has a session in its store. */
    boolean keepsSessions() {
        return store.size() > 0;
    }

    /** Whether no connection before was given this session: one of TLS 1.2 that is resumed and not renewed goes on being the same. */
    boolean isNew(TlsSession session) {
        return given.add(session);
    }

    /**
     * A connection that has not begun.
     *
     * @throws Unimplemented if what is asked for is not there
     */
    Connection connection(Options options, TestVerifier verifier, ConnectionListener listener) {
        EndpointConfig endpoint = endpoint(options, verifier);
        if (options.has(Flag.SERVER)) {
            if (options.has(Flag.RENEW_TICKET)) {
                ticketKeys.rotate(clock.instant(), false);
            }
            return Connection.server(server(options, endpoint), listener);
        }
        return Connection.client(client(options, endpoint), listener);
    }

    private EndpointConfig endpoint(Options options, TestVerifier verifier) {
        TestCredential credential = TestCredential.of(options);
        List<SignatureScheme> schemes = schemes(options, credential);
        return new EndpointConfig(
                versions(options),
                CipherSuite.defaults(),
                chosen(options.numbers(Flag.CURVES), NamedGroup.defaults(), NamedGroup::of, "group"),
                schemes,
                schemes,
                Alpn.list(options.text(Flag.ADVERTISE_ALPN).orElse("")),
                EndpointConfig.MAX_PLAINTEXT,
                1,
                options.has(Flag.KEY_UPDATE) ? 1 : Long.MAX_VALUE,
                false,
                options.has(Flag.REVERIFY_ON_RESUME) ? Revalidation.FULL : Revalidation.EXPIRY,
                KeySchedule.DEFAULT.lifetime(),
                clock,
                random,
                KeyLog.OFF,
                credential,
                verifier,
                ONE_POLICY);
    }

    /** One list says what this library verifies and what it signs. The runner has two, so a server signs beside it with what its key is for. */
    private static List<SignatureScheme> schemes(Options options, TestCredential credential) {
        List<SignatureScheme> verified = chosen(
                options.numbers(Flag.VERIFY_PREFS),
                SignatureScheme.defaults(),
                SignatureScheme::of,
                "signature scheme");
        return options.has(Flag.SERVER)
                ? Stream.concat(verified.stream(), credential.schemes().stream())
                        .distinct()
                        .toList()
                : verified;
    }

    private static List<Integer> versions(Options options) {
        int least = options.number(Flag.MIN_VERSION, 0);
        int most = options.number(Flag.MAX_VERSION, 0xffff);
        List<Integer> versions = new ArrayList<>();
        if (!options.has(Flag.NO_TLS13) && most >= ProtocolVersion.TLS13) {
            versions.add(ProtocolVersion.TLS13);
        }
        if (!options.has(Flag.NO_TLS12) && least <= ProtocolVersion.TLS12 && most >= ProtocolVersion.TLS12) {
            versions.add(ProtocolVersion.TLS12);
        }
        if (versions.isEmpty()) {
            throw new Unimplemented("no version is left but those before TLS 1.2");
        }
        return versions;
    }

    private static <T> List<T> chosen(List<Integer> codes, List<T> usable, IntFunction<T> of, String what) {
        if (codes.isEmpty()) {
            return usable;
        }
        List<T> chosen = codes.stream().map(of::apply).toList();
        for (T each : chosen) {
            if (!usable.contains(each)) {
                throw new Unimplemented("there is no " + what + " " + each);
            }
        }
        return chosen;
    }

    // ---------------------------------------------------------------- server

    private ServerConfig server(Options options, EndpointConfig endpoint) {
        boolean tickets = !options.has(Flag.NO_TICKET);
        return new ServerConfig(
                endpoint,
                clientAuthentication(options),
                options.has(Flag.SERVER_PREFERENCE),
                name -> true,
                selector(options),
                new ServerSessions(tickets ? ticketKeys : null, vault, ServerSessions.TicketMode.STATELESS, random),
                tickets ? TICKETS : 0);
    }

    private static ClientAuthentication clientAuthentication(Options options) {
        if (options.has(Flag.REQUIRE_ANY_CLIENT_CERTIFICATE)) {
            return ClientAuthentication.NEED;
        }
        return options.has(Flag.VERIFY_PEER) ? ClientAuthentication.WANT : ClientAuthentication.NONE;
    }

    private static ApplicationProtocolSelector selector(Options options) {
        return offered -> select(options, offered);
    }

    private static @Nullable String select(Options options, List<String> offered) {
        options.text(Flag.EXPECT_ADVERTISED_ALPN).map(Alpn::list).ifPresent(expected -> {
            if (!expected.equals(offered)) {
                throw new Complaint("the client offers the application protocols " + offered + ", not " + expected);
            }
        });
        if (options.has(Flag.REJECT_ALPN)) {
            return null;
        }
        return options.has(Flag.DECLINE_ALPN)
                ? ""
                : options.text(Flag.SELECT_ALPN).orElse("");
    }

    // ---------------------------------------------------------------- client

    private ClientConfig client(Options options, EndpointConfig endpoint) {
        return new ClientConfig(
                endpoint,
                options.text(Flag.HOST_NAME).orElse(null),
                null,
                RUNNER,
                clientSessions,
                new InvalidatedOrigins(),
                null,
                ClientConfig.Resuming.IF_POSSIBLE,
                !options.has(Flag.NO_TICKET),
                TICKETS,
                true);
    }
}
