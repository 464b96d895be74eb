package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloDoneMessage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each byte of what a client carries, changed: there is a full handshake, whatever the byte says. */
class ChangedTicketsTest {
    /** A ticket begins with a byte for its format and the name of the key that sealed it. */
    private static final int KEY_NAME_END = 1 + 16;

    private static final AtServer SERVERS = new AtServer();

    private record Case(Flow flow, int at) {
        String reason() {
            boolean sealed = flow == Flow.TICKET_12 || flow == Flow.STATELESS_13;
            if (!sealed) {
                return "unknown_session"; // the tag is wrong, and no store is asked
            }
            return at > 0 && at < KEY_NAME_END ? "unknown_ticket_key" : "unreadable";
        }

        @Override
        public String toString() {
            return flow + ": byte " + at;
        }
    }

    static Stream<Case> everyByte() {
        return Stream.of(Flow.SESSION_ID_12, Flow.TICKET_12, Flow.STATELESS_13, Flow.STORED_13)
                .flatMap(flow -> IntStream.range(0, lengthOf(flow)).mapToObj(at -> new Case(flow, at)));
    }

    private static int lengthOf(Flow flow) {
        try (Attacker attacker = SERVERS.attacker(flow)) {
            int length = switch (flow) {
                case SESSION_ID_12 -> attacker.context().getServerSessionId().length;
                case TICKET_12 -> attacker.context().getChooser().getLatestSessionTicket().length;
                default -> attacker.ticket().length;
            };
            attacker.hangUp();
            SERVERS.of(flow).next();
            return length;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyByte")
    void isRefused(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            Offer offer = new Offer(attacker);
            switch (each.flow) {
                case SESSION_ID_12 -> offer.changingSessionId(each.at);
                case TICKET_12 -> offer.changingTicket(each.at);
                default -> offer.changingIdentities(Short.BYTES + each.at);
            }
            attacker.send(offer.hello).until(each.flow.tls13 ? new FinishedMessage() : new ServerHelloDoneMessage());
            List<Line> lines = each.flow.first().clientLines(attacker.config());
            lines.subList(1, lines.size()).forEach(attacker::say);
            attacker.talk();
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo("close_notify");
            assertThat(outcome.reason()).isEqualTo(each.reason());
            assertThat(outcome.resumed()).isFalse();
        }
        server.servesAFriend();
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
