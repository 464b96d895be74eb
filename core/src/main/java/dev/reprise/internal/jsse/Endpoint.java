package dev.reprise.internal.jsse;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.ConnectionListener;
import dev.reprise.internal.engine.Status;
import dev.reprise.internal.engine.Step;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Face;
import dev.reprise.internal.settings.Settings;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an engine and a socket have in common. Until the handshake begins it holds what the application sets; then it
 * makes the {@link Connection}, and what is set no longer matters to it.
 */
final class Endpoint implements ConnectionListener {
    private final ContextCore context;
    private final Face face;
    private final SessionValues values = new SessionValues(this);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sessionCame = lock.newCondition();
    private final ConnectionParameters parameters;
    private final Executor listeners;

    private Peer peer;
    private @Nullable Side side;
    private @Nullable TlsSession bound;
    private boolean mustResume;
    private long changes;
    private volatile @Nullable Started started;
    private volatile boolean abandoned;
    private volatile @Nullable ConnectionSession established;

    /** What there is from the beginning of the handshake on. */
    private record Started(
            Connection connection, Settings settings, HandshakeSession handshakeSession, HandshakeReporter reporter) {}

    /** @param listeners calls listeners when it may be done */
    Endpoint(
            ContextCore context,
            Face face,
            ConnectionParameters parameters,
            Peer peer,
            @Nullable Side side,
            Executor listeners) {
        this.listeners = listeners;
        this.context = context;
        this.face = face;
        this.parameters = parameters;
        this.peer = peer;
        this.side = side;
    }

    // ---------------------------------------------------------------- before the handshake

    ContextCore context() {
        return context;
    }

    /** The object that the application holds. */
    Face face() {
        return face;
    }

    /** Reads what is set. */
    <T extends @Nullable Object> T get(Function<ConnectionParameters, T> reading) {
        lock.lock();
        try {
            return reading.apply(parameters);
        } finally {
            lock.unlock();
        }
    }

    /** Changes what is set. Without effect on this connection once its handshake has begun. */
    void set(Consumer<ConnectionParameters> change) {
        lock.lock();
        try {
            change.accept(parameters);
            changes++;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Side side() {
        lock.lock();
        try {
            return side;
        } finally {
            lock.unlock();
        }
    }

    /** @throws IllegalArgumentException once the handshake has begun */
    void side(Side next) {
        lock.lock();
        try {
            if (started != null && next != side) {
                throw new IllegalArgumentException("the handshake has begun: the side cannot change any more");
            }
            side = next;
            parameters.defaults(context.settings(next));
            changes++;
        } finally {
            lock.unlock();
        }
    }

    Peer peer() {
        lock.lock();
        try {
            return peer;
        } finally {
            lock.unlock();
        }
    }

    void peer(Peer next) {
        lock.lock();
        try {
            peer = next;
            changes++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Offers this session in the handshake to come.
     *
     * @param identification how the peer's name is checked where this connection does not say so itself; null for
     *     nothing
     * @throws IllegalStateException once the handshake has begun, or on a server
     */
    void bind(@Nullable TlsSession session, @Nullable String identification) {
        lock.lock();
        try {
            requireNotBegun();
            bound = session;
            changes++;
            String own = parameters.endpointIdentification();
            if (identification != null && (own == null || own.isEmpty())) {
                parameters.endpointIdentification(identification);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The handshake fails before a byte leaves if no session can be offered. */
    void mustResume() {
        lock.lock();
        try {
            requireNotBegun();
            mustResume = true;
            changes++;
        } finally {
            lock.unlock();
        }
    }

    private void requireNotBegun() {
        if (started != null || abandoned) {
            throw new IllegalStateException(
                    "the handshake has begun: a session must be bound before the first byte is read or written");
        }
        if (side == Side.SERVER) {
            throw new IllegalStateException("a server does not offer sessions: its clients do");
        }
    }

    /** Closed before it began: nobody needs to be told. */
    void abandon() {
        lock.lock();
        try {
            abandoned = started == null;
        } finally {
            lock.unlock();
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }

    // ---------------------------------------------------------------- the beginning

    @Nullable
    Connection connection() {
        Started begun = started;
        return begun == null ? null : begun.connection();
    }

    /**
     * The connection, made now if it is not there yet. Managers and constraints of the application's, which are asked for it, are asked without the
     * lock; what somebody sets meanwhile counts.
     *
     * @throws IllegalStateException if nobody said which side this is
     * @throws SSLException if what is set leaves nothing to connect with, or it is closed
     */
    Connection start() throws SSLException {
        while (true) {
            Started begun = started;
            if (begun != null) {
                return begun.connection();
            }
            Planned planned = plan();
            Started next = begin(planned.plan());
            lock.lock();
            try {
                if (abandoned) {
                    throw new SSLException("the connection is closed");
                }
                if (started == null && changes == planned.changes()) {
                    started = next;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** @param changes how often what is set had changed by then */
    private record Planned(ConnectionPlan plan, long changes) {}

    private Planned plan() {
        lock.lock();
        try {
            if (side == null) {
                throw new IllegalStateException("client or server: setUseClientMode has not been called");
            }
            return new Planned(
                    new ConnectionPlan(
                            context, face, side, peer, new ConnectionParameters(parameters), bound, mustResume),
                    changes);
        } finally {
            lock.unlock();
        }
    }

    private Started begin(ConnectionPlan plan) throws SSLException {
        Settings settings = plan.settings();
        Connection connection = plan.connect(settings, this);
        HandshakeSession session = new HandshakeSession(
                values,
                connection.progress(),
                settings,
                plan.identifiedAs(),
                plan.peer().port(),
                context.register(plan.side()));
        return new Started(
                connection,
                settings,
                session,
                new HandshakeReporter(connection, settings, plan.peer().describe(), listeners));
    }

    // ---------------------------------------------------------------- while it runs

    /** Looks at what a call did: the one that says FINISHED ends the handshake. */
    void after(Step step) {
        Started begun = started;
        if (begun != null && step.status() == Status.FINISHED) {
            begun.reporter().succeeded();
        }
    }

    /** Wipes what is kept of a connection that is over: it exports nothing any more. */
    void ended() {
        Connection connection = connection();
        ConnectionSession session = session();
        if (connection != null && session != null && connection.isInboundDone() && connection.isOutboundDone()) {
            session.summary().exporter().destroy();
        }
    }

    /** A first byte came or goes. */
    void touched() {
        Started begun = started;
        if (begun != null) {
            begun.reporter().begins();
        }
    }

    @Override
    public void connected(Connection connection, ConnectionSummary summary) {
        session();
    }

    @Override
    public void failed(Connection connection, TlsFault fault) {
        Started begun = started;
        if (begun != null && !connection.isConnected()) {
            begun.reporter().failed(fault);
        }
    }

    @Override
    public void sessionReceived(Connection connection, TlsSession session) {
        lock.lock();
        try {
            sessionCame.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- sessions

    /** The session of the established connection; null before. */
    @Nullable
    ConnectionSession session() {
        ConnectionSession session = established;
        Started begun = started;
        if (session != null || begun == null) {
            return session;
        }
        Optional<ConnectionSummary> summary = begun.connection().summary();
        if (summary.isEmpty()) {
            return null;
        }
        lock.lock();
        try {
            session = established;
            if (session == null) {
                Side mine = begun.connection().isClient() ? Side.CLIENT : Side.SERVER;
                SessionRegister register = context.register(mine);
                session = new ConnectionSession(
                        values,
                        summary.get(),
                        begun.connection().progress(),
                        begun.settings(),
                        peer.host(),
                        peer.port(),
                        register,
                        context.lifetime(mine));
                established = session;
                register.add(session);
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** The session that JSSE shows: of the established connection, else one without anything. */
    ExtendedSSLSession visibleSession() {
        ConnectionSession session = session();
        Peer to = peer();
        return session == null ? new NullSession(values, to.host(), to.port(), context.settings()) : session;
    }

    /** The session under construction; null unless a handshake runs. */
    @Nullable
    ExtendedSSLSession handshakeSession() {
        Started begun = started;
        return begun == null
                        || begun.connection().isConnected()
                        || begun.connection().fault().isPresent()
                ? null
                : begun.handshakeSession();
    }

    /** The newest session that the server issued on this connection. */
    Optional<TlsSession> latestSession() {
        Connection connection = connection();
        return connection == null ? Optional.empty() : connection.latestSession();
    }

    /** What another connection goes on from: what was issued here, else what this one was bound to. */
    @Nullable
    TlsSession resumable() {
        lock.lock();
        try {
            return latestSession().orElse(bound);
        } finally {
            lock.unlock();
        }
    }

    /** How the peer's name is or was checked; null if it is not. */
    @Nullable
    String identification() {
        Started begun = started;
        return begun == null
                ? get(ConnectionParameters::endpointIdentification)
                : begun.settings().endpointIdentification();
    }

    /**
     * Waits until a session comes, as some other thread reads.
     *
     * @return nanoseconds left of the time given
     */
    long awaitSession(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0 && latestSession().isEmpty()) {
                left = sessionCame.awaitNanos(left);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Null while it is open; empty where none was agreed on. */
    @Nullable
    String applicationProtocol() {
        ConnectionSession session = session();
        return session == null ? null : session.summary().applicationProtocol();
    }

    /** The same, as the running handshake has it. */
    @Nullable
    String handshakeApplicationProtocol() {
        Connection connection = connection();
        return connection == null || connection.isConnected()
                ? null
                : connection.progress().applicationProtocol();
    }
}
