package dev.reprise.testing;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness that is the same each time: a test that names its seed can be run again. */
public final class TestRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Random numbers;

    public TestRandom(long seed) {
        this.numbers = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        synchronized (numbers) {
            numbers.nextBytes(bytes);
        }
    }
}
