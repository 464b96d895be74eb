package dev.reprise.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What others are to be told, and work that others wrote or that may block: done in order, outside of the connection's locks. */
final class Events {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    void add(Runnable event) {
        lock.lock();
        try {
            waiting.add(event);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Does all that waits. Never throws. */
    void tell() {
        for (Runnable event = next(); event != null; event = next()) {
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
}
