package dev.reprise.cli;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The end of the process: by itself, or because somebody asked for it (SIGTERM, SIGINT). */
final class Shutdown {
    private static final AtomicReference<@Nullable Thread> HOOK = new AtomicReference<>();

    private Shutdown() {}

    /** When the process is asked to end, this is run to its end first, and the exit status is 0. */
    static void whenAsked(Runnable gracefully) {
        Thread hook = new Thread(
                () -> {
                    gracefully.run();
                    Runtime.getRuntime().halt(0);
                },
                "reprise-shutdown");
        if (HOOK.compareAndSet(null, hook)) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Nothing is to be run any more. */
    static void forget() {
        Thread hook = HOOK.getAndSet(null);
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It runs already, and ends the process.
            }
        }
    }

    /** Ends the process by itself. */
    static void end(int status) {
        forget();
        System.exit(status);
    }
}
