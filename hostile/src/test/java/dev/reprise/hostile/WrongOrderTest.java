package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of every handshake, missing, doubled, out of order, unprotected, interleaved, unaligned. */
class WrongOrderTest {
    private static final AtServer SERVERS = new AtServer();

    private record Case(Flow flow, int at, Line line, Wrong wrong) {
        boolean last() {
            return line.name().equals("Finished");
        }

        /** A message that comes once more than it should comes after the handshake. */
        boolean completes() {
            return wrong == Wrong.DOUBLED && last();
        }

        String alert() {
            if (!flow.tls13 && wrong == Wrong.UNPROTECTED) {
                // Nothing says of a record of TLS 1.2 whether it is protected: it does not open.
                return "bad_record_mac";
            }
            if (line.name().equals("first ClientHello") && wrong == Wrong.DOUBLED) {
                // A second hello without the share that was asked for.
                return "illegal_parameter";
            }
            if (line.name().equals("HelloRetryRequest") && (wrong == Wrong.MISSING || wrong == Wrong.OUT_OF_ORDER)) {
                // A ServerHello with a share of a group that the client sent none for.
                return "illegal_parameter";
            }
            return "unexpected_message";
        }

        @Override
        public String toString() {
            return flow + ": " + line + " " + wrong;
        }
    }

    static Stream<Case> fromClients() {
        List<Case> cases = new ArrayList<>();
        for (Flow flow : Flow.values()) {
            add(cases, flow, flow.clientLines(flow.settings()));
        }
        return cases.stream();
    }

    static Stream<Case> fromServers() {
        List<Case> cases = new ArrayList<>();
        for (Flow flow : Flow.values()) {
            if (flow != Flow.STORED_13) { // which of the two a ticket is, a client cannot tell
                add(cases, flow, flow.serverLines(flow.settings()));
            }
        }
        return cases.stream();
    }

    private static void add(List<Case> cases, Flow flow, List<Line> lines) {
        for (Wrong wrong : Wrong.values()) {
            for (int at = 0; at < lines.size(); at++) {
                if (wrong.suits(lines, at)) {
                    cases.add(new Case(flow, at, lines.get(at), wrong));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fromClients")
    void endsTheConnectionAtTheServer(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            each.wrong.play(attacker, each.flow.clientLines(attacker.config()), each.at);
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo(each.alert());
            assertThat(outcome.completed()).isEqualTo(each.completes());
            assertThat(outcome.data()).isEmpty();
            attacker.heard(each.alert());
        }
        server.servesAFriend();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fromServers")
    void endsTheConnectionAtTheClient(Case each) {
        try (AtClient at = new AtClient(each.flow)) {
            each.wrong.play(at.attacker, each.flow.serverLines(at.attacker.config()), each.at);
            Outcome outcome = at.outcome();
            assertThat(outcome.end()).isEqualTo(each.alert());
            assertThat(outcome.completed()).isEqualTo(each.completes());
            assertThat(outcome.data()).isEmpty();
            at.attacker.heard(each.alert());
            at.client.getsOnWithAFriend();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
