package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.constants.AlertDescription;
import de.rub.nds.tlsattacker.core.constants.AlertLevel;
import de.rub.nds.tlsattacker.core.constants.KeyUpdateRequest;
import de.rub.nds.tlsattacker.core.constants.ProtocolMessageType;
import de.rub.nds.tlsattacker.core.protocol.message.AlertMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.HelloRequestMessage;
import de.rub.nds.tlsattacker.core.protocol.message.KeyUpdateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import de.rub.nds.tlsattacker.core.record.Record;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same again and again: what brings nothing is taken so many times, and no more. */
class FloodsTest {
    /** More than any limit there is. */
    private static final int FLOOD = 200;

    private static final AtServer SERVERS = new AtServer();

    private record Case(
            Bout.Side ours, Flow flow, String what, boolean connected, Consumer<Attacker> drop, String end) {
        @Override
        public String toString() {
            return ours + ", " + flow + ": " + what + (connected ? "" : " before the handshake is done");
        }
    }

    private static Stream<Case> both(Flow flow, String what, boolean connected, String end, Consumer<Attacker> drop) {
        return Stream.of(Bout.Side.values()).map(ours -> new Case(ours, flow, what, connected, drop, end));
    }

    private static Consumer<Attacker> alert(AlertLevel level, AlertDescription description) {
        return attacker -> {
            AlertMessage alert = new AlertMessage();
            alert.setConfig(level, description);
            attacker.sendIfItCan(alert);
        };
    }

    private static Consumer<Attacker> keyUpdate(KeyUpdateRequest mode) {
        return attacker -> {
            KeyUpdateMessage update = new KeyUpdateMessage();
            update.setRequestMode(mode);
            attacker.sendIfItCan(update);
        };
    }

    private static void emptyData(Attacker attacker) {
        Record record = new Record();
        record.setContentMessageType(ProtocolMessageType.APPLICATION_DATA);
        record.setCleanProtocolMessageBytes(new byte[0]);
        attacker.sendRecord(record);
    }

    private static Consumer<Attacker> raw(String record) {
        return attacker -> attacker.sendRaw(Offer.hex(record));
    }

    private static Stream<Case> ofEveryFlow(Flow flow) {
        return Stream.of(
                        both(
                                flow,
                                "user_canceled",
                                true,
                                flow.tls13 ? "received user_canceled" : "unexpected_message",
                                alert(AlertLevel.WARNING, AlertDescription.USER_CANCELED)),
                        both(flow, "empty application data", true, "unexpected_message", FloodsTest::emptyData),
                        both(
                                flow,
                                "warnings",
                                true,
                                flow.tls13 ? "received unrecognized_name" : "unexpected_message",
                                alert(AlertLevel.WARNING, AlertDescription.UNRECOGNIZED_NAME)))
                .flatMap(cases -> cases);
    }

    static Stream<Case> floods() {
        return Stream.of(
                        ofEveryFlow(Flow.FULL_12),
                        ofEveryFlow(Flow.SESSION_ID_12),
                        ofEveryFlow(Flow.TICKET_12),
                        ofEveryFlow(Flow.FULL_13),
                        ofEveryFlow(Flow.STATELESS_13),
                        both(
                                Flow.FULL_13,
                                "key updates",
                                true,
                                "unexpected_message",
                                keyUpdate(KeyUpdateRequest.UPDATE_NOT_REQUESTED)),
                        both(
                                Flow.STATELESS_13,
                                "key updates that ask for another",
                                true,
                                "unexpected_message",
                                keyUpdate(KeyUpdateRequest.UPDATE_REQUESTED)),
                        both(Flow.FULL_13, "change_cipher_spec", false, "unexpected_message", raw("140303000101")),
                        both(Flow.FULL_12, "change_cipher_spec", false, "unexpected_message", raw("140303000101")),
                        both(Flow.FULL_12, "user_canceled", false, "unexpected_message", raw("1503030002015a")),
                        both(Flow.FULL_12, "warnings", false, "unexpected_message", raw("15030300020170")),
                        Stream.of(
                                new Case(
                                        Bout.Side.CLIENT,
                                        Flow.FULL_12,
                                        "HelloRequest",
                                        false,
                                        raw("160303000400000000"),
                                        "unexpected_message"),
                                new Case(
                                        Bout.Side.SERVER,
                                        Flow.FULL_12,
                                        "HelloRequest",
                                        false,
                                        raw("160303000400000000"),
                                        "unexpected_message"),
                                new Case(
                                        Bout.Side.CLIENT,
                                        Flow.FULL_12,
                                        "HelloRequest",
                                        true,
                                        attacker -> attacker.sendIfItCan(new HelloRequestMessage()),
                                        "unexpected_message"),
                                new Case(
                                        Bout.Side.SERVER,
                                        Flow.FULL_12,
                                        "ClientHello",
                                        true,
                                        attacker -> attacker.sendIfItCan(new ClientHelloMessage(attacker.config())),
                                        "unexpected_message")))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void endTheConnection(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            if (each.connected) {
                bout.handshake();
            }
            // All of it at once: what is sent to a side that has ended is answered by a reset, which costs the attacker
            // the alert.
            bout.attacker.atOnce(() -> {
                for (int i = 0; i < FLOOD; i++) {
                    each.drop.accept(bout.attacker);
                }
            });
            bout.attacker.untilTheEnd();
            Outcome outcome = bout.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo(each.end);
            assertThat(outcome.completed()).isEqualTo(each.connected);
            if (!each.end.startsWith("received")) {
                bout.attacker.heard(each.end);
            }
            bout.friend();
        }
    }

    /** What is said in between is no flood. */
    static Stream<Case> drops() {
        return Stream.of(
                        both(
                                Flow.FULL_13,
                                "key updates between data",
                                true,
                                "",
                                keyUpdate(KeyUpdateRequest.UPDATE_NOT_REQUESTED)),
                        both(Flow.FULL_13, "empty data between data", true, "", FloodsTest::emptyData),
                        both(Flow.FULL_12, "empty data between data", true, "", FloodsTest::emptyData),
                        Stream.of(new Case(
                                Bout.Side.CLIENT,
                                Flow.FULL_13,
                                "tickets",
                                true,
                                attacker -> attacker.send(new NewSessionTicketMessage(attacker.config(), false)),
                                "")))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drops")
    void areTaken(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            bout.handshake();
            for (int i = 0; i < FLOOD; i++) {
                each.drop.accept(bout.attacker);
                bout.attacker.send(new ApplicationMessage());
            }
            bout.attacker.goodbye();
            Outcome outcome = bout.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo("close_notify");
            assertThat(outcome.data()).hasSize(FLOOD * 4);
            bout.friend();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
