package dev.reprise.internal.engine;

import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.handshake.server.ServerHandshake;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.record.HandshakeJoiner;
import dev.reprise.internal.record.InboundRecord;
import dev.reprise.internal.record.RecordReader;
import dev.reprise.internal.record.RecordWriter;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection, without I/O: records in, application data and records out, and tasks for what may block.
 *
 * <p>Two threads may use it at once, one that unwraps and one that wraps; tasks run on any thread. The handshake
 * belongs to the inbound lock, what waits to be written to the {@linkplain Outlet outlet}'s; the inbound lock is taken first.
 *
 * <pre>
 *   unwrap: record -> {@link InboundHalf} -> handshake message -> {@link Handshaking} -> {@link ConnectionEffects}
 *                                         -> application data -> destination
 *   wrap:   what waits, or application data -> {@link Outlet} -> record
 * </pre>
 */
public final class Connection {
    private final boolean client;
    private final Function<Connection, HandshakeState> start;
    private final ConnectionListener listener;
    private final HandshakeProgress progress = new HandshakeProgress();
    private final Lease lease;
    private final PeerAlerts alerts;

    private final ReentrantLock inboundLock = new ReentrantLock();
    private final InboundHalf inbound;
    private final Outlet outlet;
    private final ConnectionEffects effects;
    private final Handshaking handshaking;
    private final Standing standing;
    private final Events events = new Events();

    /**
     * What happens to a ticket that was offered, once it is known whether the server saw it.
     *
     * @param spent the server answered
     * @param giveBack no answer came: the ticket may be offered again
     * @param refused an alert was the answer
     */
    private record Lease(Runnable spent, Runnable giveBack, Runnable refused) {}

    private Connection(
            boolean client,
            EndpointConfig endpoint,
            Function<Connection, HandshakeState> start,
            Lease lease,
            ConnectionListener listener) {
        this.client = client;
        this.start = start;
        this.lease = lease;
        this.listener = listener;
        this.alerts = new PeerAlerts(endpoint.versions().contains(ProtocolVersion.TLS12));
        this.inbound = new InboundHalf(new RecordReader(), new HandshakeJoiner());
        RecordWriter writer = new RecordWriter(endpoint::paddingFor, endpoint.recordsPerKey());
        this.outlet = new Outlet(new OutboundHalf(client ? writer.beginningWithClientHello() : writer));
        this.effects = new ConnectionEffects(this, inbound, outlet);
        this.handshaking = new Handshaking(
                inbound,
                effects,
                progress,
                client && endpoint.versions().contains(ProtocolVersion.TLS12),
                await -> new HandshakeTask(this, await));
        this.standing = new Standing(outlet, handshaking);
    }

    public static Connection client(ClientConfig config, ConnectionListener listener) {
        ClientHandshake handshake = new ClientHandshake(config);
        return new Connection(
                true,
                config.endpoint(),
                connection -> handshake.start(connection.progress, connection.effects),
                new Lease(handshake::spent, handshake::giveBack, handshake::refused),
                listener);
    }

    public static Connection server(ServerConfig config, ConnectionListener listener) {
        return new Connection(
                false,
                config.endpoint(),
                connection -> ServerHandshake.start(config, connection.progress),
                new Lease(() -> {}, () -> {}, () -> {}),
                listener);
    }

    /**
     * Starts the handshake; does nothing if it was started. A client's hello waits to be wrapped afterwards.
     *
     * @throws TlsFault if it cannot start: a session that must be resumed cannot be offered
     */
    public void begin() {
        change(() -> {
            if (!handshaking.hasBegun() && !standing.hasFailed() && !outlet.isClosing() && !standing.isInboundDone()) {
                startLocked();
            }
        });
    }

    private void startLocked() {
        try {
            handshaking.advance(() -> start.apply(this));
        } catch (RuntimeException | Error broken) {
            throw failedBy(broken, "the handshake cannot begin");
        }
    }

    /** Records of no more than so much content leave, whatever the peer takes; to be said before the first one does. */
    public void limitRecords(int content) {
        outlet.change(outbound -> outbound.ownLimit(content));
    }

    // ---------------------------------------------------------------- reading

    /**
     * Takes exactly one record from the source, or nothing.
     *
     * @return how far it came; {@code BUFFER_OVERFLOW} if the destinations have less room than the record's data may need
     * @throws TlsFault if the connection fails by it; the alert then waits to be wrapped
     */
    public Step unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) {
        return locked(() -> unwrapLocked(src, dsts, offset, length));
    }

    private Step unwrapLocked(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) {
        if (standing.isInboundDone()) {
            return step(Step.Result.CLOSED, 0, 0);
        }
        if (!handshaking.hasBegun()) {
            if (outlet.isClosing()) {
                return step(Step.Result.CLOSED, 0, 0); // closed before it began: it never will
            }
            startLocked();
        }
        if (handshaking.waits()) {
            return step(Step.Result.OK, 0, 0);
        }
        int start = src.position();
        try {
            int recordLength = inbound.reader().recordLength(src);
            if (recordLength < 0 || recordLength > src.remaining()) {
                return step(Step.Result.BUFFER_UNDERFLOW, 0, 0);
            }
            if (isConnected() && inbound.reader().largestContent(recordLength) > Buffers.room(dsts, offset, length)) {
                return step(Step.Result.BUFFER_OVERFLOW, 0, 0);
            }
            InboundRecord record = inbound.reader().read(src);
            int produced = record == null ? 0 : take(record, dsts, offset, length);
            Step.Result result = standing.isInboundDone() ? Step.Result.CLOSED : Step.Result.OK;
            return step(result, src.position() - start, produced);
        } catch (RuntimeException | Error broken) {
            // The record is taken, and what it would have changed is not known: the connection cannot go on.
            throw failedBy(broken, "a record could not be handled");
        }
    }

    private int take(InboundRecord record, ByteBuffer[] dsts, int offset, int length) {
        switch (record.type()) {
            case APPLICATION_DATA -> {
                if (!isConnected()) {
                    throw new PeerMisbehaved(
                            AlertDescription.UNEXPECTED_MESSAGE, "application data came before the handshake was done");
                }
                inbound.requireUninterrupted();
                if (inbound.applicationDataCame()) {
                    outlet.change(outbound -> outbound.updateKeys(true));
                }
                Buffers.scatter(record, dsts, offset, length);
                return record.length();
            }
            case HANDSHAKE -> {
                if (!isConnected()) {
                    inbound.reader().allowChangeCipherSpec(true);
                }
                inbound.joiner().add(record.array(), record.offset(), record.length());
                handshaking.messagesCame();
            }
            case ALERT -> alert(record);
            case CHANGE_CIPHER_SPEC -> {
                inbound.requireAligned();
                handshaking.changeCipherSpecCame();
            }
        }
        return 0;
    }

    private void alert(InboundRecord record) {
        if (!alerts.isGoodbye(record, progress.version())) {
            return;
        }
        finishInbound();
        if (!isConnected()) {
            // A peer that leaves in the middle of a handshake ends it.
            throw new AlertReceived(
                    AlertDescription.CLOSE_NOTIFY, "the peer closed the connection during the handshake");
        }
        if (progress.version() == ProtocolVersion.TLS12) {
            // TLS 1.2 knows no half-open connection: the answer is the same, at once (RFC 5246 section 7.2.1).
            outlet.change(OutboundHalf::close);
        }
    }

    // ---------------------------------------------------------------- tasks, by HandshakeTask

    boolean waitsFor(HandshakeTask task) {
        return handshaking.waitsFor(task);
    }

    /** What the handshake waited for is done, or came to nothing. */
    void goOn(HandshakeTask task, Await.Outcome outcome) {
        change(() -> {
            if (!handshaking.isDone(task)) {
                return;
            }
            try {
                if (!standing.hasFailed() && !standing.isInboundDone()) {
                    handshaking.advance(() -> outcome.resume(effects));
                } else {
                    task.discard();
                    if (!standing.isConnected()) {
                        events.add(lease.giveBack()); // the work may have been to take a ticket
                    }
                }
            } catch (RuntimeException | Error broken) {
                fail(faultOf(broken, "the handshake failed"));
                standing.tellFaultLater();
                if (broken instanceof Error died) {
                    throw died;
                }
            }
        });
    }

    // ---------------------------------------------------------------- writing

    /**
     * Puts one record into the destination, or nothing: of what the handshake has to say first, else of the sources.
     *
     * @return how far it came; {@code BUFFER_OVERFLOW} if the destination has less room than the record may need
     */
    public Step wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        if (!handshaking.hasBegun() && !standing.hasFailed()) {
            begin();
        }
        try {
            Outlet.Written written = outlet.write(isConnected(), handshaking.announce(), srcs, offset, length, dst);
            if (written != null) {
                return step(written.result(), written.consumed(), written.produced());
            }
        } catch (RuntimeException | Error broken) {
            throw unwritable(broken);
        } finally {
            events.tell();
        }
        throw spent();
    }

    /** What was taken of the sources is lost, so nothing may follow it, not even an alert. */
    private TlsFault unwritable(Throwable broken) {
        inboundLock.lock();
        try {
            outlet.change(OutboundHalf::abandon);
            return failedBy(broken, "a record could not be written");
        } finally {
            inboundLock.unlock();
        }
    }

    /** Nothing was taken of the sources, and the alert has a record left. */
    private TlsFault spent() {
        TlsFault end = new LocalFault("the connection has protected as many records as its keys may");
        change(() -> fail(end));
        return end;
    }

    /** Says close_notify behind all that waits; application data is not taken any more. */
    public void closeOutbound() {
        change(() -> {
            // A ticket in a hello that has left may be on its way to an answer: it is given back when it is known that
            // none comes.
            if (outlet.close(handshaking.hasBegun(), client)) {
                finishInbound();
                events.add(lease.giveBack());
            }
        });
    }

    /**
     * The transport gives no more bytes.
     *
     * @return whether the peer had said close_notify; if not, what it sent may have been cut short
     */
    public boolean closeInbound() {
        return locked(() -> {
            boolean orderly = standing.isInboundDone() || !handshaking.hasBegun();
            if (!orderly && !standing.isConnected() && !standing.hasFailed()) {
                fail(new AlertReceived(AlertDescription.CLOSE_NOTIFY, "the connection ended during the handshake"));
            }
            finishInbound();
            return orderly;
        });
    }

    // ---------------------------------------------------------------- what it says of itself

    /** What is needed next; never {@code FINISHED}, which only a call's own result says. */
    public Status status() {
        return standing.status();
    }

    /** The work the handshake waits for, given out once; null if there is none or it is under way. */
    public @Nullable Runnable nextTask() {
        inboundLock.lock();
        try {
            return handshaking.nextTask();
        } finally {
            inboundLock.unlock();
        }
    }

    /** A failure that no call has thrown yet, told once: one that came about in a task. */
    public @Nullable TlsFault takeFault() {
        inboundLock.lock();
        try {
            return standing.takeFault();
        } finally {
            inboundLock.unlock();
        }
    }

    /** What ended this connection, if anything did. */
    public Optional<TlsFault> fault() {
        return Optional.ofNullable(standing.fault());
    }

    public boolean isClient() {
        return client;
    }

    public boolean isConnected() {
        return standing.isConnected();
    }

    public boolean isInboundDone() {
        return standing.isInboundDone();
    }

    public boolean isOutboundDone() {
        return outlet.isDone();
    }

    public boolean isOutboundClosing() {
        return outlet.isClosing();
    }

    /** What the running handshake has found out so far. */
    public HandshakeProgress progress() {
        return progress;
    }

    /** What the completed handshake decided. */
    public Optional<ConnectionSummary> summary() {
        return Optional.ofNullable(standing.summary());
    }

    /** The newest session that the server issued on this connection (client). */
    public Optional<TlsSession> latestSession() {
        return Optional.ofNullable(standing.latestSession());
    }

    /** Bytes of all records read so far. */
    public long bytesRead() {
        return inbound.reader().bytesRead();
    }

    /** Bytes of all records written so far. */
    public long bytesWritten() {
        return outlet.bytesWritten();
    }

    // ---------------------------------------------------------------- inside

    /** Changes where the connection stands, then tells what came of it. */
    private <T> T locked(Supplier<T> change) {
        try {
            inboundLock.lock();
            try {
                return change.get();
            } finally {
                inboundLock.unlock();
            }
        } finally {
            events.tell();
        }
    }

    private void change(Runnable change) {
        locked(() -> {
            change.run();
            return this;
        });
    }

    private Step step(Step.Result result, int consumed, int produced) {
        return new Step(result, standing.afterCall(), consumed, produced);
    }

    private void finishInbound() {
        inbound.finish();
        standing.inboundDone();
        handshaking.discard();
    }

    /**
     * Ends the connection by what was thrown.
     *
     * @return what goes on to the caller; an error does so by itself
     */
    private TlsFault failedBy(Throwable thrown, String what) {
        TlsFault broken = faultOf(thrown, what);
        fail(broken);
        if (thrown instanceof Error died) {
            throw died;
        }
        return broken;
    }

    private static TlsFault faultOf(Throwable thrown, String what) {
        return thrown instanceof TlsFault fault ? fault : new LocalFault(what + ": " + thrown, thrown);
    }

    private void fail(TlsFault broken) {
        if (!standing.failed(broken)) {
            return;
        }
        boolean begun = handshaking.hasBegun();
        if (broken.alert() != AlertDescription.CLOSE_NOTIFY) {
            handshaking.failed();
        }
        finishInbound();
        outlet.change(outbound -> {
            if (!begun) {
                outbound.abandon(); // not a byte has left, and none shall
            } else if (!(broken instanceof AlertReceived)) {
                outbound.fail(broken.alert());
            } else if (broken.alert() == AlertDescription.CLOSE_NOTIFY) {
                outbound.close();
            } else {
                outbound.abandon();
            }
        });
        if (!standing.isConnected()) {
            events.add(AlertReceived.isRefusal(broken) ? lease.refused() : lease.giveBack());
        }
        events.add(() -> listener.failed(this, broken));
    }

    // ---------------------------------------------------------------- what the handshake tells, by ConnectionEffects

    void offerAnswered() {
        lease.spent().run();
    }

    void established(ConnectionSummary decided) {
        standing.connected(decided);
        events.add(() -> listener.connected(this, decided));
    }

    void afterwards(Runnable work) {
        events.add(work);
    }

    void sessionReceived(TlsSession session) {
        standing.received(session);
        events.add(() -> listener.sessionReceived(this, session));
    }
}
