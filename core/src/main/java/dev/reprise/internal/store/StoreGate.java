package dev.reprise.internal.store;

import dev.reprise.session.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What every call of a store goes through that may wait. Only so many threads are inside at once, and behind a store that is known to be gone none
 * waits at all: once {@value #FAILURES_IN_A_ROW} calls of a kind failed in a row, one call a second is let through to find out whether it is back,
 * and every other is refused at once.
 *
 * <p>Calls that read, that write and that remove are judged apart: a store that is full, or may only be read, still answers the others.
 *
 * <p>How long one call takes is the store's to bound, by the time-outs of its locks and its connections: without threads of
 * one's own a call cannot be left behind. One that took longer than a second counts as failed, though its answer is taken.
 */
final class StoreGate {
    /** After so many failures a store is taken for gone: {@value}. */
    static final int FAILURES_IN_A_ROW = 3;

    /** How often a store that is gone is asked again; and what no call may take. */
    static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);

    /** What is asked of a store. */
    enum Kind {
        READ,
        WRITE,
        REMOVE
    }

    /** A call. */
    @FunctionalInterface
    interface Call<T> {
        T answer() throws StoreException;
    }

    private final Semaphore turns;
    private final Duration patience;
    private final InstantSource clock;
    private final Map<Kind, Health> health = new EnumMap<>(Kind.class);

    /**
     * @param atOnce the most threads inside, 1 or more
     * @param patience how long a thread waits for its turn, 0 or more
     */
    StoreGate(int atOnce, Duration patience, InstantSource clock) {
        if (atOnce < 1 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    atOnce + " threads at once, a patience of " + patience + ": expected 1 or more, and 0 or more");
        }
        this.turns = new Semaphore(atOnce);
        this.patience = patience;
        this.clock = Objects.requireNonNull(clock, "clock");
        for (Kind kind : Kind.values()) {
            health.put(kind, new Health());
        }
    }

    /** Makes the call, if it may be made: a store that throws what it may not is one that failed. */
    <T> T pass(Kind kind, Call<T> call) throws StoreException {
        Health judged = Objects.requireNonNull(health.get(kind));
        judged.admit(clock.instant());
        waitForATurn();
        Instant begin = clock.instant();
        boolean answered = false;
        try {
            T answer = Objects.requireNonNull(call.answer(), "the store's answer");
            answered = true;
            return answer;
        } catch (RuntimeException broken) {
            throw new StoreException("the store failed: " + broken, broken);
        } finally {
            turns.release();
            Instant end = clock.instant();
            judged.heard(answered && Duration.between(begin, end).compareTo(BETWEEN_PROBES) <= 0, end);
        }
    }

    private void waitForATurn() throws StoreException {
        try {
            if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreException("the store is slow: no turn within " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for a turn", e);
        }
    }

    /** How calls of one kind went. */
    private static final class Health {
        private final ReentrantLock lock = new ReentrantLock();
        private int failures;
        private Instant lastAsked = Instant.MIN;

        /** Lets a call go on, or refuses it. Whoever goes on while the store is gone is the one that finds out. */
        void admit(Instant now) throws StoreException {
            lock.lock();
            try {
                if (failures >= FAILURES_IN_A_ROW) {
                    // A clock that was set back must not keep the store away for that long.
                    if (!now.isBefore(lastAsked) && now.isBefore(lastAsked.plus(BETWEEN_PROBES))) {
                        throw new StoreException("the store did not answer " + failures
                                + " times in a row: it is asked again within a second");
                    }
                    lastAsked = now;
                }
            } finally {
                lock.unlock();
            }
        }

        void heard(boolean well, Instant now) {
            lock.lock();
            try {
                failures = well ? 0 : Math.min(failures + 1, 1_000_000);
                lastAsked = now;
            } finally {
                lock.unlock();
            }
        }
    }
}
