package dev.reprise.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A connection and since when nothing has come back over it. */
final class RedisConnection {
    private static final long NOTHING_ASKED = Long.MIN_VALUE;

    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final boolean mendsItself;
    private final AtomicLong waitingSince = new AtomicLong(NOTHING_ASKED);

    private RedisConnection(
            StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            boolean mendsItself) {
        this.connection = connection;
        this.commands = commands;
        this.mendsItself = mendsItself;
    }

    static RedisConnection of(StatefulRedisConnection<byte[], byte[]> connection) {
        return new RedisConnection(connection, connection.async(), false);
    }

    /** To many nodes, each of which comes and goes. */
    static RedisConnection of(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return new RedisConnection(connection, connection.async(), true);
    }

    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return commands;
    }

    boolean isUsable() {
        return mendsItself || connection.isOpen();
    }

    void asks() {
        waitingSince.compareAndSet(NOTHING_ASKED, System.nanoTime());
    }

    void answered() {
        waitingSince.set(NOTHING_ASKED);
    }

    /** Whether something was asked so long ago, and nothing has come back since. */
    boolean isSilentFor(Duration silence) {
        long since = waitingSince.get();
        return since != NOTHING_ASKED && System.nanoTime() - since > silence.toNanos();
    }

    /** Without a wait. What is on its way fails. */
    void close() {
        connection.closeAsync();
    }
}
