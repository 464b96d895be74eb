package dev.reprise.internal.resumption;

import dev.reprise.internal.session.SessionState;

/**
 * A session that may be resumed: the proof that {@link ResumptionDecision} said so and that the peer's certificates were judged as
 * the configuration asks. Only the decision makes one, so a state that wants one cannot be reached without it.
 */
public final class Revalidated {
    private final SessionState session;

    Revalidated(SessionState session) {
        this.session = session;
    }

    /** The session. */
    public SessionState session() {
        return session;
    }

    @Override
    public String toString() {
        return "Revalidated[" + session + "]";
    }
}
