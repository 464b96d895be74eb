package dev.reprise.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command that was run in this JVM, to its end.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record CommandRun(int status, String out, String err) {
    /** Runs a command with nothing on standard input. */
    public static CommandRun of(String... arguments) {
        return with("", Map.of(), arguments);
    }

    /** Runs a command with this on standard input, and in this environment. */
    public static CommandRun with(String input, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new Console(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        (OutputStream) out,
                        err,
                        environment),
                arguments);
        return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The JSON lines on standard output: every line has to be one. */
    public List<Map<String, @Nullable Object>> json() {
        return out.lines().map(Json::parse).toList();
    }

    /** The only JSON line. */
    public Map<String, @Nullable Object> onlyLine() {
        List<Map<String, @Nullable Object>> lines = json();
        if (lines.size() != 1) {
            throw new AssertionError("not one line: " + this);
        }
        return lines.get(0);
    }
}
