package dev.reprise.internal.resumption;

import java.time.Duration;

/**
 * How ticket keys follow each other: a key seals for {@code rotate}, then opens for as long as anything it sealed may live, then
 * is wiped.
 *
 * @param rotate how long one key seals; more than 0, at most 7 days
 * @param lifetime how long a session may be resumed; more than 0, at most 7 days (RFC 9846 section 4.7.1)
 */
public record KeySchedule(Duration rotate, Duration lifetime) {
    /** The longest a session may live and a key may seal: the limit of RFC 9846 section 4.7.1. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** How far the clocks of two nodes may be apart, and how much longer than its sessions a key opens. */
    public static final Duration SKEW = Duration.ofMinutes(5);

    /** Six hours each. */
    public static final KeySchedule DEFAULT = new KeySchedule(Duration.ofHours(6), Duration.ofHours(6));

    /**
     * The most keys that may have to be kept at once, lifetime by rotate: a second and six hours make 21,600, which is
     * work, and a millisecond and seven days make 604,800,000, which is a mistake.
     */
    public static final int MOST_KEYS = 65_536;

    public KeySchedule {
        check("rotate", rotate);
        check("lifetime", lifetime);
        if (lifetime.toMillis() / rotate.toMillis() > MOST_KEYS) {
            throw new IllegalArgumentException("rotate is " + rotate + " and lifetime " + lifetime + ": that is "
                    + lifetime.toMillis() / rotate.toMillis() + " keys to keep, at most " + MOST_KEYS
                    + " are possible; choose a longer rotate");
        }
    }

    /** How long a key opens after it sealed for the last time. */
    public Duration opensAfterSealing() {
        return lifetime.plus(SKEW);
    }

    /**
     * A duration of the configuration.
     *
     * @param what the option's name, for the message
     * @throws IllegalArgumentException if it is under a millisecond, negative or over 7 days
     */
    public static Duration check(String what, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " is " + value + ": expected more than 0 and at most 7 days");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " is " + value + ": expected at most 7 days, the limit of TLS 1.3");
        }
        return value;
    }
}
