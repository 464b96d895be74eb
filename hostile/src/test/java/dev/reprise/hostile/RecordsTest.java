package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.modifiablevariable.bytearray.ModifiableByteArray;
import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.constants.ProtocolMessageType;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import de.rub.nds.tlsattacker.core.record.Record;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of all sizes, and what is wrong with them. */
class RecordsTest {
    private static final int MAX = 1 << 14;
    private static final AtServer SERVERS = new AtServer();
    private static final List<Flow> FLOWS =
            List.of(Flow.FULL_12, Flow.TICKET_12, Flow.FULL_13, Flow.STATELESS_13, Flow.RETRIED_13);

    private record Split(Bout.Side ours, Flow flow, int size) {
        @Override
        public String toString() {
            return ours + ", " + flow + ": records of " + size + " bytes";
        }
    }

    /** @param playing how much of the handshake comes first: none of it, or all */
    private record Case(
            Bout.Side ours, Flow flow, String what, boolean connected, Consumer<Attacker> deed, String end) {
        @Override
        public String toString() {
            return ours + ", " + flow + ": " + what;
        }
    }

    static Stream<Split> splits() {
        return Stream.of(Bout.Side.values())
                .flatMap(ours -> FLOWS.stream()
                        .flatMap(flow -> IntStream.of(1, 2, 3, 5, 100).mapToObj(size -> new Split(ours, flow, size))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("splits")
    void mayBeOfAnySize(Split each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            bout.attacker.config().setDefaultMaxRecordData(each.size);
            bout.handshake();
            // All but an alert, which must be whole (RFC 9846 section 5.1).
            bout.attacker.config().setDefaultMaxRecordData(MAX);
            bout.attacker.talk();
            Outcome outcome = bout.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo("close_notify");
            assertThat(outcome.data()).isNotEmpty();
            assertThat(outcome.resumed()).isEqualTo(each.flow.resumes());
            bout.friend();
        }
    }

    // ---------------------------------------------------------------- before the handshake

    private static Stream<Case> first(String what, String end, String record) {
        return both(what, false, end, attacker -> attacker.sendRaw(Offer.hex(record)));
    }

    private static Stream<Case> both(String what, boolean connected, String end, Consumer<Attacker> deed) {
        return Stream.of(Bout.Side.values())
                .flatMap(ours -> Stream.of(Flow.FULL_12, Flow.FULL_13)
                        .map(flow -> new Case(ours, flow, what, connected, deed, end)));
    }

    private static Stream<Stream<Case>> unprotected() {
        return Stream.of(
                first("an empty handshake record", "unexpected_message", "1603030000"),
                first("an empty alert", "unexpected_message", "1503030000"),
                first("half an alert", "decode_error", "150303000102"),
                first("an alert and a half", "decode_error", "1503030003022802"),
                first("application data", "unexpected_message", "170303000101"),
                first("empty application data", "unexpected_message", "1703030000"),
                first("a change_cipher_spec of 2 bytes", "unexpected_message", "14030300020101"),
                first("a change_cipher_spec of 2", "unexpected_message", "140303000102"),
                first("a heartbeat", "unexpected_message", "1803030003010000"),
                first("a type nobody knows", "unexpected_message", "ff0303000100"),
                first("a record of 16385 bytes", "record_overflow", "1603034001"),
                first("a record of 65535 bytes", "record_overflow", "160303ffff"),
                first("a message of 16777215 bytes", "decode_error", "160303000414ffffff"),
                first("a hello of 16777215 bytes", "decode_error", "160303000401ffffff"),
                first("another hello of 16777215 bytes", "decode_error", "160303000402ffffff"),
                first("a message type nobody knows", "unexpected_message", "1603030004fa000000"));
    }

    // ---------------------------------------------------------------- after it

    private static Consumer<Attacker> data(int length) {
        return attacker -> {
            attacker.config().setDefaultMaxRecordData(1 << 16);
            attacker.config().setRespectPeerRecordSizeLimitations(false);
            ApplicationMessage message = new ApplicationMessage();
            message.setDataConfig(new byte[length]);
            attacker.sendIfItCan(message);
        };
    }

    private static Consumer<Attacker> changed(ModifiableByteArray bytes) {
        return attacker -> {
            Record record = new Record();
            record.setProtocolMessageBytes(bytes);
            attacker.send(List.of(new ApplicationMessage()), List.of(record));
        };
    }

    private static Consumer<Attacker> record(ProtocolMessageType type, int... content) {
        return attacker -> {
            byte[] bytes = new byte[content.length];
            for (int i = 0; i < content.length; i++) {
                bytes[i] = (byte) content[i];
            }
            Record record = new Record();
            record.setContentMessageType(type);
            record.setCleanProtocolMessageBytes(bytes);
            attacker.sendRecord(record);
        };
    }

    private static Stream<Stream<Case>> connected() {
        return Stream.of(
                both("too much data", true, "record_overflow", data(MAX + 1)),
                both("far too much data", true, "record_overflow", data(MAX + 300)),
                both("a record without its last byte", true, "bad_record_mac", changed(Modifiable.delete(-1, 1))),
                both("an empty record, unprotected", true, "bad_record_mac", changed(Modifiable.explicit(new byte[0]))),
                both("a record of 1 byte", true, "bad_record_mac", changed(Modifiable.explicit(new byte[1]))),
                both("a record of 24 bytes", true, "bad_record_mac", changed(Modifiable.explicit(new byte[24]))),
                both("a byte too many", true, "bad_record_mac", changed(Modifiable.append(new byte[1]))),
                both("an empty handshake record", true, "unexpected_message", record(ProtocolMessageType.HANDSHAKE)),
                both("an empty alert", true, "unexpected_message", record(ProtocolMessageType.ALERT)),
                both("half an alert", true, "decode_error", record(ProtocolMessageType.ALERT, 1)),
                both(
                        "a change_cipher_spec",
                        true,
                        "unexpected_message",
                        record(ProtocolMessageType.CHANGE_CIPHER_SPEC, 1)),
                both("a heartbeat", true, "unexpected_message", record(ProtocolMessageType.HEARTBEAT, 1, 0, 0)),
                both("a type of 0", true, "unexpected_message", record(ProtocolMessageType.UNKNOWN, 1)),
                IntStream.range(0, 12)
                        .mapToObj(at -> both(
                                "byte " + at + " of a record changed",
                                true,
                                "bad_record_mac",
                                changed(Offer.flipped(at))))
                        .flatMap(cases -> cases));
    }

    static Stream<Case> wrong() {
        return Stream.concat(unprotected(), connected()).flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void endTheConnection(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            if (each.connected) {
                bout.handshake();
            }
            each.deed.accept(bout.attacker);
            bout.attacker.untilTheEnd();
            Outcome outcome = bout.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo(each.end);
            assertThat(outcome.completed()).isEqualTo(each.connected);
            bout.attacker.heard(each.end);
            bout.friend();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
