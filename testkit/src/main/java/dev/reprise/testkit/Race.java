package dev.reprise.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that begin together, again and again. */
final class Race implements AutoCloseable {
    static final int THREADS = 8;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier start = new CyclicBarrier(THREADS);

    /** What a runner does. */
    interface Runner<T> {
        T run(int number) throws Exception;
    }

    /** What each runner came back with. */
    <T> List<T> run(Runner<T> runner) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Callable<T> begun = () -> {
                start.await();
                return runner.run(number);
            };
            running.add(executor.submit(begun));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> one : running) {
            answers.add(one.get());
        }
        return answers;
    }

    /** How many of the runners came back with {@code true}. */
    int winners(Runner<Boolean> runner) throws Exception {
        return Math.toIntExact(run(runner).stream().filter(won -> won).count());
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
