package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that is gone: after each of its messages, in the middle of a record, without close_notify. */
class TruncationTest {
    private static final byte[] HALF_A_RECORD = Offer.hex("1603030040010203");
    private static final AtServer SERVERS = new AtServer();

    /** How a peer leaves. */
    private enum Leaving {
        AT_ONCE("hangs up"),
        IN_A_RECORD("hangs up in the middle of a record"),
        IN_ORDER("says close_notify");

        private final String words;

        Leaving(String words) {
            this.words = words;
        }
    }

    private record Case(Bout.Side ours, Flow flow, int said, Leaving leaving) {
        @Override
        public String toString() {
            return "the peer of " + ours + ", " + flow + ", " + leaving.words + " after " + said + " messages";
        }
    }

    static Stream<Case> everywhere() {
        return Stream.of(Bout.Side.values())
                .flatMap(ours -> Arrays.stream(Flow.values())
                        .filter(flow -> ours == Bout.Side.SERVER || flow != Flow.STORED_13)
                        .flatMap(flow -> IntStream.range(0, linesOf(ours, flow).size())
                                .boxed()
                                .flatMap(said -> Arrays.stream(Leaving.values())
                                        .map(leaving -> new Case(ours, flow, said, leaving)))));
    }

    private static List<Line> linesOf(Bout.Side ours, Flow flow) {
        return ours == Bout.Side.SERVER ? flow.clientLines(flow.settings()) : flow.serverLines(flow.settings());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everywhere")
    void leavesNothingBehindInAHandshake(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            bout.lines.subList(0, each.said).forEach(bout.attacker::say);
            leave(bout.attacker, each.leaving);
            Outcome outcome = bout.outcome();
            assertThat(outcome.completed()).isFalse();
            assertThat(outcome.end()).as("%s", outcome.failure()).isIn("received close_notify", "cut");
            bout.friend();
        }
    }

    static Stream<Case> afterwards() {
        return Stream.of(Bout.Side.values())
                .flatMap(ours -> Arrays.stream(Flow.values())
                        .filter(flow -> ours == Bout.Side.SERVER || flow != Flow.STORED_13)
                        .flatMap(flow -> Arrays.stream(Leaving.values())
                                .map(leaving ->
                                        new Case(ours, flow, linesOf(ours, flow).size(), leaving))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("afterwards")
    void isToldFromAnEndInOrder(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            bout.handshake().attacker.send(new ApplicationMessage());
            leave(bout.attacker, each.leaving);
            Outcome outcome = bout.outcome();
            assertThat(outcome.completed()).isTrue();
            assertThat(outcome.data()).isNotEmpty();
            assertThat(outcome.end())
                    .as("%s", outcome.failure())
                    .isEqualTo(each.leaving == Leaving.IN_ORDER ? "close_notify" : "cut");
            bout.friend();
        }
    }

    private static void leave(Attacker attacker, Leaving leaving) {
        switch (leaving) {
            case AT_ONCE -> attacker.hangUp();
            case IN_A_RECORD -> attacker.sendRaw(HALF_A_RECORD).hangUp();
            case IN_ORDER -> attacker.goodbye();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
