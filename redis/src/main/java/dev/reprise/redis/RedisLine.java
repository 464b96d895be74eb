package dev.reprise.redis;

import java.util.concurrent.CompletionStage;

/** How connections to a Redis come about, and what may be said of it. {@link Object#toString()} names it, without any password. */
interface RedisLine extends AutoCloseable {
    /** A new connection. */
    CompletionStage<RedisConnection> connect();

    /** A message of a library's or a server's, without any password that it repeats. */
    String discreet(String message);

    /** Lets go of the client, if that is ours to do. */
    @Override
    void close();
}
