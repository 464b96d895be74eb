package dev.reprise.cli.demo;

import dev.reprise.cli.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM of its own that runs a part of this program and speaks JSON lines. */
final class Child implements AutoCloseable {
    private static final long LINE_SECONDS = 30;
    private static final String END = "";

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer complaints = new StringBuffer();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a JVM like this one.
     *
     * @param name what to call it in messages
     * @param main the class whose {@code main} is run, through {@link ChildMain}
     */
    static Child start(String name, Class<?> main, List<String> arguments) throws IOException {
        return start(name, main, arguments, List.of());
    }

    /** The same for one that lives for a moment only: it starts sooner, and would run slower if it ran for long. */
    static Child startBrief(String name, Class<?> main, List<String> arguments) throws IOException {
        return start(name, main, arguments, List.of("-XX:TieredStopAtLevel=1"));
    }

    private static Child start(String name, Class<?> main, List<String> arguments, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("-X")) {
                command.add(option); // the archive of classes, with which the JVM starts sooner
            }
        }
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ChildMain.class.getName());
        command.add(String.valueOf(ProcessHandle.current().pid()));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("SSLKEYLOGFILE");
        Child child = new Child(name, builder.start());
        child.listen();
        return child;
    }

    /** What it is called in messages. */
    String name() {
        return name;
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Waits for the next line. */
    Map<String, @Nullable Object> line() throws IOException, InterruptedException {
        String line = lines.poll(LINE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
            throw new IOException(name + (line == null ? " says nothing" : " ended") + errors());
        }
        return Json.parse(line);
    }

    /** Lets go of lines that nobody waits for. */
    void forgetLines() {
        lines.removeIf(line -> !line.equals(END));
    }

    /** Waits for its end, and that it ended well. */
    void awaitSuccess() throws IOException, InterruptedException {
        if (!process.waitFor(LINE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(name + " does not end" + errors());
        }
        if (process.exitValue() != 0) {
            throw new IOException(name + " ended with status " + process.exitValue() + errors());
        }
    }

    /** Asks it to end, and waits for that. */
    void stop() throws IOException, InterruptedException {
        process.toHandle().destroy(); // what it says until then is still read
        awaitSuccess();
    }

    /** What it used of the processors so far, as the system counts; zero where the system does not say, or it has ended. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String errors() {
        String said = complaints.toString().strip().replaceAll("\\s*\\n\\s*", "; ");
        return said.isEmpty() ? "" : ": " + said;
    }

    private void listen() {
        read(process.getInputStream(), lines::add, () -> lines.add(END));
        read(process.getErrorStream(), line -> complaints.append(line).append('\n'), () -> {});
    }

    private void read(InputStream stream, java.util.function.Consumer<String> each, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            each.accept(line);
                        }
                    } catch (IOException e) {
                        // The process is gone.
                    }
                    end.run();
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
