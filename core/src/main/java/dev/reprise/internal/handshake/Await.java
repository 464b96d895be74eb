package dev.reprise.internal.handshake;

import dev.reprise.internal.message.Received;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.TlsFault;

/**
 * A handshake that waits for work of its own side: a signature, a verdict on certificates, an answer of a store. The
 * work runs on a thread of the application's choice, outside every lock; what follows runs under the connection's lock.
 *
 * @param <T> what the work yields
 */
public final class Await<T> implements HandshakeState {
    /** Work that may block. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /** What follows the work. */
    @FunctionalInterface
    public interface Continuation<T> {
        HandshakeState then(T result, Effects effects);
    }

    private final Work<T> work;
    private final Continuation<T> continuation;
    private final Runnable wipe;

    private Await(Work<T> work, Continuation<T> continuation, Runnable wipe) {
        this.work = work;
        this.continuation = continuation;
        this.wipe = wipe;
    }

    /** A handshake that waits and holds no secret. */
    public static <T> HandshakeState of(Work<T> work, Continuation<T> continuation) {
        return new Await<>(work, continuation, () -> {});
    }

    /**
     * @param wipe destroys the secrets that the continuation would have gone on with, those that the work found included; may run twice, and
     *     while the work does
     */
    public static <T> HandshakeState of(Work<T> work, Continuation<T> continuation, Runnable wipe) {
        return new Await<>(work, continuation, wipe);
    }

    @Override
    public void discard() {
        wipe.run();
    }

    /**
     * Runs the work now, on this thread.
     *
     * @return what is to be done with its result, under the connection's lock
     */
    public Outcome run() {
        T result;
        try {
            result = work.run();
        } catch (TlsFault fault) {
            return effects -> {
                throw fault;
            };
        } catch (Exception unexpected) {
            return effects -> {
                throw new LocalFault("the handshake's own work failed: " + unexpected, unexpected);
            };
        }
        return effects -> continuation.then(result, effects);
    }

    /** The end of the waiting: gives the state that follows. */
    @FunctionalInterface
    public interface Outcome {
        HandshakeState resume(Effects effects);
    }

    /** Messages are held back while a handshake waits; none may reach it. */
    @Override
    public HandshakeState on(Received received, Effects effects) {
        throw new IllegalStateException("a message was delivered to a handshake that waits");
    }
}
