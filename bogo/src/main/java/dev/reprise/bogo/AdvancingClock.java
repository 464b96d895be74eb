package dev.reprise.bogo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still but for what the runner wants to have gone by: it knows to the millisecond how old a session is. */
final class AdvancingClock implements InstantSource {
    private volatile Instant now;

    AdvancingClock(Instant start) {
        now = start;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
