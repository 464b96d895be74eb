package dev.reprise.interop.applications;

import dev.reprise.Reprise;
import dev.reprise.session.Resumption;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;

/** The client libraries for Redis. */
enum RedisLibrary {
    /** It takes a socket factory, and its sockets can be seen where it is told how to make them. */
    JEDIS {
        @Override
        Resumption visit(RedisContext context, int port, String value) {
            JedisClientConfig configuration = DefaultJedisClientConfig.builder()
                    .ssl(true)
                    .sslSocketFactory(context.built().getSocketFactory())
                    .build();
            AtomicReference<@Nullable Socket> seen = new AtomicReference<>();
            DefaultJedisSocketFactory sockets =
                    new DefaultJedisSocketFactory(new HostAndPort("localhost", port), configuration) {
                        @Override
                        public Socket createSocket() {
                            Socket socket = super.createSocket();
                            seen.set(socket);
                            return socket;
                        }
                    };
            try (Jedis jedis = new Jedis(sockets, configuration)) {
                jedis.set("name", value);
                requireEqual(value, jedis.get("name"));
                return Reprise.resumption((SSLSocket) Objects.requireNonNull(seen.get()));
            }
        }
    },

    /** It takes what Netty's builder takes: here the JVM's first provider and PEM files. Its channels can be seen. */
    LETTUCE {
        @Override
        Resumption visit(RedisContext context, int port, String value) {
            AtomicReference<@Nullable SSLEngine> seen = new AtomicReference<>();
            ClientResources resources = ClientResources.builder()
                    .nettyCustomizer(new NettyCustomizer() {
                        @Override
                        public void afterChannelInitialized(Channel channel) {
                            seen.set(channel.pipeline().get(SslHandler.class).engine());
                        }
                    })
                    .build();
            RedisClient client = RedisClient.create(
                    resources,
                    RedisURI.builder()
                            .withHost("localhost")
                            .withPort(port)
                            .withSsl(true)
                            .build());
            client.setOptions(ClientOptions.builder()
                    .sslOptions(SslOptions.builder()
                            .jdkSslProvider()
                            .trustManager(context.authority().toFile())
                            .keyManager(
                                    context.certificate().toFile(),
                                    context.key().toFile(),
                                    new char[0])
                            .build())
                    .build());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().set("name", value);
                requireEqual(value, connection.sync().get("name"));
                return Reprise.resumption(Objects.requireNonNull(seen.get()));
            } finally {
                client.shutdown();
                resources.shutdown();
            }
        }
    };

    /** One connection to {@code localhost}, by a new client: keeps a value, and gets it. */
    abstract Resumption visit(RedisContext context, int port, String value);

    private static void requireEqual(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new IllegalStateException("got " + actual + " for " + expected);
        }
    }
}
