package dev.reprise.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A connection and since when nothing has come back over it. */
final class RedisConnection {
    private static final long NOTHING_ASKED = Long.MIN_VALUE;

    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final boolean ofMany;
    private final boolean mended;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicLong waitingSince = new AtomicLong(NOTHING_ASKED);

    private RedisConnection(
            StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            boolean ofMany,
            boolean mended) {
        this.connection = connection;
        this.commands = commands;
        this.ofMany = ofMany;
        this.mended = mended;
    }

    /** To one server; of those that sentinels watch over, to the master as they name it now. */
    static CompletionStage<RedisConnection> to(RedisURI server, RedisClient client) {
        boolean mended = client.getOptions().isAutoReconnect();
        return client.connectAsync(ByteArrayCodec.INSTANCE, server)
                .thenApply(connection -> new RedisConnection(connection, connection.async(), false, mended));
    }

    /** To the nodes of a cluster as it is now, each of which may come and go. */
    static CompletionStage<RedisConnection> inCluster(RedisClusterClient client) {
        return client.refreshPartitionsAsync()
                .thenCompose(looked -> client.connectAsync(ByteArrayCodec.INSTANCE))
                .thenApply(connection -> new RedisConnection(connection, connection.async(), true, true));
    }

    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return commands;
    }

    /** Whether to ask over it; one to a single server that has ended is better made anew than waited for. */
    boolean isUsable() {
        return ofMany || connection.isOpen();
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

    /** Without a wait. What is on its way fails. One that has ended, and that nobody mends, is closed already. */
    CompletionStage<Void> close() {
        if (!mended && !connection.isOpen()) {
            closed.complete(null);
        } else if (closing.compareAndSet(false, true)) {
            CompletionStage<Void> ending = connection.closeAsync();
            ending.whenComplete((done, failure) -> closed.complete(null));
        }
        return closed;
    }
}
