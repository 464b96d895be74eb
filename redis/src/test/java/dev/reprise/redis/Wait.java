package dev.reprise.redis;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what a server will do. How long it takes decides nothing. */
final class Wait {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Wait() {}

    static void until(String what, Callable<Boolean> isSo) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            String last;
            try {
                if (isSo.call()) {
                    return;
                }
                last = "not yet";
            } catch (Exception notYet) {
                last = String.valueOf(notYet);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + ": " + last);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
