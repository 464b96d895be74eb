/**
 * Sessions and ticket keys in Redis, or Valkey, that all nodes reach: {@link dev.reprise.redis.RedisSessionStore} and
 * {@link dev.reprise.redis.RedisKeyRegister}, over a client of the application's (Lettuce), or by a SPEC ({@code redis://...}).
 */
@NullMarked
package dev.reprise.redis;

import org.jspecify.annotations.NullMarked;
