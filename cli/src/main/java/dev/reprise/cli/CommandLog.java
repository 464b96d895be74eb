package dev.reprise.cli;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * What the library logs, as plain lines on standard error: warnings, and with {@code --debug} everything of its own. Found by
 * {@link java.util.ServiceLoader}, so that no logging framework has to be loaded for a command that takes a second.
 */
public final class CommandLog extends System.LoggerFinder {
    private static volatile boolean debug;

    /** Shows all that the library logs, from now on. */
    static void showEverything() {
        debug = true;
    }

    /** Has those be quiet that write past this log. For commands that ask a server which others share. */
    static void hushOthers() {
        OtherLogs.hush(debug);
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private record Lines(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            boolean shown =
                    level.getSeverity() >= Level.WARNING.getSeverity() || debug && name.startsWith("dev.reprise");
            return shown && level != Level.OFF;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                write(level, String.valueOf(message), thrown);
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
            if (isLoggable(level)) {
                String text = String.valueOf(format);
                write(level, values == null || values.length == 0 ? text : MessageFormat.format(text, values), null);
            }
        }

        private static void write(Level level, String message, @Nullable Throwable thrown) {
            String why = thrown == null ? "" : ": " + Explanation.of(thrown);
            String line = "reprise: " + level.getName().toLowerCase(java.util.Locale.ROOT) + ": " + message + why;
            System.err.println(line.replaceAll("[^\\x20-\\x7e]+", " "));
            if (thrown != null && debug) {
                thrown.printStackTrace();
            }
        }
    }
}
