package dev.reprise.redis;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.RedisClusterClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in Redis (tested with 7.0; it needs what 6.2 brought) or Valkey: one server, one that sentinels watch over, or a cluster. Each call is one command or one script on one key, and is sent once: what
 * was on its way when a connection broke fails, and is not repeated. A client of the application's that mends connections may repeat it, but not once the call has ended.
 *
 * <p>The server drops an entry half a minute after it expired, by its own clock. How many there may be is the server's {@code maxmemory} to say; the policy
 * {@code volatile-ttl} lets revocations go last and ticket keys never. Without a policy ({@code noeviction}) a full server refuses, and connections go on without sessions.
 *
 * <p>That a single-use ticket is single-use rests on a key being deleted once, which one server holds to. A replica that takes over may lack what was written last,
 * and a server that is started again what was not on its disk: a ticket that was used, or a session that was revoked, may come back until it expires.
 *
 * <p>Calls wait 100 ms at most. They must not be made on a thread of the client's own, which answers come by. The constructors connect, for 2 s at most, and
 * succeed also where no server is there: each call tries again. Whoever made the client shuts it down.
 */
public final class RedisSessionStore implements SessionStore {
    /** For the server to tell an expired session from an unknown one, and for clocks that differ. */
    private static final Duration KEPT_AFTERWARDS = Duration.ofSeconds(30);

    /** What the server takes for a time, beyond any lifetime. */
    private static final long LAST_MILLISECOND = 1L << 50;

    private static final int LONGEST = Long.BYTES + LONGEST_CONTENT;

    private static final Script REMOVE_IF = Script.of("""
            local there = redis.call('GET', KEYS[1])
            if there and #there >= 8 and string.sub(there, 9) == ARGV[1] then
              return redis.call('DEL', KEYS[1])
            end
            return 0
            """);

    private final Redis redis;
    private final RedisKeys keys;

    /** On one server, or one that sentinels watch over; with the defaults. */
    public RedisSessionStore(RedisClient client, RedisURI server) {
        this(client, server, Redis.PATIENCE, RedisKeys.PREFIX);
    }

    /**
     * On one server, or one that sentinels watch over.
     *
     * @param patience how long a call waits; a millisecond to a minute
     * @param prefix what the names of keys begin with: {@code reprise} unless several fleets share the server
     */
    public RedisSessionStore(RedisClient client, RedisURI server, Duration patience, String prefix) {
        this(GivenClient.of(client, server), patience, prefix);
    }

    /** In a cluster; with the defaults. */
    public RedisSessionStore(RedisClusterClient client) {
        this(client, Redis.PATIENCE, RedisKeys.PREFIX);
    }

    /**
     * In a cluster.
     *
     * @param patience how long a call waits; a millisecond to a minute
     * @param prefix what the names of keys begin with: {@code reprise} unless several fleets share the cluster
     */
    public RedisSessionStore(RedisClusterClient client, Duration patience, String prefix) {
        this(GivenClient.of(client), patience, prefix);
    }

    RedisSessionStore(RedisLine line, Duration patience, String prefix) {
        this.keys = new RedisKeys(prefix);
        this.redis = new Redis(line, patience);
        redis.begin(commands -> commands.getrange(keys.session(new byte[1]), 0, 0));
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        if (entry.size() > LONGEST_CONTENT) {
            throw new StoreException("an entry of " + entry.size() + " bytes: " + LONGEST_CONTENT + " are allowed");
        }
        byte[] content = entry.content();
        long expiry = expiry(entry.expiresAt());
        byte[] value = ByteBuffer.allocate(Long.BYTES + content.length)
                .putLong(expiry)
                .put(content)
                .array();
        // A time that is past leaves nothing: what was there before goes too.
        SetArgs until = SetArgs.Builder.pxAt(Math.max(1, expiry + KEPT_AFTERWARDS.toMillis()));
        redis.ask(commands -> commands.set(keys.session(name), value, until));
    }

    private static long expiry(Instant expiresAt) {
        try {
            return Math.min(expiresAt.toEpochMilli(), LAST_MILLISECOND);
        } catch (ArithmeticException far) {
            return expiresAt.isAfter(Instant.EPOCH) ? LAST_MILLISECOND : 0;
        }
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        // One that is too long is none of ours: whoever else writes to the server cannot have nodes read half a
        // gigabyte for each look.
        byte @Nullable [] value = redis.ask(commands -> commands.getrange(keys.session(name), 0, LONGEST));
        if (value == null || value.length < Long.BYTES || value.length > LONGEST) {
            return Optional.empty();
        }
        ByteBuffer reading = ByteBuffer.wrap(value);
        Instant expiresAt = Instant.ofEpochMilli(reading.getLong());
        byte[] content = new byte[reading.remaining()];
        reading.get(content);
        return Optional.of(new Entry(content, expiresAt));
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return redis.run(REMOVE_IF, keys.session(name), expected) == 1;
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return redis.count(commands -> commands.del(keys.session(name))) == 1;
    }

    /** Nothing is left to do: the server drops them by itself. */
    @Override
    public int purgeExpired(Instant now) throws StoreException {
        redis.requireOpen();
        return 0;
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
