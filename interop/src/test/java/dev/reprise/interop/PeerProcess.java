package dev.reprise.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A child process of a test. Its output is kept, it is waited for by what it prints, and it ends with the test at the
 * latest. No wait decides a test by its length: {@link #LIMIT} only keeps a hanging peer from hanging the build.
 */
public final class PeerProcess implements AutoCloseable {
    /** How long anything is waited for: {@value} seconds. */
    static final long LIMIT_SECONDS = 120;

    public static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(PeerProcess::kill), "peers-end"));
    }

    private final String name;
    private final List<String> command;
    private final Process process;
    private final OutputStream input;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private int open = 2;

    /** How a process ended, and what it had printed. */
    public record Ended(int status, List<String> output, List<String> errors) {}

    private PeerProcess(String name, List<String> command, Process process) {
        this.name = name;
        this.command = command;
        this.process = process;
        this.input = process.getOutputStream();
        readers.add(reader(process.getInputStream(), output));
        readers.add(reader(process.getErrorStream(), errors));
    }

    public static PeerProcess start(String name, List<String> command) {
        return start(name, command, Map.of());
    }

    /** Starts {@code command} with {@code environment} added to ours; its standard input stays open until told. */
    public static PeerProcess start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            RUNNING.add(process);
            return new PeerProcess(name, List.copyOf(command), process);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + command, e);
        }
    }

    /** Runs a command that ends by itself, with {@code text} as its whole standard input. */
    public static Ended run(String name, List<String> command, Map<String, String> environment, String text) {
        try (PeerProcess process = start(name, command, environment)) {
            process.send(text);
            process.endInput();
            return process.awaitEnd();
        }
    }

    /** The same, with nothing to read, for a command that may take longer than {@link #LIMIT}. */
    static Ended run(String name, List<String> command, Duration limit) {
        try (PeerProcess process = start(name, command)) {
            process.endInput();
            return process.awaitEnd(limit);
        }
    }

    private Thread reader(InputStream stream, List<String> lines) {
        Thread thread = new Thread(() -> read(stream, lines), name + "-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(InputStream stream, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(lines, line);
            }
        } catch (IOException e) {
            add(lines, "(output cut off: " + e.getMessage() + ")");
        } finally {
            lock.lock();
            try {
                open--;
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void add(List<String> lines, String line) {
        lock.lock();
        try {
            lines.add(line);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Standard output so far. */
    public List<String> output() {
        lock.lock();
        try {
            return List.copyOf(output);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code search} finds what it looks for in the lines of standard output. It must not keep the list.
     *
     * @throws PeerFailure if the process ends, or {@link #LIMIT} passes, before that
     */
    public <T> T await(String what, Function<List<String>, Optional<T>> search) {
        return await(what, output, search);
    }

    /** The same for standard error. */
    public <T> T awaitInErrors(String what, Function<List<String>, Optional<T>> search) {
        return await(what, errors, search);
    }

    private <T> T await(String what, List<String> lines, Function<List<String>, Optional<T>> search) {
        long left = LIMIT.toNanos();
        lock.lock();
        try {
            while (true) {
                boolean ended = open == 0;
                Optional<T> found = search.apply(Collections.unmodifiableList(lines));
                if (found.isPresent()) {
                    return found.get();
                }
                if (ended || left <= 0) {
                    throw new PeerFailure((ended ? "ended" : "still runs") + " without " + what, this.toString());
                }
                left = more.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerFailure("interrupted while waiting for " + what, this.toString());
        } finally {
            lock.unlock();
        }
    }

    /** Writes to standard input. A process that no longer reads is no fault here: how it ended will tell. */
    public void send(String text) {
        try {
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            add(errors, "(input not taken: " + e.getMessage() + ")");
        }
    }

    public void endInput() {
        try {
            input.close();
        } catch (IOException e) {
            add(errors, "(input not taken: " + e.getMessage() + ")");
        }
    }

    /** Asks the process to end (SIGTERM on Unix). What it says from now on is still read: {@link Process#destroy} would not. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends it and its children a signal by its name, {@code STOP} for one. */
    public void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(process.pid())));
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        Ended ended = run("kill", command, Map.of(), "");
        if (ended.status() != 0) {
            throw new PeerFailure("cannot be sent " + signal, ended.toString());
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the process and of its output. */
    public Ended awaitEnd() {
        return awaitEnd(LIMIT);
    }

    private Ended awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new PeerFailure("does not end", toString());
            }
            for (Thread reader : readers) {
                reader.join(LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerFailure("interrupted while waiting for its end", toString());
        }
        lock.lock();
        try {
            return new Ended(process.exitValue(), List.copyOf(output), List.copyOf(errors));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        kill(process);
        RUNNING.remove(process);
        endInput();
        awaitEnd();
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Everything a failed test should show. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return name + (isAlive() ? "" : " (ended " + process.exitValue() + ")") + ": " + String.join(" ", command)
                    + "\n--- its output\n" + String.join("\n", output) + "\n--- its errors\n"
                    + String.join("\n", errors);
        } finally {
            lock.unlock();
        }
    }
}
