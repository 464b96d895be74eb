package dev.reprise.cli.serve;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closes what takes too long. A time-out of a socket only bounds one read: a peer that sends a byte now and then, or never takes
 * what is written, would keep its thread for ever. One thread looks at all connections, four times a second.
 */
final class TimeLimits implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

    private final Set<Limit> limits = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private TimeLimits() {}

    static TimeLimits start() {
        TimeLimits limits = new TimeLimits();
        Thread thread = new Thread(limits::look, "reprise-time-limits");
        thread.setDaemon(true);
        thread.start();
        return limits;
    }

    /** A connection without a limit, so far. */
    Limit of(Closeable connection) {
        Limit limit = new Limit(connection);
        limits.add(limit);
        return limit;
    }

    /** Lets all limits be. */
    @Override
    public void close() {
        closed = true;
    }

    private void look() {
        while (!closed) {
            long now = System.nanoTime();
            limits.forEach(limit -> limit.closeIfOver(now));
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Until when one connection has to have done what it is at. */
    final class Limit implements AutoCloseable {
        private final Closeable connection;
        private volatile @Nullable Current current;
        private volatile @Nullable String exceeded;

        private Limit(Closeable connection) {
            this.connection = connection;
        }

        /** From now on, {@code what} has to be done within this time. Replaces the limit before. */
        void set(Duration allowed, String what) {
            current = new Current(System.nanoTime(), allowed, what);
        }

        /** What took too long, as a sentence, if the connection was closed for it. */
        @Nullable
        String exceeded() {
            return exceeded;
        }

        private void closeIfOver(long now) {
            Current limit = current;
            if (limit != null && now - limit.since > limit.allowed.toNanos()) {
                exceeded = limit.what + " took longer than " + limit.allowed.toSeconds() + " s";
                close();
                try {
                    connection.close();
                } catch (IOException e) {
                    // It is closed as far as it goes.
                }
            }
        }

        /** Nobody looks at the connection any more. */
        @Override
        public void close() {
            limits.remove(this);
        }
    }

    private record Current(long since, Duration allowed, String what) {}
}
