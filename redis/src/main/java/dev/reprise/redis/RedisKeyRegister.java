package dev.reprise.redis;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ticket keys of a fleet in one value of a Redis, beside the sessions of {@link RedisSessionStore} or alone. What is said there of servers, waits and
 * fail-overs holds here too. The value has no expiry, so that no policy whose name begins with {@code volatile} evicts it; one whose name begins with {@code allkeys}
 * may, which costs full handshakes until the nodes have put it back.
 *
 * <p>Redis keeps what was overwritten for a while: in its append-only file until that is rewritten, in snapshots, in backups of both. What was sealed under a key can be opened until
 * that is gone, by whoever has the fleet's secret besides.
 */
public final class RedisKeyRegister implements KeyRegister {
    private static final Script REPLACE = Script.of("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              redis.call('SET', KEYS[1], ARGV[2])
              return 1
            end
            return 0
            """);

    private final Redis redis;
    private final byte[] key;

    /** On one server, or one that sentinels watch over; with the defaults. */
    public RedisKeyRegister(RedisClient client, RedisURI server) {
        this(client, server, Redis.PATIENCE, RedisKeys.PREFIX);
    }

    /**
     * On one server, or one that sentinels watch over.
     *
     * @param patience how long a call waits; a millisecond to a minute
     * @param prefix what the key's name begins with: {@code reprise} unless several fleets share the server
     */
    public RedisKeyRegister(RedisClient client, RedisURI server, Duration patience, String prefix) {
        this(GivenClient.of(client, server), patience, prefix);
    }

    /** In a cluster; with the defaults. */
    public RedisKeyRegister(RedisClusterClient client) {
        this(client, Redis.PATIENCE, RedisKeys.PREFIX);
    }

    /**
     * In a cluster.
     *
     * @param patience how long a call waits; a millisecond to a minute
     * @param prefix what the key's name begins with: {@code reprise} unless several fleets share the cluster
     */
    public RedisKeyRegister(RedisClusterClient client, Duration patience, String prefix) {
        this(GivenClient.of(client), patience, prefix);
    }

    RedisKeyRegister(RedisLine line, Duration patience, String prefix) {
        this.key = new RedisKeys(prefix).ticketKeys();
        this.redis = new Redis(line, patience);
        redis.begin(commands -> commands.exists(key));
    }

    @Override
    public Optional<byte[]> read() throws StoreException {
        byte[] value = begin();
        if (value.length > 0) {
            return Optional.of(value);
        }
        // Nothing; or an empty value, as only somebody else puts there; or one that has come since, which is read then.
        boolean there = redis.count(commands -> commands.exists(key)) == 1;
        return there ? Optional.of(begin()) : Optional.empty();
    }

    /**
     * How the value begins: one byte more than there may be, so that one that is too long is seen to be. Whoever else writes to the server cannot have
     * nodes read half a gigabyte.
     */
    private byte[] begin() throws StoreException {
        byte @Nullable [] value = redis.ask(commands -> commands.getrange(key, 0, LONGEST_VALUE));
        return value == null ? new byte[0] : value;
    }

    @Override
    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
        if (expected.isPresent()) {
            return redis.run(REPLACE, key, expected.get(), replacement) == 1;
        }
        return redis.ask(commands -> commands.set(key, replacement, SetArgs.Builder.nx())) != null;
    }

    @Override
    public void close() {
        redis.close();
    }

    /** The server, without any password. */
    @Override
    public String toString() {
        return redis.toString();
    }
}
