package dev.reprise.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged under a name, and kept from the console, until it is closed. */
public final class Logged implements AutoCloseable {
    private final Logger logger;
    private final Handler handler = new Collector();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public Logged(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    /** Level and message, such as {@code WARNING: no such file}. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private final class Collector extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.INFO.intValue()) {
                lines.add(record.getLevel() + ": " + formatter.formatMessage(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
