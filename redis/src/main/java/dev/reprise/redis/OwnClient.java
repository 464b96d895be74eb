package dev.reprise.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client for who names a Redis and nothing more, with two threads of its own, which are daemons. */
final class OwnClient implements RedisLine {
    private static final int THREADS = 2;

    /** Commands on their way at once: many more than a context's threads make. */
    private static final int MOST_COMMANDS = 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration TOPOLOGY = Duration.ofSeconds(15);
    private static final Duration TOPOLOGY_AFTER_TROUBLE = Duration.ofSeconds(1);

    private final RedisAddress address;
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Supplier<CompletionStage<RedisConnection>> connecting;

    private OwnClient(
            RedisAddress address,
            ClientResources resources,
            AbstractRedisClient client,
            Supplier<CompletionStage<RedisConnection>> connecting) {
        this.address = address;
        this.resources = resources;
        this.client = client;
        this.connecting = connecting;
    }

    static OwnClient of(RedisAddress address) {
        ClientResources resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.fullJitter(FIRST_PAUSE, LONGEST_PAUSE, 10, TimeUnit.MILLISECONDS))
                .build();
        return address.isCluster() ? cluster(address, resources) : server(address, resources);
    }

    /** One connection, which is made anew, not mended: Lettuce repeats nothing then. */
    private static OwnClient server(RedisAddress address, ClientResources resources) {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(address)
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        RedisURI server = address.uris().get(0);
        return new OwnClient(address, resources, client, () -> RedisConnection.to(server, client));
    }

    /**
     * A connection to each node, which Lettuce makes when it is first needed, and mends. A command waits for that, as long as its call does, and is then taken
     * back; one that was sent is not sent again.
     */
    private static OwnClient cluster(RedisAddress address, ClientResources resources) {
        RedisClusterClient client = RedisClusterClient.create(resources, address.uris());
        ClientOptions options = options(address).replayFilter(command -> true).build();
        client.setOptions(ClusterClientOptions.builder(options)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_AFTER_TROUBLE)
                        .build())
                .build());
        return new OwnClient(address, resources, client, () -> RedisConnection.inCluster(client));
    }

    private static ClientOptions.Builder options(RedisAddress address) {
        return ClientOptions.builder()
                .requestQueueSize(MOST_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .sslOptions(address.tls())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Redis.connecting(address.patience()))
                        .keepAlive(true)
                        .build());
    }

    @Override
    public CompletionStage<RedisConnection> connect() {
        return connecting.get();
    }

    @Override
    public String discreet(String message) {
        return address.discreet(message);
    }

    @Override
    public void close() {
        CompletionStage<Void> ending = client.shutdownAsync(0, 2, TimeUnit.SECONDS);
        ending.whenComplete((done, failure) -> endThreads());
    }

    private void endThreads() {
        Future<Boolean> unused = resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
