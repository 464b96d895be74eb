/** Sessions and ticket keys in Redis. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Lettuce has no module descriptor
module dev.reprise.redis {
    requires transitive dev.reprise;
    requires transitive lettuce.core;
    requires io.netty.handler;
    requires static org.jspecify;

    exports dev.reprise.redis;

    provides dev.reprise.session.StoreProvider with
            dev.reprise.redis.RedisStoreProvider;
}
