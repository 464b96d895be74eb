package dev.reprise.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The names that things have in Redis. Whatever is done in one step is done to one of them, so that a cluster can. */
final class RedisKeys {
    /** What names begin with unless said otherwise. */
    static final String PREFIX = "reprise";

    private final byte[] session;
    private final byte[] ticketKeys;

    RedisKeys(String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("no prefix: expected one, so that others' keys are others'");
        }
        session = (prefix + ":session:").getBytes(UTF_8);
        ticketKeys = (prefix + ":keys").getBytes(UTF_8);
    }

    /** Of the session's entry with this name, which is 1 to 64 bytes of any kind. */
    byte[] session(byte[] name) {
        byte[] key = new byte[session.length + name.length];
        System.arraycopy(session, 0, key, 0, session.length);
        System.arraycopy(name, 0, key, session.length, name.length);
        return key;
    }

    /** Of the value that holds the ticket keys. */
    byte[] ticketKeys() {
        return ticketKeys.clone();
    }
}
