package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.handshake.IdentityChooser;
import dev.reprise.internal.handshake.KeyLog;
import dev.reprise.internal.handshake.PeerVerifier;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.ServerSessions;
import dev.reprise.internal.resumption.SessionVault;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.store.EphemeralKeys;
import dev.reprise.internal.store.MemoryClientSessions;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.TestClock;
import dev.reprise.testing.TestPki;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server and a client to be configured by a test; what it does not say is the default. Only time is faked. */
final class Endpoints {
    final TestClock clock;
    final SecureRandom random = new SecureRandom();
    ClientSessions clientSessions = new MemoryClientSessions();
    final InvalidatedOrigins invalidated = new InvalidatedOrigins();
    TicketKeySource keys;
    SessionVault vault;
    List<X509Certificate> serverChain;
    PrivateKey serverKey;
    List<X509Certificate> clientChain = List.of();

    @Nullable
    PrivateKey clientKey;

    List<Integer> serverVersions = List.of(ProtocolVersion.TLS13);
    List<Integer> clientVersions = List.of(ProtocolVersion.TLS13);
    List<CipherSuite> serverSuites = CipherSuite.defaults();
    List<CipherSuite> clientSuites = CipherSuite.defaults();
    List<NamedGroup> serverGroups = NamedGroup.defaults();
    List<NamedGroup> clientGroups = NamedGroup.defaults();
    ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    ServerSessions.TicketMode mode = ServerSessions.TicketMode.STATELESS;
    Duration lifetime = Duration.ofHours(6);
    Duration clientLifetime = Duration.ofDays(7);
    int ticketCount = 2;
    int ticketPool = 2;
    boolean takeTickets = true;
    boolean mustResume;
    boolean clientPskKe;
    boolean serverPskKe;
    Revalidation serverRevalidation = Revalidation.EXPIRY;
    Revalidation clientRevalidation = Revalidation.EXPIRY;
    boolean serverTrusts = true;
    boolean clientTrusts = true;
    Objection beforeVerdict = () -> {};
    KeyLog keyLog = KeyLog.OFF;
    int recordSizeLimit = EndpointConfig.MAX_PLAINTEXT;
    int recordPadding = 1;
    long recordsPerKey = Long.MAX_VALUE;
    byte[] serverFingerprint = new byte[32];
    byte[] clientFingerprint = new byte[32];

    @Nullable
    String serverName = "localhost";

    @Nullable
    String peerName = "localhost";

    @Nullable
    TlsSession bound;

    /** Whether the client asks for an OCSP response, and what the server has: empty for nothing. */
    boolean asksForStatus;

    byte[] status = {};

    List<String> clientProtocols = List.of();
    ApplicationProtocolSelector selector = ApplicationProtocolSelector.preferring(List.of());
    UnaryOperator<ServerConfig> adjustServer = config -> config;

    private final MasterKeys masterKeys;
    private boolean storing = true;
    private boolean sealing = true;

    Endpoints() {
        this.clock = TestClock.started();
        this.masterKeys = MasterKeys.ephemeral(random);
        this.serverChain = TestPki.shared().serverEc().chain();
        this.serverKey = TestPki.shared().serverEc().key();
        this.keys = new EphemeralKeys(KeySchedule.DEFAULT, random);
        this.vault = new SessionVault(new MemorySessionStore(1000, 1 << 24, clock), masterKeys, random);
    }

    private Endpoints(Endpoints first) {
        this.clock = first.clock;
        this.masterKeys = first.masterKeys;
        this.serverChain = first.serverChain;
        this.serverKey = first.serverKey;
        this.keys = first.keys;
        this.vault = first.vault;
        this.mode = first.mode;
        this.serverVersions = first.serverVersions;
        this.clientVersions = first.clientVersions;
        this.takeTickets = first.takeTickets;
    }

    /** Another server, or another virtual host, with the same ticket keys and the same store; of default settings otherwise. */
    Endpoints neighbour() {
        return new Endpoints(this);
    }

    /** Keeps stored sessions there, from now on. */
    void keepSessionsIn(SessionStore store) {
        vault = new SessionVault(store, masterKeys, random);
    }

    /** Has no store, from now on: clients carry their sessions, or have none. */
    void withoutStore() {
        storing = false;
    }

    /** Seals no tickets, from now on. */
    void withoutTicketKeys() {
        sealing = false;
    }

    /** Keeps no sessions in any way, from now on. */
    void keepNothing() {
        storing = false;
        sealing = false;
        mode = ServerSessions.TicketMode.STATELESS;
    }

    Wire wire() {
        return new Wire(client(), server());
    }

    Connection client() {
        return Connection.client(clientConfig(), ConnectionListener.SILENT);
    }

    Connection server() {
        return Connection.server(serverConfig(), ConnectionListener.SILENT);
    }

    ServerConfig serverConfig() {
        EndpointConfig endpoint = endpoint(
                serverVersions,
                serverSuites,
                serverGroups,
                List.of(),
                serverPskKe,
                serverRevalidation,
                lifetime,
                new FixedIdentity(serverChain, serverKey, status),
                new FixedVerdict(serverTrusts, beforeVerdict, null, false),
                serverFingerprint);
        return adjustServer.apply(new ServerConfig(
                endpoint,
                clientAuthentication,
                true,
                name -> true,
                selector,
                new ServerSessions(sealing ? keys : null, storing ? vault : null, mode, random),
                ticketCount));
    }

    ClientConfig clientConfig() {
        PrivateKey key = clientKey;
        EndpointConfig endpoint = endpoint(
                clientVersions,
                clientSuites,
                clientGroups,
                clientProtocols,
                clientPskKe,
                clientRevalidation,
                clientLifetime,
                key == null ? IdentityChooser.NONE : new FixedIdentity(clientChain, key, new byte[0]),
                new FixedVerdict(clientTrusts, beforeVerdict, peerName, asksForStatus),
                clientFingerprint);
        return new ClientConfig(
                endpoint,
                serverName,
                peerName,
                new ClientSessions.Server("localhost", 443, clientFingerprint),
                clientSessions,
                invalidated,
                bound,
                mustResume ? ClientConfig.Resuming.OFFERED : ClientConfig.Resuming.IF_POSSIBLE,
                takeTickets,
                ticketPool,
                true);
    }

    private EndpointConfig endpoint(
            List<Integer> versions,
            List<CipherSuite> suites,
            List<NamedGroup> groups,
            List<String> protocols,
            boolean pskKe,
            Revalidation revalidation,
            Duration sessionLifetime,
            IdentityChooser identities,
            PeerVerifier verifier,
            byte[] fingerprint) {
        return new EndpointConfig(
                versions,
                suites,
                groups,
                SignatureScheme.defaults(),
                SignatureScheme.defaults(),
                protocols,
                recordSizeLimit,
                recordPadding,
                recordsPerKey,
                pskKe,
                revalidation,
                sessionLifetime,
                clock,
                random,
                keyLog,
                identities,
                verifier,
                fingerprint);
    }

    void clientHasACertificate() {
        clientChain = TestPki.shared().client().chain();
        clientKey = TestPki.shared().client().key();
    }

    /** What a judge of certificates may say before it comes to its verdict. */
    @FunctionalInterface
    interface Objection {
        void raise() throws CertificateException;
    }

    private record FixedIdentity(List<X509Certificate> chain, PrivateKey key, byte[] status)
            implements IdentityChooser {
        @Override
        public @Nullable Identity choose(
                List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
            return schemes.stream()
                    .filter(scheme -> progress.version() == ProtocolVersion.TLS12
                            ? scheme.suitsInTls12(chain.get(0).getPublicKey())
                            : scheme.allowedInTls13Handshake()
                                    && scheme.suits(chain.get(0).getPublicKey()))
                    .findFirst()
                    .map(scheme -> new Identity(chain, key, scheme, status))
                    .orElse(null);
        }

        @Override
        public byte[] bindings() {
            return IdentityBinding.of(List.of(chain.get(0)));
        }
    }

    private record FixedVerdict(
            boolean trusts, Objection before, @Nullable String name, boolean asksForStatus) implements PeerVerifier {
        @Override
        public @Nullable String verify(List<X509Certificate> chain, HandshakeProgress progress)
                throws CertificateException {
            before.raise();
            if (!trusts) {
                throw new CertificateException("not trusted");
            }
            return name;
        }

        @Override
        public List<byte[]> acceptedAuthorities() {
            return List.of();
        }
    }
}
