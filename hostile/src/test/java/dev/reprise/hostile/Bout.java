package dev.reprise.hostile;

import java.util.List;
import java.util.function.Supplier;

/** One hostile connection: TLS-Attacker on the one side, our server or our client on the other. */
final class Bout implements AutoCloseable {
    /** Which side is ours. */
    enum Side {
        SERVER,
        CLIENT;

        @Override
        public String toString() {
            return this == SERVER ? "our server" : "our client";
        }
    }

    final Attacker attacker;
    final List<Line> lines;
    private final Supplier<Outcome> outcome;
    private final Runnable friend;
    private final Runnable end;

    private Bout(Attacker attacker, List<Line> lines, Supplier<Outcome> outcome, Runnable friend, Runnable end) {
        this.attacker = attacker;
        this.lines = lines;
        this.outcome = outcome;
        this.friend = friend;
        this.end = end;
    }

    /** At the beginning of such a handshake, where it is TLS-Attacker's turn. */
    static Bout of(Side ours, Flow flow, AtServer servers) {
        if (ours == Side.SERVER) {
            OurServer server = servers.of(flow);
            Attacker attacker = servers.attacker(flow);
            return new Bout(
                    attacker,
                    flow.clientLines(attacker.config()),
                    server::next,
                    server::servesAFriend,
                    attacker::close);
        }
        AtClient at = new AtClient(flow);
        return new Bout(
                at.attacker,
                flow.serverLines(at.attacker.config()),
                at::outcome,
                at.client::getsOnWithAFriend,
                at::close);
    }

    /** Plays the handshake to its end, as it should be. */
    Bout handshake() {
        lines.forEach(attacker::say);
        return this;
    }

    /** What our side came to. */
    Outcome outcome() {
        return outcome.get();
    }

    /** Whether our side still gets on with others. */
    void friend() {
        friend.run();
    }

    @Override
    public void close() {
        end.run();
    }
}
