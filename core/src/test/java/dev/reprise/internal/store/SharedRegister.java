package dev.reprise.internal.store;

import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A register in memory that fails, lies or loses when it is told to, and the nodes that share it. */
final class SharedRegister implements KeyRegister {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Duration ROTATE = Duration.ofHours(1);
    static final Duration LIFETIME = Duration.ofHours(3);
    static final KeySchedule SCHEDULE = new KeySchedule(ROTATE, LIFETIME);
    static final Duration SECOND = Duration.ofSeconds(1);

    private final MemoryKeyRegister inside = new MemoryKeyRegister();
    private final AtomicInteger seeds = new AtomicInteger(100);
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger writes = new AtomicInteger();
    volatile boolean down;
    volatile boolean readOnly;
    volatile boolean rude;
    volatile Runnable beforeReplacing = () -> {};
    volatile UnaryOperator<Optional<byte[]>> lie = value -> value;

    @Override
    public Optional<byte[]> read() throws StoreException {
        reads.incrementAndGet();
        up();
        return lie.apply(inside.read());
    }

    @Override
    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
        up();
        if (readOnly) {
            throw new StoreException("read only");
        }
        Runnable before = beforeReplacing;
        beforeReplacing = () -> {};
        before.run();
        boolean replaced = inside.replace(expected, replacement);
        if (replaced) {
            writes.incrementAndGet();
        }
        return replaced;
    }

    private void up() throws StoreException {
        if (rude) {
            throw new IllegalStateException("a bug in a register");
        }
        if (down) {
            throw new StoreException("down");
        }
    }

    byte[] value() {
        try {
            return inside.read().orElse(new byte[0]);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    /** What whoever may write it puts there. */
    void set(byte[] value) {
        try {
            if (!inside.replace(inside.read(), value)) {
                throw new AssertionError("somebody else wrote");
            }
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    int keys() {
        return RegisterValue.decode(value()).entries().size();
    }

    RegisterKeys node(Instant now) {
        return node(SCHEDULE, secret(1), now);
    }

    RegisterKeys node(KeySchedule schedule, MasterKeys secret, Instant now) {
        return new RegisterKeys(this, schedule, secret, new TestRandom(seeds.incrementAndGet()), now);
    }

    static MasterKeys secret(int... numbers) {
        List<Secret> secrets = Arrays.stream(numbers)
                .mapToObj(number -> Secret.random(32, new TestRandom(number)))
                .toList();
        return MasterKeys.of(secrets);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "shared";
    }
}
