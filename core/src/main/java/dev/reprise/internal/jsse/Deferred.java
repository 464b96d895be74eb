package dev.reprise.internal.jsse;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Calls of what others wrote, put off until they can be made without a lock held. */
final class Deferred implements Executor {
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable call) {
        calls.add(call);
    }

    /** Makes those that wait, in their order, on this thread. */
    void runAll() {
        Runnable call;
        while ((call = calls.poll()) != null) {
            call.run();
        }
    }
}
