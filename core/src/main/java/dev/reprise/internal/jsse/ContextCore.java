package dev.reprise.internal.jsse;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.SessionVault;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.PskKe;
import dev.reprise.internal.settings.ServerSources;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.store.BoundedStore;
import dev.reprise.internal.store.KeySpec;
import dev.reprise.internal.store.NoSessionStore;
import dev.reprise.internal.store.ProcessWide;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.security.AlgorithmConstraints;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a context is: its settings, and what they opened. Shared by all its connections. */
public final class ContextCore {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    /** Policies of one context that are remembered; what comes beyond is computed each time. */
    private static final int MAX_POLICIES = 64;

    private final Settings settings;
    private final Settings clientSettings;
    private final Settings serverSettings;
    private final @Nullable SessionVault vault;
    private final ClientSessions clientSessions;
    private final InvalidatedOrigins invalidated = new InvalidatedOrigins();
    private final SessionRegister clientRegister;
    private final SessionRegister serverRegister;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Policy, byte[]> fingerprints = new ConcurrentHashMap<>();
    private volatile Duration clientLifetime;
    private volatile Duration serverLifetime;
    private volatile @Nullable ServerSessions serverSessions;

    /** What of a connection's settings bears on trust and can differ from the context's. */
    private record Policy(
            Side side,
            ClientAuthentication clientAuthentication,
            @Nullable String endpointIdentification,
            @Nullable AlgorithmConstraints constraints) {}

    /**
     * Opens what the settings name.
     *
     * @throws IllegalStateException if ticket keys are to be derived from a secret that is not there
     * @throws java.io.UncheckedIOException if files of keys cannot be read
     */
    public ContextCore(Settings settings) {
        this.settings = settings;
        this.clientSettings = settings.on(Side.CLIENT);
        this.serverSettings = settings.on(Side.SERVER);
        this.vault = openVault(settings);
        this.clientLifetime = settings.client().lifetime();
        this.serverLifetime = settings.server().lifetime();
        ClientSessions given = settings.client().sessions();
        this.clientSessions = given == null ? ProcessWide.clientSessions() : given;
        this.clientRegister = new SessionRegister(() -> clientLifetime, next -> clientLifetime = next, this::forget);
        this.serverRegister = new SessionRegister(() -> serverLifetime, this::serverLifetime, this::revoke);
        this.serverSessions = openServerSessions(settings.server().lifetime());
    }

    private static @Nullable SessionVault openVault(Settings settings) {
        ServerSources sources = settings.server();
        SessionStore store = sources.store();
        if (store instanceof NoSessionStore) {
            return null;
        }
        MasterKeys secret = sources.secret();
        if (store == null) {
            return new SessionVault(
                    ProcessWide.sessions(settings.clock()), ProcessWide.secret(settings.random()), settings.random());
        }
        return new SessionVault(
                BoundedStore.around(store, settings.clock()),
                secret == null ? ProcessWide.secret(settings.random()) : secret,
                settings.random());
    }

    private ServerSessions openServerSessions(Duration lifetime) {
        ServerSources sources = settings.server();
        KeySpec spec = sources.keys();
        TicketKeySource keys = spec == null
                ? null
                : spec.open(
                        new KeySchedule(sources.rotate(), lifetime),
                        sources.secret(),
                        settings.random(),
                        settings.clock().instant());
        if (keys != null && settings.pskKe() == PskKe.ALLOWED && !keys.forwardSecret()) {
            throw new IllegalArgumentException(
                    "resumption without a new key exchange (psk_ke) and ticket keys without forward"
                            + " secrecy (" + keys.describe()
                            + "): whoever gets the secret could read every recorded connection;"
                            + " choose other ticket keys, leave psk_ke off, or insist on it");
        }
        return new ServerSessions(keys, vault, sources.mode(), settings.random());
    }

    Settings settings() {
        return settings;
    }

    /** What one side of it enables; null for a side that is not known yet, which is taken as a server's, as JSSE has it. */
    Settings settings(@Nullable Side side) {
        return side == Side.CLIENT ? clientSettings : serverSettings;
    }

    SessionRegister register(Side side) {
        return side == Side.CLIENT ? clientRegister : serverRegister;
    }

    Duration lifetime(Side side) {
        return side == Side.CLIENT ? clientLifetime : serverLifetime;
    }

    ClientSessions clientSessions() {
        return clientSessions;
    }

    /** The origins of this client's sessions that were invalidated: its connections keep no more of them. */
    InvalidatedOrigins invalidated() {
        return invalidated;
    }

    ServerSessions serverSessions() {
        ServerSessions open = serverSessions;
        if (open == null) {
            throw new IllegalStateException("a context's sessions are opened when it is made");
        }
        return open;
    }

    /**
     * Random keys of the process take another lifetime on; keys that come from elsewhere keep the schedule they were
     * opened with.
     */
    private void serverLifetime(Duration next) {
        lock.lock();
        try {
            serverLifetime = next;
            if (settings.server().keys() instanceof KeySpec.Ephemeral) {
                serverSessions = openServerSessions(next);
            }
        } finally {
            lock.unlock();
        }
    }

    byte[] fingerprint(Settings effective, Side side) {
        Policy policy = new Policy(
                side,
                effective.clientAuthentication(),
                effective.endpointIdentification(),
                effective.algorithmConstraints());
        byte[] known = fingerprints.get(policy);
        if (known == null) {
            known = effective.fingerprint(side);
            if (fingerprints.size() < MAX_POLICIES) {
                fingerprints.put(policy, known);
            }
        }
        return known;
    }

    // ---------------------------------------------------------------- invalidation

    private void forget(ConnectionSession session) {
        invalidated.add(session.getId()); // before: what comes between is removed or not kept
        clientSessions.removeOrigin(session.getId());
    }

    private void revoke(ConnectionSession session) {
        SessionVault revocations = vault;
        if (revocations == null) {
            return;
        }
        try {
            revocations.tombstone(session.getId(), session.lastDescendantEnds());
            for (byte[] reference : session.summary().stored().all()) {
                revocations.remove(reference);
            }
        } catch (StoreException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "a session was invalidated here, but the store could not be told: " + e);
        }
    }
}
