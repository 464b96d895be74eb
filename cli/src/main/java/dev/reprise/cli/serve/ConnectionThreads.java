package dev.reprise.cli.serve;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread for each connection: virtual ones where the JDK has them, else a pool of small ones.
 *
 * @param executor runs what it is given at once; never refuses as long as at most {@code most} connections take two threads each
 * @param most how many connections there may be at once
 */
record ConnectionThreads(ExecutorService executor, int most) {
    private static final int MOST_VIRTUAL = 20_000;
    private static final int MOST_PLATFORM = 4_000;
    private static final long STACK_BYTES = 512 * 1024;

    static ConnectionThreads start() {
        ExecutorService virtual = virtual();
        return virtual != null
                ? new ConnectionThreads(virtual, MOST_VIRTUAL)
                : new ConnectionThreads(platform(), MOST_PLATFORM);
    }

    /** JDK 21 has them; before that they were a preview, which is not used. */
    private static @Nullable ExecutorService virtual() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            MethodHandle make = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) make.invoke();
        } catch (Throwable e) {
            return null;
        }
    }

    private static ExecutorService platform() {
        AtomicLong number = new AtomicLong();
        return new ThreadPoolExecutor(0, 2 * MOST_PLATFORM, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(null, task, "reprise-connection-" + number.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
    }
}
