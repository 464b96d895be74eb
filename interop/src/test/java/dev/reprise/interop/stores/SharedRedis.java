package dev.reprise.interop.stores;

import dev.reprise.redis.RedisKeyRegister;
import dev.reprise.redis.RedisSessionStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Redis that the tests of one JVM share, with a password, and with all that it is told in its files, uncompressed. */
final class SharedRedis {
    private static final String PASSWORD = "interop";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS =
            Map.of("requirepass", PASSWORD, "appendonly", "yes", "rdbcompression", "no");

    private static @Nullable RedisServer shared;

    private SharedRedis() {}

    static synchronized RedisServer server() {
        RedisServer known = shared;
        if (known == null) {
            RedisServer.require();
            known = RedisServer.inTheClear(SETTINGS);
            Runtime.getRuntime().addShutdownHook(new Thread(known::close));
            shared = known;
        }
        return known;
    }

    static String emptySpec() {
        String spec = "redis://:" + PASSWORD + "@127.0.0.1:" + server().port();
        ask(commands -> {
            commands.flushall();
            return commands.bgrewriteaof();
        });
        return spec;
    }

    static StoreServer.Access open() {
        RedisClient client = RedisClient.create();
        RedisURI uri = uri();
        return new StoreServer.Access(
                new RedisSessionStore(client, uri, PATIENCE, "reprise"),
                new RedisKeyRegister(client, uri, PATIENCE, "reprise"),
                () -> client.shutdown(0, 2, TimeUnit.SECONDS));
    }

    private static RedisURI uri() {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(server().port())
                .withPassword(PASSWORD.toCharArray())
                .build();
    }

    private static <T> T ask(Function<RedisCommands<byte[], byte[]>, T> command) {
        RedisClient client = RedisClient.create(uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            return command.apply(connection.sync());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    /** Names and values, the snapshot, and the append-only files: what was overwritten too. */
    static List<byte[]> dump() throws IOException {
        List<byte[]> all = new ArrayList<>(ask(commands -> {
            commands.save();
            List<byte[]> entries = new ArrayList<>();
            for (byte[] key : commands.keys("*")) {
                entries.add(key);
                entries.add(commands.get(key));
            }
            return entries;
        }));
        int inMemory = all.size();
        try (Stream<Path> files = Files.walk(server().folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.add(Files.readAllBytes(file));
            }
        }
        if (all.size() < inMemory + 3) { // a snapshot, and at least a manifest and a part of the append-only file
            throw new AssertionError("Redis has written " + (all.size() - inMemory) + " files");
        }
        return all;
    }
}
