package dev.reprise.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake came about: in full or resumed, by what, and if in full, why nothing was resumed.
 *
 * @param kind full or resumed
 * @param mechanism what carried the session; {@link Mechanism#NONE} exactly with {@link Kind#FULL}
 * @param reason {@link Reason#RESUMED} exactly with {@link Kind#RESUMED}, else why not
 * @param age how old the resumed session was, never negative; {@code null} exactly with {@link Kind#FULL}
 * @param origin the full handshake that authenticated: this one, or the one from which the session descends
 */
public record Resumption(
        Kind kind,
        Mechanism mechanism,
        Reason reason,
        @Nullable Duration age,
        Origin origin) {

    /** The two ways of a handshake. */
    public enum Kind {
        /** The peers agreed on everything anew, and authenticated. */
        FULL("full"),
        /** They went on from a session. */
        RESUMED("resumed");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The stable word, in lower case. */
        public String word() {
            return word;
        }

        /** The {@link #word()}. */
        @Override
        public String toString() {
            return word;
        }
    }

    /** @throws IllegalArgumentException if the components contradict each other */
    public Resumption {
        boolean resumed = kind == Kind.RESUMED;
        if (resumed != (mechanism != Mechanism.NONE)
                || resumed != (reason == Reason.RESUMED)
                || resumed != (age != null)) {
            throw new IllegalArgumentException(kind + " by " + mechanism + " with reason " + reason
                    + " and a session of age " + age + " contradict each other");
        }
        if (age != null && age.isNegative()) {
            throw new IllegalArgumentException("a session cannot be " + age + " old");
        }
    }

    /**
     * A full handshake.
     *
     * @throws IllegalArgumentException if the reason is {@link Reason#RESUMED}
     */
    public static Resumption full(Reason reason, Origin origin) {
        return new Resumption(Kind.FULL, Mechanism.NONE, reason, null, origin);
    }

    /**
     * A resumed handshake.
     *
     * @param age how old the session was
     * @throws IllegalArgumentException if the mechanism is {@link Mechanism#NONE} or the age is negative
     */
    public static Resumption resumed(Mechanism mechanism, Duration age, Origin origin) {
        return new Resumption(Kind.RESUMED, mechanism, Reason.RESUMED, age, origin);
    }

    /** Whether a session was resumed. */
    public boolean resumed() {
        return kind == Kind.RESUMED;
    }

    /**
     * Whether both connections descend from one and the same authentication, in whatever order they came. An FTP server, for
     * example, asks it of a data connection and its control connection. Meaningful between connections seen from the same side.
     */
    public boolean isResumptionOf(Resumption other) {
        return origin.sameAs(other.origin);
    }
}
