package dev.reprise.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A redis-server of a test's, on a free port of this machine and in a folder of its own. It ends with the test, or with this JVM. */
final class RedisProcess implements AutoCloseable {
    static final String PROGRAM = "redis-server";

    /** No wait decides a test by its length: this only keeps a server that hangs from hanging the build. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Set<RedisProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RedisProcess::close), "redis-end"));
    }

    private final int port = freePort();
    private final Path folder;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    /** Skips the test, saying why, where there is none; where {@code CI=true} it fails. */
    static void require() {
        if (program().isEmpty()) {
            String why = "There is no " + PROGRAM + " on the PATH (Debian: redis-server)";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(why);
            }
            Assumptions.abort(why);
        }
    }

    private static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .map(directory -> Path.of(directory, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private RedisProcess() {
        require();
        try {
            folder = Files.createTempDirectory("reprise-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.addAll(List.of(program().orElseThrow().toString()));
    }

    /** With these words after those that say where it is. */
    static RedisProcess start(String... more) {
        return started(() -> server(more));
    }

    /** In the time between a look at a port and the start somebody else may take it, or that of a cluster's bus: then on others. */
    private static RedisProcess started(Supplier<RedisProcess> making) {
        for (int left = 5; ; left--) {
            RedisProcess made = making.get();
            try {
                made.startAgain();
                return made;
            } catch (AssertionError e) {
                made.close();
                if (left == 0 || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private static RedisProcess server(String... more) {
        RedisProcess server = new RedisProcess();
        server.command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(server.port)));
        server.command.addAll(List.of("--dir", server.folder.toString(), "--save", ""));
        server.command.addAll(List.of("--repl-diskless-sync-delay", "0"));
        server.command.addAll(List.of(more));
        return server;
    }

    /** A sentinel that watches over that server, by the name of {@code mymaster}, alone. */
    static RedisProcess sentinel(RedisProcess master) {
        return started(() -> over(master));
    }

    private static RedisProcess over(RedisProcess master) {
        RedisProcess sentinel = new RedisProcess();
        try {
            Path settings = Files.writeString(
                    sentinel.folder.resolve("sentinel.conf"),
                    String.join(
                            "\n",
                            "bind 127.0.0.1",
                            "port " + sentinel.port,
                            "dir " + sentinel.folder,
                            "sentinel monitor mymaster 127.0.0.1 " + master.port + " 1",
                            "sentinel down-after-milliseconds mymaster 3000",
                            "sentinel failover-timeout mymaster 5000",
                            ""));
            sentinel.command.addAll(List.of(settings.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentinel;
    }

    /** Starts it, or starts it again, in the same place with the same files. Returns when it takes connections. */
    void startAgain() {
        Path log = folder.resolve("log");
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            RUNNING.add(this);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!isReady(Files.readString(log))) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError("it does not start: " + command + "\n" + Files.readString(log));
                }
                Thread.sleep(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isReady(String log) {
        return log.contains("Ready to accept connections") || log.contains("+monitor master");
    }

    static int freePort() {
        while (true) {
            // Below those of outgoing connections, and with room for the port of a cluster's bus.
            int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    /** The SPEC without a login. */
    String spec() {
        return "redis://127.0.0.1:" + port;
    }

    RedisURI uri() {
        return RedisURI.create(spec());
    }

    /** Has it stand still, or go on. */
    void signal(String name) {
        try {
            long id = process == null ? -1 : process.pid();
            new ProcessBuilder("kill", "-" + name, Long.toString(id)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as a loss of power would. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What an operator would say to it, over a connection that waits longer than any store. */
    <T> T ask(Function<RedisCommands<String, String>, T> command) {
        RedisClient client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(LIMIT)
                .build());
        try (StatefulRedisConnection<String, String> connection = client.connect(StringCodec.ASCII)) {
            return command.apply(connection.sync());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    /** The same in words. */
    List<Object> tell(String command, String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.ASCII);
        for (String word : words) {
            arguments.add(word);
        }
        return ask(commands -> commands.dispatch(
                () -> command.getBytes(StandardCharsets.US_ASCII),
                new NestedMultiOutput<>(StringCodec.ASCII),
                arguments));
    }

    @Override
    public void close() {
        kill();
        RUNNING.remove(this);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Left to the system's own cleaning.
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
