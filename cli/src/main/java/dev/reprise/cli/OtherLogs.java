package dev.reprise.cli;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What libraries log by {@code java.util.logging}: the client of Redis says again and again that it cannot connect. What matters of that the store says. Apart, so that nobody loads that
 * framework who has nothing to hush.
 */
final class OtherLogs {
    /** Kept, since a logger that nobody keeps forgets its level. */
    private static final List<Logger> ALL = List.of(Logger.getLogger("io.lettuce"), Logger.getLogger("io.netty"));

    private OtherLogs() {}

    static void hush(boolean onlyToWarnings) {
        ALL.forEach(log -> log.setLevel(onlyToWarnings ? Level.WARNING : Level.OFF));
    }
}
