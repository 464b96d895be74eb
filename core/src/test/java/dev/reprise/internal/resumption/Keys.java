package dev.reprise.internal.resumption;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.testing.TestRandom;
import java.time.Instant;
import java.util.Arrays;

/** Keys for tests: named by a byte, different for each. */
final class Keys {
    private Keys() {}

    static TicketKey named(int name) {
        byte[] bytes = new byte[TicketKey.NAME_LENGTH];
        Arrays.fill(bytes, (byte) name);
        return new TicketKey(bytes, Secret.random(32, new TestRandom(name)), Instant.MIN, Instant.MAX, Instant.MAX);
    }

    static TicketKeyring ring(TicketKey... keys) {
        return TicketKeyring.of(keys[keys.length - 1], Arrays.asList(keys));
    }
}
