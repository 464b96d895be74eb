package dev.reprise.cli;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: what was asked for goes to standard output, what is said about it to standard error. A line is
 * written whole, whichever threads write, and in ASCII unless the terminal says UTF-8. Control characters, which a peer may have put
 * into a name, never reach the terminal.
 */
public final class Console {
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Map<String, String> environment;
    private final boolean utf8;
    private final ReentrantLock lock = new ReentrantLock();

    /** A console over these streams. */
    public Console(InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
        this.utf8 = saysUtf8(environment);
    }

    /** That of this process. */
    static Console ofProcess() {
        return new Console(
                // Not the file itself: it looks for its length and its place, and a pipe has none.
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                System.getenv());
    }

    /** POSIX's order: the first of the three that is set decides. */
    private static boolean saysUtf8(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String upper = value.toUpperCase(Locale.ROOT);
                return upper.endsWith("UTF-8") || upper.endsWith("UTF8");
            }
        }
        return false;
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    /** Standard output, for bytes that are not ours to change. */
    public OutputStream out() {
        return out;
    }

    /** A variable of the environment; empty too where it is there and empty. */
    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether more than ASCII may be written. */
    public boolean utf8() {
        return utf8;
    }

    /** Standard output for texts that others make. */
    PrintWriter outWriter() {
        return new PrintWriter(new OutputStreamWriter(out, charset()), true);
    }

    /** Standard error for texts that others make. */
    PrintWriter errWriter() {
        return new PrintWriter(new OutputStreamWriter(err, charset()), true);
    }

    private Charset charset() {
        return utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }

    /** Lines to standard output. */
    public void print(String text) {
        write(out, text);
    }

    /** Lines to standard error. */
    public void note(String text) {
        write(err, text);
    }

    /** One JSON object on a line of standard output. */
    public void json(Map<String, ? extends @Nullable Object> fields) {
        write(out, Json.line(fields));
    }

    private void write(OutputStream stream, String text) {
        byte[] bytes = (printable(text) + "\n").getBytes(charset());
        lock.lock();
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            // Whoever read this is gone, and there is nobody else to tell.
        } finally {
            lock.unlock();
        }
    }

    /** The text, with what could steer a terminal, or cannot be shown, as {@code \}{@code u{...}}. */
    private String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> {
                    boolean shown = c == '\n' || c >= 0x20 && c < 0x7f || utf8 && c >= 0xa0 && isGraphic(c);
                    return shown ? Character.toString(c) : "\\u{" + Integer.toHexString(c) + "}";
                })
                .collect(Collectors.joining());
    }

    private static boolean isGraphic(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
