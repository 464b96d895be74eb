package dev.reprise.internal.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The write half behind its lock, and what of it may be known without: whether something waits, whether it closes, whether it is done. A
 * thread that has the connection's inbound lock may take this one; never the other way round.
 */
final class Outlet {
    private final OutboundHalf outbound;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean waiting;
    private volatile boolean done;
    private volatile boolean closing;

    Outlet(OutboundHalf outbound) {
        this.outbound = outbound;
    }

    /** How far a call to {@link #write} came. */
    record Written(Step.Result result, int consumed, int produced) {
        static final Written NOTHING = new Written(Step.Result.OK, 0, 0);
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean isDone() {
        return done;
    }

    boolean isClosing() {
        return closing;
    }

    long bytesWritten() {
        return outbound.bytesWritten();
    }

    void change(Consumer<OutboundHalf> change) {
        lock.lock();
        try {
            change.accept(outbound);
            publish();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says goodbye behind all that waits; says nothing where nobody would know what for.
     *
     * @param unheardOfIfSilent whether the peer knows of no connection if not a byte has left
     * @return whether the peer knows of no connection, nor will it
     */
    boolean close(boolean begun, boolean unheardOfIfSilent) {
        lock.lock();
        try {
            boolean unheard = !begun || unheardOfIfSilent && outbound.bytesWritten() == 0;
            if (unheard) {
                outbound.abandon();
            } else {
                outbound.close();
            }
            publish();
            return unheard;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes one record, or nothing: of what waits first, else of the sources.
     *
     * @param connected whether the application's bytes may be written
     * @param held whether nothing may be written now that does not end the connection
     * @return null if the keys may protect no more than the alert that says so: nothing was taken
     */
    @Nullable
    Written write(boolean connected, boolean held, ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        lock.lock();
        try {
            return outbound.isSpent() ? null : writeLocked(connected, held, srcs, offset, length, dst);
        } finally {
            lock.unlock();
        }
    }

    private Written writeLocked(
            boolean connected, boolean held, ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        if (outbound.isDone()) {
            return new Written(Step.Result.CLOSED, 0, 0);
        }
        if (held && !outbound.isClosing()) {
            return Written.NOTHING;
        }
        boolean ownFirst = outbound.mustWriteFirst();
        int application = ownFirst || !connected ? 0 : Buffers.room(srcs, offset, length);
        if (!ownFirst && application == 0) {
            publish();
            return Written.NOTHING;
        }
        if (dst.remaining() < outbound.nextRecordSize(application)) {
            return new Written(Step.Result.BUFFER_OVERFLOW, 0, 0);
        }
        int start = dst.position();
        int consumed = 0;
        if (ownFirst) {
            outbound.writeWaiting(dst);
        } else {
            consumed = outbound.writeApplication(srcs, offset, length, dst);
        }
        publish();
        return new Written(outbound.isDone() ? Step.Result.CLOSED : Step.Result.OK, consumed, dst.position() - start);
    }

    private void publish() {
        waiting = !outbound.isEmpty();
        done = outbound.isDone();
        closing = outbound.isClosing();
    }
}
