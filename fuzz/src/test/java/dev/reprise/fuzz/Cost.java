package dev.reprise.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What work allocates. No clock is looked at. */
public final class Cost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is made once, whenever its time comes, such as classes, is not there the second or third time. */
    private static final int TRIES = 3;

    private Cost() {}

    /**
     * Does the work, again if it seems dear, and fails if it always allocates more than so many bytes.
     *
     * @param work what can be done over and over, with the same outcome
     */
    public static void atMost(long bytes, Runnable work) {
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && allocated > bytes; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        if (allocated > bytes) {
            throw new AssertionError("allocates " + allocated + " bytes, at most " + bytes + " were expected");
        }
    }
}
