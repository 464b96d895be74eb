package dev.reprise.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.Await;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.client.ClientHandshake;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.handshake.server.ServerHandshake;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;
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
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection, without I/O: records in, application data and records out, and tasks for what may block.
 *
 * <p>Two threads may use it at once, one that unwraps and one that wraps; tasks run on any thread. The handshake's state
 * belongs to the inbound lock, what waits to be written to the outbound lock; the inbound lock is taken first.
 *
 * <pre>
 *   unwrap: record -> {@link InboundHalf} -> handshake message -> {@link HandshakeState} -> {@link Effects}
 *                                         -> application data -> destination
 *   wrap:   what waits, or application data -> {@link OutboundHalf} -> record
 * </pre>
 */
public final class Connection {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    private final boolean client;
    private final Function<Connection, HandshakeState> start;
    private final ConnectionListener listener;
    private final HandshakeProgress progress = new HandshakeProgress();
    private final Lease lease;
    private final boolean tls12Enabled;
    private final PeerAlerts alerts;

    private final ReentrantLock inboundLock = new ReentrantLock();
    private final ReentrantLock outboundLock = new ReentrantLock();
    private final InboundHalf inbound;
    private final OutboundHalf outbound;
    private final Effects effects = new ConnectionEffects();

    // Written under the inbound lock; read by status() and the accessors from any thread.
    private volatile @Nullable HandshakeState state;
    private volatile @Nullable Runnable task;
    private volatile boolean taskTaken;
    private volatile @Nullable ConnectionSummary summary;
    private volatile @Nullable TlsFault fault;
    private volatile @Nullable TlsSession latestSession;
    private volatile boolean inboundDone;
    private volatile boolean outboundWaiting;
    private volatile boolean outboundDone;
    private volatile boolean closingOutbound;
    private final AtomicBoolean finishedTold = new AtomicBoolean(); // two threads may be the first to tell
    private boolean faultTold;
    private boolean changeCipherSpecSent;
    private final ArrayDeque<Runnable> events = new ArrayDeque<>();

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
        this.tls12Enabled = endpoint.versions().contains(ProtocolVersion.TLS12);
        this.alerts = new PeerAlerts(tls12Enabled);
        this.inbound = new InboundHalf(new RecordReader(), new HandshakeJoiner());
        RecordWriter writer = new RecordWriter(endpoint::paddingFor, endpoint.recordsPerKey());
        this.outbound = new OutboundHalf(client ? writer.beginningWithClientHello() : writer);
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
                if (state == null && fault == null && !closingOutbound && !inboundDone) {
                    startLocked();
                }
            } finally {
                inboundLock.unlock();
            }
        } finally {
            tellEvents();
        }
    }

    private void startLocked() {
        try {
            advance(() -> start.apply(this));
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
            tellEvents();
        }
    }

    private Step unwrapLocked(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) {
        if (inboundDone) {
            return step(Step.Result.CLOSED, 0, 0);
        }
        if (state == null) {
            if (closingOutbound) {
                return step(Step.Result.CLOSED, 0, 0); // closed before it began: it never will
            }
            startLocked();
        }
        if (task != null) {
            return step(Step.Result.OK, 0, 0);
        }
        int start = src.position();
        try {
            int recordLength = inbound.reader().recordLength(src);
            if (recordLength < 0 || recordLength > src.remaining()) {
                return step(Step.Result.BUFFER_UNDERFLOW, 0, 0);
            }
            if (isConnected() && inbound.reader().largestContent(recordLength) > room(dsts, offset, length)) {
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
                if (inbound.applicationDataCame()) {
                    outbound(() -> outbound.updateKeys(true));
                }
                scatter(record, dsts, offset, length);
                return record.length();
            }
            case HANDSHAKE -> {
                if (!isConnected()) {
                    inbound.reader().allowChangeCipherSpec(true);
                }
                inbound.joiner().add(record.array(), record.offset(), record.length());
                HandshakeState before = state();
                advance(() -> before);
            }
            case ALERT -> alert(record);
            case CHANGE_CIPHER_SPEC -> {
                inbound.requireAligned();
                HandshakeState before = state();
                advance(() -> before.onChangeCipherSpec(effects));
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
            outbound(outbound::close);
        }
    }

    /** Runs a step of the handshake, then hands it every message that is whole, until one waits for a task. */
    private void advance(Supplier<HandshakeState> first) {
        HandshakeState next = first.get();
        state = next;
        while (!(next instanceof Await<?>)) {
            byte[] encoded = inbound.nextMessage(ignoresHelloRequests());
            if (encoded == null) {
                return;
            }
            next = next.on(parse(encoded), effects);
            state = next;
        }
        task = new HandshakeTask((Await<?>) next);
        taskTaken = false;
    }

    /** A client that is negotiating already need not be asked to (RFC 5246 section 7.4.1.1). */
    private boolean ignoresHelloRequests() {
        return client && tls12Enabled && !isConnected() && progress.version() != ProtocolVersion.TLS13;
    }

    /** Which version's message it is is known once the hellos are; these are the same in both. */
    private Received parse(byte[] encoded) {
        return progress.version() == ProtocolVersion.TLS12
                ? MessageCodec.receive12(encoded)
                : MessageCodec.receive13(encoded);
    }

    /** The work a handshake waits for, run once, on whichever thread. */
    private final class HandshakeTask implements Runnable {
        private final Await<?> await;

        HandshakeTask(Await<?> await) {
            this.await = await;
        }

        @Override
        public void run() {
            if (task != this) {
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
                tellEvents();
            }
        }

        private void goOn(Await.Outcome outcome) {
            inboundLock.lock();
            try {
                if (task != this) {
                    return;
                }
                task = null;
                if (fault == null && !inboundDone) {
                    advance(() -> outcome.resume(effects));
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
        if (state == null && fault == null) {
            begin();
        }
        try {
            outboundLock.lock();
            try {
                if (!outbound.isSpent()) {
                    return wrapLocked(srcs, offset, length, dst);
                }
            } finally {
                outboundLock.unlock();
            }
        } catch (RuntimeException | Error broken) {
            throw unwritable(broken);
        } finally {
            tellEvents();
        }
        throw spent();
    }

    /** What was taken of the sources is lost, so nothing may follow it, not even an alert. */
    private TlsFault unwritable(Throwable broken) {
        inboundLock.lock();
        try {
            outbound(outbound::abandon);
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
            tellEvents();
        }
    }

    private Step wrapLocked(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        if (outbound.isDone()) {
            return step(Step.Result.CLOSED, 0, 0);
        }
        if (task != null && !outbound.isClosing()) {
            return step(Step.Result.OK, 0, 0);
        }
        boolean waiting = outbound.mustWriteFirst();
        if (!waiting && !isConnected()) {
            publishOutbound();
            return step(Step.Result.OK, 0, 0);
        }
        int application = waiting ? 0 : room(srcs, offset, length);
        if (!waiting && application == 0) {
            publishOutbound();
            return step(Step.Result.OK, 0, 0);
        }
        if (dst.remaining() < outbound.nextRecordSize(application)) {
            return step(Step.Result.BUFFER_OVERFLOW, 0, 0);
        }
        int start = dst.position();
        int consumed = 0;
        if (waiting) {
            outbound.writeWaiting(dst);
        } else {
            consumed = outbound.writeApplication(srcs, offset, length, dst);
        }
        publishOutbound();
        return step(outbound.isDone() ? Step.Result.CLOSED : Step.Result.OK, consumed, dst.position() - start);
    }

    /** Says close_notify behind all that waits; application data is not taken any more. */
    public void closeOutbound() {
        inboundLock.lock();
        try {
            if (closeOutboundLocked()) {
                finishInbound();
                events.add(lease.giveBack());
            }
        } finally {
            inboundLock.unlock();
            tellEvents();
        }
    }

    /**
     * @return whether the peer knows of no connection, nor will it: not a byte of a client's hello has left. Where one has, a ticket in it may be on
     *     its way to an answer, and is given back only when it is known that none comes
     */
    private boolean closeOutboundLocked() {
        outboundLock.lock();
        try {
            boolean unheard = state == null || client && outbound.bytesWritten() == 0;
            if (unheard) {
                outbound.abandon();
            } else {
                outbound.close();
            }
            publishOutbound();
            return unheard;
        } finally {
            outboundLock.unlock();
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
            boolean orderly = inboundDone || state == null;
            if (state != null && summary == null && fault == null && !inboundDone) {
                fail(new AlertReceived(AlertDescription.CLOSE_NOTIFY, "the connection ended during the handshake"));
            }
            finishInbound();
            return orderly;
        } finally {
            inboundLock.unlock();
            tellEvents();
        }
    }

    // ---------------------------------------------------------------- what it says of itself

    /** What is needed next; never {@code FINISHED}, which only a call's own result says. */
    public Status status() {
        if (task != null && !outboundFinal()) {
            return Status.NEED_TASK;
        }
        if (outboundWaiting) {
            return Status.NEED_WRAP;
        }
        if (outboundDone && inboundDone || state == null) {
            return Status.NOT_HANDSHAKING;
        }
        if (fault != null) {
            return Status.NOT_HANDSHAKING;
        }
        if (task != null) {
            return Status.NEED_TASK; // of a connection that closes: nothing is read before it ran
        }
        if (summary == null) {
            return inboundDone ? Status.NOT_HANDSHAKING : Status.NEED_UNWRAP;
        }
        if (!finishedTold.get()) {
            return Status.NEED_WRAP;
        }
        if (outboundDone) {
            return Status.NEED_UNWRAP;
        }
        return inboundDone ? Status.NEED_WRAP : Status.NOT_HANDSHAKING;
    }

    private boolean outboundFinal() {
        return closingOutbound || fault != null;
    }

    /** The work the handshake waits for, given out once; null if there is none or it is under way. */
    public @Nullable Runnable nextTask() {
        inboundLock.lock();
        try {
            if (task == null || taskTaken) {
                return null;
            }
            taskTaken = true;
            return task;
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
        return state != null;
    }

    public boolean isConnected() {
        return summary != null;
    }

    public boolean isInboundDone() {
        return inboundDone;
    }

    public boolean isOutboundDone() {
        return outboundDone;
    }

    public boolean isOutboundClosing() {
        return closingOutbound;
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
        return outbound.bytesWritten();
    }

    // ---------------------------------------------------------------- inside

    private HandshakeState state() {
        HandshakeState current = state;
        if (current == null) {
            throw new IllegalStateException("the handshake has not begun");
        }
        return current;
    }

    private Step step(Step.Result result, int consumed, int produced) {
        return new Step(result, statusAfterCall(), consumed, produced);
    }

    /** The status of a call's result: FINISHED for the one call after which the handshake is done and all of it written. */
    private Status statusAfterCall() {
        HandshakeState now = state;
        boolean finished = summary != null
                && fault == null
                && task == null
                && !outboundWaiting
                && now != null
                && now.isConnected();
        return finished && finishedTold.compareAndSet(false, true) ? Status.FINISHED : status();
    }

    private void publishOutbound() {
        outboundWaiting = !outbound.isEmpty();
        outboundDone = outbound.isDone();
        closingOutbound = outbound.isClosing();
    }

    private void finishInbound() {
        inbound.finish();
        inboundDone = true;
        HandshakeState last = state;
        if (last != null) {
            last.discard();
        }
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
        HandshakeState last = state;
        boolean begun = last != null;
        if (last != null && broken.alert() != AlertDescription.CLOSE_NOTIFY) {
            last.failed(effects);
        }
        finishInbound();
        outbound(() -> {
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

    private void tellEvents() {
        while (true) {
            Runnable event;
            inboundLock.lock();
            try {
                event = events.poll();
            } finally {
                inboundLock.unlock();
            }
            if (event == null) {
                return;
            }
            try {
                event.run();
            } catch (RuntimeException | Error broken) {
                // A listener, or a place for sessions: what is wrong with those is no fault of the connection's, and
                // must
                // not cost the caller the result of the call that it is told in.
                LOG.log(WARNING, "what a connection told was not taken well", broken);
            }
        }
    }

    private static int room(ByteBuffer[] buffers, int offset, int length) {
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            room += buffers[i].remaining();
        }
        return (int) Math.min(room, Integer.MAX_VALUE);
    }

    private static void scatter(InboundRecord record, ByteBuffer[] dsts, int offset, int length) {
        int position = record.offset();
        int left = record.length();
        for (int i = offset; i < offset + length && left > 0; i++) {
            int part = Math.min(left, dsts[i].remaining());
            dsts[i].put(record.array(), position, part);
            position += part;
            left -= part;
        }
    }

    /** What states ask for, done under the inbound lock. */
    private final class ConnectionEffects implements Effects {
        @Override
        public void sendHandshake(byte[] encoded) {
            outbound(() -> outbound.handshake(encoded));
        }

        @Override
        public void sendCompatibilityChangeCipherSpec() {
            if (!changeCipherSpecSent) {
                changeCipherSpecSent = true;
                outbound(outbound::changeCipherSpec);
            }
        }

        @Override
        public void awaitChangeCipherSpec() {
            inbound.reader().deliverChangeCipherSpec();
        }

        @Override
        public void changeWriteKeys(CipherSuite suite, MasterSecret.Keys keys) {
            outbound(() -> {
                outbound.changeCipherSpec();
                outbound.keys(suite, keys);
            });
        }

        @Override
        public void changeReadKeys(CipherSuite suite, MasterSecret.Keys keys) {
            inbound.install(suite, keys);
        }

        @Override
        public void warn(AlertDescription description) {
            outbound(() -> outbound.warn(description));
        }

        @Override
        public void installReadKeys(CipherSuite suite, Secret trafficSecret) {
            inbound.install(suite, trafficSecret);
        }

        @Override
        public void installWriteKeys(CipherSuite suite, Secret trafficSecret) {
            outbound(() -> outbound.keys(suite, trafficSecret));
        }

        @Override
        public void updateReadKeys() {
            inbound.updateKeys();
        }

        @Override
        public void updateWriteKeys() {
            outbound(() -> outbound.updateKeys(false));
        }

        @Override
        public void limitPeerRecords(int limit) {
            outbound(() -> outbound.limit(limit));
        }

        @Override
        public void limitOwnRecords(int limit) {
            inbound.reader().plaintextLimit(limit);
        }

        @Override
        public void skipEarlyData(long maxBytes) {
            inbound.reader().skipEarlyData(maxBytes);
        }

        @Override
        public void offerAnswered() {
            lease.spent().run();
        }

        @Override
        public void connected(ConnectionSummary decided) {
            inbound.reader().allowChangeCipherSpec(false);
            summary = decided;
            events.add(() -> listener.connected(Connection.this, decided));
        }

        @Override
        public void afterwards(Runnable work) {
            events.add(work);
        }

        @Override
        public void sessionReceived(TlsSession session) {
            latestSession = session;
            events.add(() -> listener.sessionReceived(Connection.this, session));
        }
    }

    private void outbound(Runnable change) {
        outboundLock.lock();
        try {
            change.run();
            publishOutbound();
        } finally {
            outboundLock.unlock();
        }
    }
}
