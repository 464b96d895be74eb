package dev.reprise.internal.engine;

import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands: whether it is up, what ended it, what is needed next. Changed under the connection's inbound lock; any thread
 * may ask.
 */
final class Standing {
    private final Outlet outlet;
    private final Handshaking handshaking;

    private volatile @Nullable ConnectionSummary summary;
    private volatile @Nullable TlsFault fault;
    private volatile @Nullable TlsSession latestSession;
    private volatile boolean inboundDone;
    private final AtomicBoolean finishedTold = new AtomicBoolean(); // two threads may be the first to tell
    private boolean faultTold;

    Standing(Outlet outlet, Handshaking handshaking) {
        this.outlet = outlet;
        this.handshaking = handshaking;
    }

    // ---------------------------------------------------------------- what is needed next

    /** What is needed next; never {@code FINISHED}, which only a call's own result says. */
    Status status() {
        if (handshaking.waits() && !outlet.isClosing() && fault == null) {
            return handshaking.isUnannounced() ? Status.NEED_WRAP : Status.NEED_TASK;
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
        // Also where the peer says no more: this side may go on, and nothing has to be written.
        return Status.NOT_HANDSHAKING;
    }

    /** The status of a call's result: FINISHED for the one call after which the handshake is done and all of it written. */
    Status afterCall() {
        boolean finished = summary != null && fault == null && !outlet.isWaiting() && handshaking.isOver();
        return finished && finishedTold.compareAndSet(false, true) ? Status.FINISHED : status();
    }

    // ---------------------------------------------------------------- up

    boolean isConnected() {
        return summary != null;
    }

    @Nullable
    ConnectionSummary summary() {
        return summary;
    }

    void connected(ConnectionSummary decided) {
        summary = decided;
    }

    @Nullable
    TlsSession latestSession() {
        return latestSession;
    }

    void received(TlsSession session) {
        latestSession = session;
    }

    // ---------------------------------------------------------------- ends

    boolean isInboundDone() {
        return inboundDone;
    }

    void inboundDone() {
        inboundDone = true;
    }

    boolean hasFailed() {
        return fault != null;
    }

    @Nullable
    TlsFault fault() {
        return fault;
    }

    /** @return false if it had failed before; the first fault counts */
    boolean failed(TlsFault broken) {
        if (fault != null) {
            return false;
        }
        fault = broken;
        faultTold = true;
        return true;
    }

    /** Nobody is told of the fault by a call that throws it: the next call shall. */
    void tellFaultLater() {
        faultTold = false;
    }

    /** The fault if nobody was told of it yet. */
    @Nullable
    TlsFault takeFault() {
        TlsFault broken = faultTold ? null : fault;
        faultTold = true;
        return broken;
    }
}
