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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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

    // Written under the inbound lock; read by status() and the accessors from any thread.
    private volatile @Nullable ConnectionSummary summary;
    private volatile @Nullable TlsFault fault;
    private volatile @Nullable TlsSession latestSession;
    private volatile boolean inboundDone;
    private final AtomicBoolean finishedTold = new AtomicBoolean(); // two threads may be the first to tell
    private boolean faultTold;
    private final Events events = new Events();

    /**
     * What happens to a ticket that was offered, once it is known whether the server saw it.
     *
     * @param spent the server answered
     * @param giveBack no answer came: the ticket may be offered again
     */
    private record Lease(Runnable spent, Runnable giveBack) {}

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
                HandshakeTask::new);
    }

    public static Connection client(ClientConfig config, ConnectionListener listener) {
        ClientHandshake handshake = new ClientHandshake(config);
        return new Connection(
                true,
                config.endpoint(),
                connection -> handshake.start(connection.progress, connection.effects),
                new Lease(handshake::spent, handshake::giveBack),
                listener);
    }

    public static Connection server(ServerConfig config, ConnectionListener listener) {
        return new Connection(
                false,
                config.endpoint(),
                connection -> ServerHandshake.start(config, connection.progress),
                new Lease(() -> {}, () -> {}),
                listener);
    }

    /**
     * Starts the handshake; does nothing if it was started. A client's hello waits to be wrapped afterwards.
     *
     * @throws TlsFault if it cannot start: a session that must be resumed cannot be offered
     */
    public void begin() {
        try {
            inboundLock.lock();
            try {
                if (!handshaking.hasBegun() && fault == null && !outlet.isClosing() && !inboundDone) {
                    startLocked();
                }
            } finally {
                inboundLock.unlock();
            }
        } finally {
            events.tell();
        }
    }

    private void startLocked() {
        try {
            handshaking.advance(() -> start.apply(this));
        } catch (RuntimeException | Error broken) {
            throw failedBy(broken, "the handshake cannot begin");
        }
    }

    // ---------------------------------------------------------------- reading

    /**
     * Takes exactly one record from the source, or nothing.
     *
     * @return how far it came; {@code BUFFER_OVERFLOW} if the destinations have less room than the record's data may need
     * @throws TlsFault if the connection fails by it; the alert then waits to be wrapped
     */
    public Step unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) {
        try {
            inboundLock.lock();
            try {
                return unwrapLocked(src, dsts, offset, length);
            } finally {
                inboundLock.unlock();
            }
        } finally {
            events.tell();
        }
    }

    private Step unwrapLocked(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) {
        if (inboundDone) {
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
            return step(inboundDone ? Step.Result.CLOSED : Step.Result.OK, src.position() - start, produced);
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

    /** The work a handshake waits for, run once, on whichever thread. */
    private final class HandshakeTask implements Runnable {
        private final Await<?> await;

        HandshakeTask(Await<?> await) {
            this.await = await;
        }

        @Override
        public void run() {
            if (!handshaking.waitsFor(this)) {
                return;
            }
            Await.Outcome outcome;
            try {
                outcome = await.run();
            } catch (Error died) {
                outcome = effects -> {
                    throw died; // to the connection first, which would wait for this task for ever
                };
            }
            try {
                goOn(outcome);
            } finally {
                events.tell();
            }
        }

        private void goOn(Await.Outcome outcome) {
            inboundLock.lock();
            try {
                if (!handshaking.isDone(this)) {
                    return;
                }
                if (fault == null && !inboundDone) {
                    handshaking.advance(() -> outcome.resume(effects));
                } else {
                    await.discard(); // of what the work has brought in the meantime
                    if (summary == null) {
                        events.add(lease.giveBack()); // the work may have been to take a ticket
                    }
                }
            } catch (RuntimeException | Error broken) {
                fail(faultOf(broken, "the handshake failed"));
                faultTold = false;
                if (broken instanceof Error died) {
                    throw died;
                }
            } finally {
                inboundLock.unlock();
            }
        }
    }

    // ---------------------------------------------------------------- writing

    /**
     * Puts one record into the destination, or nothing: of what the handshake has to say first, else of the sources.
     *
     * @return how far it came; {@code BUFFER_OVERFLOW} if the destination has less room than the record may need
     */
    public Step wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        if (!handshaking.hasBegun() && fault == null) {
            begin();
        }
        try {
            Outlet.Written written = outlet.write(isConnected(), handshaking.waits(), srcs, offset, length, dst);
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
        try {
            inboundLock.lock();
            try {
                TlsFault end = new LocalFault("the connection has protected as many records as its keys may");
                fail(end);
                return end;
            } finally {
                inboundLock.unlock();
            }
        } finally {
            events.tell();
        }
    }

    /** Says close_notify behind all that waits; application data is not taken any more. */
    public void closeOutbound() {
        inboundLock.lock();
        try {
            // A ticket in a hello that has left may be on its way to an answer: it is given back when it is known that
            // none comes.
            if (outlet.close(handshaking.hasBegun(), client)) {
                finishInbound();
                events.add(lease.giveBack());
            }
        } finally {
            inboundLock.unlock();
            events.tell();
        }
    }

    /**
     * The transport gives no more bytes.
     *
     * @return whether the peer had said close_notify; if not, what it sent may have been cut short
     */
    public boolean closeInbound() {
        inboundLock.lock();
        try {
            boolean orderly = inboundDone || !handshaking.hasBegun();
            if (handshaking.hasBegun() && summary == null && fault == null && !inboundDone) {
                fail(new AlertReceived(AlertDescription.CLOSE_NOTIFY, "the connection ended during the handshake"));
            }
            finishInbound();
            return orderly;
        } finally {
            inboundLock.unlock();
            events.tell();
        }
    }

    // ---------------------------------------------------------------- what it says of itself

    /** What is needed next; never {@code FINISHED}, which only a call's own result says. */
    public Status status() {
        if (handshaking.waits() && !outboundFinal()) {
            return Status.NEED_TASK;
        }
        if (outlet.isWaiting()) {
            return Status.NEED_WRAP;
        }
        if (outlet.isDone() && inboundDone || !handshaking.hasBegun()) {
            return Status.NOT_HANDSHAKING;
        }
        if (fault != null) {
            return Status.NOT_HANDSHAKING;
        }
        if (handshaking.waits()) {
            return Status.NEED_TASK; // of a connection that closes: nothing is read before it ran
        }
        if (summary == null) {
            return inboundDone ? Status.NOT_HANDSHAKING : Status.NEED_UNWRAP;
        }
        if (!finishedTold.get()) {
            return Status.NEED_WRAP;
        }
        if (outlet.isDone()) {
            return Status.NEED_UNWRAP;
        }
        return inboundDone ? Status.NEED_WRAP : Status.NOT_HANDSHAKING;
    }

    private boolean outboundFinal() {
        return outlet.isClosing() || fault != null;
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
            TlsFault broken = faultTold ? null : fault;
            faultTold = true;
            return broken;
        } finally {
            inboundLock.unlock();
        }
    }

    /** What ended this connection, if anything did. */
    public Optional<TlsFault> fault() {
        return Optional.ofNullable(fault);
    }

    public boolean isClient() {
        return client;
    }

    public boolean isStarted() {
        return handshaking.hasBegun();
    }

    public boolean isConnected() {
        return summary != null;
    }

    public boolean isInboundDone() {
        return inboundDone;
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
        return Optional.ofNullable(summary);
    }

    /** The newest session that the server issued on this connection (client). */
    public Optional<TlsSession> latestSession() {
        return Optional.ofNullable(latestSession);
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

    private Step step(Step.Result result, int consumed, int produced) {
        return new Step(result, statusAfterCall(), consumed, produced);
    }

    /** The status of a call's result: FINISHED for the one call after which the handshake is done and all of it written. */
    private Status statusAfterCall() {
        boolean finished = summary != null && fault == null && !outlet.isWaiting() && handshaking.isOver();
        return finished && finishedTold.compareAndSet(false, true) ? Status.FINISHED : status();
    }

    private void finishInbound() {
        inbound.finish();
        inboundDone = true;
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
        if (fault != null) {
            return;
        }
        fault = broken;
        faultTold = true;
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
        if (summary == null) {
            events.add(lease.giveBack());
        }
        events.add(() -> listener.failed(this, broken));
    }

    // ---------------------------------------------------------------- what the handshake tells, by ConnectionEffects

    void offerAnswered() {
        lease.spent().run();
    }

    void established(ConnectionSummary decided) {
        summary = decided;
        events.add(() -> listener.connected(this, decided));
    }

    void afterwards(Runnable work) {
        events.add(work);
    }

    void sessionReceived(TlsSession session) {
        latestSession = session;
        events.add(() -> listener.sessionReceived(this, session));
    }
}
