package dev.reprise.internal.store;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process of its own that works on a file store as it is told, and says what came of it. */
final class StoreProcess implements AutoCloseable {
    static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;

    private StoreProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    }

    /** Starts a process, which says {@code ready} once it has the store open. */
    static StoreProcess start(String what, Path store, Object... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                what,
                store.toString()));
        Arrays.stream(more).map(Object::toString).forEach(command::add);
        return new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line it says; fails if it ended instead. */
    String says() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process ended");
        }
        return line;
    }

    void go() {
        in.println("go");
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        try (FileSessionStore store = new FileSessionStore(Path.of(arguments[1]), InstantSource.system())) {
            System.out.println("ready");
            System.in.read();
            switch (arguments[0]) {
                case "consume" -> System.out.println(consume(store, Integer.parseInt(arguments[2])));
                case "churn" -> churn(store, Integer.parseInt(arguments[2]));
                case "hold" -> hold(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** Tries for every entry; says which it won. */
    private static String consume(FileSessionStore store, int entries) throws StoreException {
        StringBuilder won = new StringBuilder("won");
        for (int i = 0; i < entries; i++) {
            boolean mine = false;
            for (boolean answered = false; !answered; ) {
                try {
                    mine = store.remove(OpenStore.name(i), content(i));
                    answered = true;
                } catch (StoreException busy) {
                    // The others had the lock for longer than the store waits: not an answer, so it is asked again.
                }
            }
            if (mine) {
                won.append(' ').append(i);
            }
        }
        return won.toString();
    }

    /** Puts, replaces and removes for ever. */
    private static void churn(FileSessionStore store, int entries) {
        System.out.println("churning");
        for (int i = 0; ; i++) {
            byte[] name = OpenStore.name(i % entries);
            try {
                if (i % 3 == 2) {
                    store.remove(name);
                } else {
                    store.put(name, new Entry(content(i % entries), LATER));
                }
            } catch (StoreException busy) {
                // Another process was slow; it goes on.
            }
        }
    }

    private static void hold(Path directory, int shard) throws Exception {
        try (ShardLocks locks = ShardLocks.open(directory, FileSessionStore.LOCK_FILE, FileSessionStore.SHARDS)) {
            locks.holding(shard, FileSessionStore.PATIENCE, () -> {
                System.out.println("holding");
                return System.in.read() + System.in.read() + System.in.read();
            });
        }
    }

    /** What an entry holds: long enough to be half written. */
    static byte[] content(int number) {
        byte[] content = new byte[20_000];
        Arrays.fill(content, (byte) number);
        return content;
    }
}
