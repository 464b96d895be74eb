package dev.reprise.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code serve --json} in this JVM, for as many connections as {@code --once} says; it ends with them. */
public final class Serving {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> end;
    private int port;

    private Serving(List<String> arguments) {
        Console console = new Console(InputStream.nullInputStream(), new LineSplitter(lines), errors, Map.of());
        end = CompletableFuture.supplyAsync(
                () -> Main.run(console, arguments.toArray(String[]::new)), work -> new Thread(work, "serve").start());
    }

    /** Starts it on a free port, and waits until it listens. */
    public static Serving once(int connections, String... options) {
        return onceOn(0, connections, options);
    }

    /** Starts it on this port, and waits until it listens. */
    public static Serving onceOn(int port, int connections, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("serve", String.valueOf(port), "--json", "--once", String.valueOf(connections)));
        arguments.addAll(Arrays.asList(options));
        Serving serving = new Serving(arguments);
        serving.port = Math.toIntExact(
                (Long) java.util.Objects.requireNonNull(serving.line().get("port")));
        return serving;
    }

    public int port() {
        return port;
    }

    /** {@code localhost:PORT}. */
    public String address() {
        return "localhost:" + port;
    }

    /** Waits for the next line. */
    public Map<String, @Nullable Object> line() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("serve says nothing more; standard error: " + errors());
            }
            return Json.parse(line);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for its end. */
    public int status() {
        try {
            return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("serve does not end; standard error: " + errors(), e);
        }
    }

    public String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** A plain connection to it. */
    public Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return socket;
    }

    /** Standard output, line by line. */
    private static final class LineSplitter extends OutputStream {
        private final BlockingQueue<String> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        private LineSplitter(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
