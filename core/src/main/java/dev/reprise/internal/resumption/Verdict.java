package dev.reprise.internal.resumption;

import dev.reprise.internal.session.SessionState;
import dev.reprise.session.Reason;
import java.util.List;

/** What {@link ResumptionDecision} says about a session that is offered, or might be. */
public sealed interface Verdict {
    /** Resume it, or offer it. */
    record Resume(Revalidated proof) implements Verdict {
        public SessionState session() {
            return proof.session();
        }
    }

    /**
     * Resume or offer it if the peer's stored chain still is trusted: the configuration asks for a full revalidation. Blocks, so it is
     * for a task. Before it ended no 0-RTT byte may be sent or accepted. Only the decision makes one.
     */
    final class Revalidate implements Verdict {
        private final SessionState session;

        Revalidate(SessionState session) {
            this.session = session;
        }

        public SessionState session() {
            return session;
        }

        /**
         * The proof, once the chain was judged.
         *
         * @param <X> what the judge throws where the chain is not trusted; the session is then refused with
         *     {@link Reason#CERTIFICATE_NOT_TRUSTED}
         */
        public <X extends Exception> Revalidated by(Judge<X> judge) throws X {
            judge.check(session.peerChain());
            return new Revalidated(session);
        }
    }

    /** Do not resume it: a full handshake, for this reason. */
    record Decline(Reason reason) implements Verdict {}

    /** One of the few cases in which an RFC asks to end the connection. */
    record Abort(BrokenOffer why) implements Verdict {}

    /** Judges a chain of certificates as it would in a full handshake. */
    @FunctionalInterface
    interface Judge<X extends Exception> {
        /**
         * Returns if the chain is trusted.
         *
         * @param chain DER, the peer's own certificate first
         */
        void check(List<byte[]> chain) throws X;
    }
}
