package dev.reprise.internal.handshake.client;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.CertificateChains;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.resumption.Attempt;
import dev.reprise.internal.resumption.ResumptionDecision;
import dev.reprise.internal.resumption.Revalidated;
import dev.reprise.internal.resumption.Revalidation;
import dev.reprise.internal.resumption.Verdict;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a client's handshake begins: with the choice of the session to offer. Holds the lease of a ticket that came from the client's
 * sessions until the server has answered.
 */
public final class ClientHandshake {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    /** Sessions of the pool that are taken out and dropped, because nobody may use them any more, before one is offered. */
    private static final int MAX_LEASES = 8;

    /** A longer ticket would not fit into the 65,535 bytes of a hello's extensions, beside all others. */
    private static final int LONGEST_OFFER = 60 * 1024;

    /**
     * Why a session that this connection may not use stays for others, which may have another name, other versions and suites, or another identity. For every
     * other reason no connection may use it any more, and it is dropped.
     */
    private static final Set<Reason> OF_THIS_CONNECTION = EnumSet.of(
            Reason.RESUMPTION_DISABLED,
            Reason.VERSION_MISMATCH,
            Reason.SERVER_NAME_MISMATCH,
            Reason.PEER_NAME_MISMATCH,
            Reason.CIPHER_NOT_ENABLED,
            Reason.HASH_MISMATCH,
            Reason.PSK_MODE_MISMATCH,
            Reason.CONTEXT_MISMATCH);

    private final ClientConfig config;
    private final EndpointConfig endpoint;
    /** Whoever takes it out of here, of the thread that reads and the one that closes, decides what becomes of it. */
    private final AtomicReference<@Nullable TlsSession> leased = new AtomicReference<>();

    public ClientHandshake(ClientConfig config) {
        this.config = config;
        this.endpoint = config.endpoint();
    }

    /**
     * What is offered.
     *
     * @param session the session, or null
     * @param reason why none is offered; {@link Reason#DECLINED} with one, until the server says otherwise
     */
    record Offer(@Nullable SessionState session, Reason reason) {
        static Offer of(Revalidated proof) {
            return new Offer(proof.session(), Reason.DECLINED);
        }

        static Offer none(Reason reason) {
            return new Offer(null, reason);
        }
    }

    /** Chooses what to offer and sends the ClientHello; the choice may wait for a task. */
    public HandshakeState start(HandshakeProgress progress, Effects effects) {
        String serverName = serverName(config);
        progress.requestedServerNames(serverName == null ? List.of() : List.of(serverName));
        boolean mayBlock = config.sessions().mayBlock()
                || endpoint.identities().mayBlock()
                || endpoint.revalidation() == Revalidation.FULL;
        if (mayBlock) {
            return Await.of(() -> prepare(progress), (opening, fx) -> sayHello(opening, progress, fx));
        }
        return sayHello(prepare(progress), progress, effects);
    }

    /** What the pool of sessions, which may block, has to do with the hello. */
    private record Opening(Offer offer, int ticketsWanted) {}

    /**
     * What came of the search.
     *
     * @param left whether sessions were left in the pool because this connection could not use one of them
     */
    private record Choice(Offer offer, boolean left) {
        static Choice of(Offer offer) {
            return new Choice(offer, false);
        }
    }

    private Opening prepare(HandshakeProgress progress) {
        Choice choice = choose(progress);
        return new Opening(choice.offer(), ticketsWanted(choice));
    }

    /** What the pool lacks for such a connection; nothing on a connection that was bound to a session, which must not displace others. */
    private int ticketsWanted(Choice choice) {
        if (config.bound() != null || !config.takeTickets()) {
            return 0;
        }
        SessionState offered = choice.offer().session();
        boolean usesNone = offered == null ? choice.left() : offered.version() == ProtocolVersion.TLS12;
        if (usesNone) {
            // What is there is of no use to such a connection, or will not be if the server answers in TLS 1.3.
            return config.ticketPool();
        }
        int there;
        try {
            there = config.sessions()
                    .available(config.server(), endpoint.clock().instant());
        } catch (RuntimeException broken) {
            LOG.log(WARNING, () -> "the sessions for " + config.server() + " could not be counted: " + broken);
            there = 0;
        }
        return Math.max(0, config.ticketPool() - Math.max(0, there));
    }

    private HandshakeState sayHello(Opening opening, HandshakeProgress progress, Effects effects) {
        Offer offer = opening.offer();
        if (offer.session() == null && config.resuming() != ClientConfig.Resuming.IF_POSSIBLE) {
            throw new LocalFault("no session can be offered to this server and resumption was required: "
                    + offer.reason().word());
        }
        HelloFlight flight =
                HelloFlight.first(config, offer, opening.ticketsWanted(), serverName(config), new Transcript());
        effects.sendHandshake(flight.encoded());
        return new ExpectServerHello(config, progress, flight);
    }

    /** A bound session keeps its own server name: the server compares it. */
    private static @Nullable String serverName(ClientConfig config) {
        SessionState lender = lender(config);
        return lender == null ? config.serverName() : lender.serverName();
    }

    /** A bound session keeps the name that its certificate was verified for. */
    private static @Nullable String peerName(ClientConfig config) {
        SessionState lender = lender(config);
        return lender == null ? config.peerName() : lender.peerName();
    }

    /**
     * The bound session, which lends the connection its names, also where it is not resumed. One that was verified for no name does not where the
     * connection asks for one: a certificate for the name that it has in its hello would do, which nobody ever checked.
     */
    private static @Nullable SessionState lender(ClientConfig config) {
        TlsSession bound = config.bound();
        SessionState session = bound == null ? null : SessionBridge.state(bound);
        return session != null && session.peerName() == null && config.peerName() != null ? null : session;
    }

    // ---------------------------------------------------------------- the choice

    private Choice choose(HandshakeProgress progress) {
        TlsSession bound = config.bound();
        if (bound != null) {
            return Choice.of(examine(bound, progress, endpoint.identities().bindings()));
        }
        if (!config.takeTickets() && !endpoint.versions().contains(ProtocolVersion.TLS12)) {
            return Choice.of(Offer.none(Reason.RESUMPTION_DISABLED));
        }
        try {
            return lease(progress);
        } catch (RuntimeException broken) {
            LOG.log(WARNING, () -> "no session for " + config.server() + " could be taken: " + broken);
            return Choice.of(Offer.none(Reason.STORE_UNAVAILABLE));
        }
    }

    private Choice lease(HandshakeProgress progress) {
        // Not under a lock of the pool: it may be somebody else's code.
        byte[] ownNames = endpoint.identities().bindings();
        AtomicReference<@Nullable Reason> left = new AtomicReference<>();
        Offer refused = null;
        for (int i = 0; i < MAX_LEASES; i++) {
            Instant now = endpoint.clock().instant();
            Optional<TlsSession> next = config.sessions().lease(config.server(), now, session -> {
                Reason reason = unsuitable(SessionBridge.state(session), ownNames);
                left.compareAndSet(null, reason);
                return reason == null;
            });
            if (next.isEmpty()) {
                return new Choice(whyNone(refused, left.get(), now), left.get() != null);
            }
            Offer offer = examine(next.get(), progress, ownNames);
            if (offer.session() != null) {
                leased.set(next.get());
                return new Choice(offer, left.get() != null);
            }
            config.sessions().remove(config.server(), next.get());
            refused = offer;
        }
        return new Choice(Objects.requireNonNull(refused), left.get() != null); // at least one was leased
    }

    private Offer whyNone(@Nullable Offer refused, @Nullable Reason left, Instant now) {
        if (refused != null) {
            return refused;
        }
        return Offer.none(left != null ? left : config.sessions().absence(config.server(), now));
    }

    /** Why this connection could not use a session that another may; null if that is not so. */
    private @Nullable Reason unsuitable(SessionState session, byte[] ownNames) {
        if (session.ticketLength() > 0 && !config.takeTickets()) {
            return Reason.RESUMPTION_DISABLED;
        }
        return ResumptionDecision.decide(session, attempt(session, ownNames)) instanceof Verdict.Decline decline
                        && OF_THIS_CONNECTION.contains(decline.reason())
                ? decline.reason()
                : null;
    }

    private Offer examine(TlsSession candidate, HandshakeProgress progress, byte[] ownNames) {
        SessionState session = SessionBridge.state(candidate);
        if (session.ticketLength() > LONGEST_OFFER) {
            return Offer.none(Reason.TOO_LARGE);
        }
        Verdict verdict = ResumptionDecision.decide(session, attempt(session, ownNames));
        if (verdict instanceof Verdict.Resume resume) {
            return Offer.of(resume.proof());
        }
        if (verdict instanceof Verdict.Revalidate revalidate) {
            try {
                return Offer.of(
                        revalidate.by(chain -> endpoint.verifier().verify(CertificateChains.parse(chain), progress)));
            } catch (CertificateException | RuntimeException refused) {
                // Whatever is wrong with a stored chain, or with its judge: the chain of a full handshake may do.
                return Offer.none(Reason.CERTIFICATE_NOT_TRUSTED);
            }
        }
        return verdict instanceof Verdict.Decline decline
                ? Offer.none(decline.reason())
                : Offer.none(Reason.EXTENDED_MASTER_SECRET_MISMATCH);
    }

    private Attempt attempt(SessionState session, byte[] ownNames) {
        return new Attempt(
                Side.CLIENT,
                endpoint.versions().contains(session.version()) ? session.version() : highestVersion(),
                endpoint.suites(),
                true,
                serverName(config),
                false,
                endpoint.fingerprint(),
                endpoint.verifier().judge(),
                ownNames,
                peerName(config),
                true,
                endpoint.clock().instant(),
                endpoint.sessionLifetime(),
                endpoint.revalidation());
    }

    private int highestVersion() {
        return endpoint.versions().stream().mapToInt(version -> version).max().orElseThrow();
    }

    // ---------------------------------------------------------------- the lease

    /** The server answered the hello: a leased ticket is spent. */
    public void spent() {
        leased.set(null);
    }

    /** The hello was never answered: the ticket may be offered once more. */
    public void giveBack() {
        TlsSession unused = leased.getAndSet(null);
        if (unused != null) {
            try {
                config.giveBack(unused);
            } catch (RuntimeException broken) {
                LOG.log(WARNING, () -> "a session for " + config.server() + " was not taken back: " + broken);
            }
        }
    }

    /**
     * The server answered the hello with an alert. Some do so to each session that they cannot take (OpenSSL with client certificates and no session ID
     * context), and would again: what came from that authentication is not offered any more, so that the next connection is made in full.
     */
    public void refused() {
        TlsSession refused = leased.getAndSet(null);
        if (refused != null) {
            try {
                config.sessions().removeOrigin(refused.origin().id());
            } catch (RuntimeException broken) {
                LOG.log(WARNING, () -> "the sessions that " + config.server() + " refused were not removed: " + broken);
            }
        }
    }
}
