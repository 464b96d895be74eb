package dev.reprise.redis;

import java.time.Duration;

/** Stores and registers that a SPEC names, and that wait longer than a slow machine takes: no time decides a test. */
final class Opened {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Opened() {}

    static RedisSessionStore store(String spec) {
        return store(spec, PATIENCE);
    }

    static RedisSessionStore store(String spec, Duration patience) {
        RedisAddress address = RedisAddress.of(spec);
        return new RedisSessionStore(OwnClient.of(address), patience, address.prefix());
    }

    static RedisKeyRegister register(String spec) {
        RedisAddress address = RedisAddress.of(spec);
        return new RedisKeyRegister(OwnClient.of(address), PATIENCE, address.prefix());
    }
}
