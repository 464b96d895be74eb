package dev.reprise.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A client of the application's, which stays its own: connections are made and closed, the client is not. */
final class GivenClient implements RedisLine {
    private final Supplier<CompletionStage<RedisConnection>> connecting;

    private GivenClient(Supplier<CompletionStage<RedisConnection>> connecting) {
        this.connecting = connecting;
    }

    static GivenClient of(RedisClient client, RedisURI server) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(server, "server");
        return new GivenClient(() -> RedisConnection.to(server, client));
    }

    static GivenClient of(RedisClusterClient client) {
        Objects.requireNonNull(client, "client");
        return new GivenClient(() -> RedisConnection.inCluster(client));
    }

    @Override
    public CompletionStage<RedisConnection> connect() {
        return connecting.get();
    }

    /** As the client says it: whose password it is, and where, only the application knows. */
    @Override
    public String discreet(String message) {
        return message;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "redis";
    }
}
