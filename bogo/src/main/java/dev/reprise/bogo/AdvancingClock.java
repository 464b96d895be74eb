package dev.reprise.bogo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's time, and on top of it what the runner wants to have gone by. */
final class AdvancingClock implements InstantSource {
    private final InstantSource base;
    private volatile Duration ahead = Duration.ZERO;

    AdvancingClock(InstantSource base) {
        this.base = base;
    }

    void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }
}
