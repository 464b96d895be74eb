package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.HandshakeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in their places, with a wrong content: too long, too short, or not what was signed and sealed. */
class ContentsTest {
    private static final AtServer SERVERS = new AtServer();

    private record Case(
            Bout.Side ours, Flow flow, String line, String what, Consumer<HandshakeMessage> change, String end) {
        @Override
        public String toString() {
            return ours + ", " + flow + ": " + line + " " + what;
        }
    }

    private static Case of(
            Bout.Side ours, Flow flow, String line, String what, String end, Consumer<HandshakeMessage> change) {
        return new Case(ours, flow, line, what, change, end);
    }

    private static Consumer<HandshakeMessage> body(String hex) {
        return message -> message.setMessageContent(Modifiable.explicit(Offer.hex(hex)));
    }

    private static Consumer<HandshakeMessage> filled(int length) {
        return message -> message.setMessageContent(Modifiable.explicit(Offer.filled(length, 1)));
    }

    private static Stream<Case> finished(Bout.Side ours, Flow flow) {
        int length = flow.tls13 ? 32 : 12;
        return Stream.concat(
                IntStream.range(0, length)
                        .mapToObj(at -> of(
                                ours,
                                flow,
                                "Finished",
                                "with byte " + at + " changed",
                                "decrypt_error",
                                message -> message.setMessageContent(Offer.flipped(at)))),
                Stream.of(
                        of(ours, flow, "Finished", "without content", "decode_error", body("")),
                        of(ours, flow, "Finished", "of 65 bytes", "decode_error", filled(65)),
                        of(ours, flow, "Finished", "of 60000 bytes", "decode_error", filled(60_000)),
                        of(
                                ours,
                                flow,
                                "Finished",
                                "with a byte too many",
                                "decode_error",
                                message -> message.setMessageContent(Modifiable.append(new byte[1])))));
    }

    private static Stream<Case> certificates(Bout.Side ours, Flow flow) {
        String context = flow.tls13 ? "00" : "";
        String end = flow.tls13 ? "0000" : "";
        return Stream.of(
                of(ours, flow, "Certificate", "without content", "decode_error", body("")),
                of(ours, flow, "Certificate", "with an empty entry", "decode_error", body(context + "000003000000")),
                of(ours, flow, "Certificate", "with a list cut short", "decode_error", body(context + "0000ff")),
                of(ours, flow, "Certificate", "of a million bytes", "decode_error", filled(1_000_000)),
                of(
                        ours,
                        flow,
                        "Certificate",
                        "that is none",
                        "bad_certificate",
                        body(context + (flow.tls13 ? "000008" : "000006") + "000003010203" + end)));
    }

    private static Stream<Case> verifies(Bout.Side ours, Flow flow) {
        String line = "CertificateVerify";
        return Stream.of(
                of(ours, flow, line, "without content", "decode_error", body("")),
                of(ours, flow, line, "without signature", "decrypt_error", body("04030000")),
                of(ours, flow, line, "of a scheme nobody knows", "illegal_parameter", body("fafa000101")),
                of(
                        ours,
                        flow,
                        line,
                        "with a signature of 60000 bytes",
                        "decode_error",
                        message -> message.setMessageContent(Modifiable.explicit(
                                Offer.joined(Offer.hex("0403"), Offer.vector(2, new byte[60_000]))))),
                of(
                        ours,
                        flow,
                        line,
                        "with a signature of 10000 bytes",
                        "decrypt_error",
                        message -> message.setMessageContent(Modifiable.explicit(
                                Offer.joined(Offer.hex("0403"), Offer.vector(2, new byte[10_000]))))),
                of(
                        ours,
                        flow,
                        line,
                        "with a changed signature",
                        "decrypt_error",
                        message -> message.setMessageContent(Offer.flipped(20))));
    }

    private static Stream<Case> keyExchanges() {
        Bout.Side client = Bout.Side.CLIENT;
        Bout.Side server = Bout.Side.SERVER;
        Flow flow = Flow.FULL_12;
        String line = "ServerKeyExchange";
        return Stream.of(
                of(client, flow, line, "without content", "decode_error", body("")),
                of(
                        client,
                        flow,
                        line,
                        "of a curve given in full",
                        "illegal_parameter",
                        message -> message.setMessageContent(Modifiable.xor(Offer.hex("02"), 0))),
                of(
                        client,
                        flow,
                        line,
                        "of a curve that was not offered",
                        "illegal_parameter",
                        message -> message.setMessageContent(Modifiable.xor(Offer.hex("0f"), 2))),
                of(
                        client,
                        flow,
                        line,
                        "with a changed signature",
                        "decrypt_error",
                        message -> message.setMessageContent(Offer.flipped(90))),
                of(
                        client,
                        flow,
                        line,
                        "with a byte too many",
                        "decode_error",
                        message -> message.setMessageContent(Modifiable.append(new byte[1]))),
                of(client, flow, "ServerHelloDone", "with content", "decode_error", body("00")),
                of(server, flow, "ClientKeyExchange", "without content", "decode_error", body("")),
                of(server, flow, "ClientKeyExchange", "without a point", "decode_error", body("00")),
                of(
                        server,
                        flow,
                        "ClientKeyExchange",
                        "with a byte too many",
                        "decode_error",
                        message -> message.setMessageContent(Modifiable.append(new byte[1]))),
                of(
                        server,
                        flow,
                        "ClientKeyExchange",
                        "with no point of the curve",
                        "illegal_parameter",
                        message -> message.setMessageContent(Modifiable.explicit(
                                Offer.vector(1, Offer.joined(Offer.hex("04"), Offer.filled(64, 17)))))),
                of(server, flow, "ClientKeyExchange", "with the point at infinity", "illegal_parameter", body("0100")));
    }

    private static Stream<Case> encryptedExtensions() {
        String line = "EncryptedExtensions";
        return Stream.of(Flow.FULL_13, Flow.STATELESS_13)
                .flatMap(flow -> Stream.of(
                        of(Bout.Side.CLIENT, flow, line, "without content", "decode_error", body("")),
                        of(
                                Bout.Side.CLIENT,
                                flow,
                                line,
                                "nobody asked for",
                                "unsupported_extension",
                                body("0004fafa0000")),
                        of(
                                Bout.Side.CLIENT,
                                flow,
                                line,
                                "with the key share",
                                "illegal_parameter",
                                body("000a00330006001700020401")),
                        of(
                                Bout.Side.CLIENT,
                                flow,
                                line,
                                "with the session",
                                "illegal_parameter",
                                body("0006002900020000")),
                        of(
                                Bout.Side.CLIENT,
                                flow,
                                line,
                                "that takes early data",
                                "unsupported_extension",
                                body("0004002a0000")),
                        of(
                                Bout.Side.CLIENT,
                                flow,
                                line,
                                "of 60000 bytes",
                                "unsupported_extension",
                                message -> message.setMessageContent(Modifiable.explicit(Offer.vector(
                                        2, Offer.joined(Offer.hex("fafa"), Offer.vector(2, new byte[59_990]))))))));
    }

    static Stream<Case> wrong() {
        return Stream.of(
                        Arrays.stream(Bout.Side.values())
                                .flatMap(ours -> Stream.of(
                                                Flow.FULL_12,
                                                Flow.SESSION_ID_12,
                                                Flow.TICKET_12,
                                                Flow.FULL_13,
                                                Flow.STATELESS_13)
                                        .flatMap(flow -> finished(ours, flow))),
                        finished(Bout.Side.SERVER, Flow.STORED_13),
                        certificates(Bout.Side.CLIENT, Flow.FULL_12),
                        certificates(Bout.Side.CLIENT, Flow.FULL_13),
                        certificates(Bout.Side.SERVER, Flow.AUTHENTICATED_12),
                        certificates(Bout.Side.SERVER, Flow.AUTHENTICATED_13),
                        verifies(Bout.Side.CLIENT, Flow.FULL_13),
                        verifies(Bout.Side.SERVER, Flow.AUTHENTICATED_12),
                        verifies(Bout.Side.SERVER, Flow.AUTHENTICATED_13),
                        keyExchanges(),
                        encryptedExtensions())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void endTheConnection(Case each) {
        try (Bout bout = Bout.of(each.ours, each.flow, SERVERS)) {
            for (Line line : bout.lines) {
                if (line.name().equals(each.line)) {
                    HandshakeMessage message = (HandshakeMessage) line.message().get();
                    each.change.accept(message);
                    bout.attacker.sendIfItCan(message);
                    break;
                }
                bout.attacker.say(line);
            }
            bout.attacker.untilTheEnd();
            Outcome outcome = bout.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo(each.end);
            assertThat(outcome.completed()).isFalse();
            bout.attacker.heard(each.end);
            bout.friend();
        }
    }

    /** Even one that has no room in a hello. */
    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {1, 32, 16_000, 60_000, 65_535})
    void ticketsOfTls13MayBeOfAnySize(int length) {
        try (OurClient client = new OurClient(Ours.client().groups("secp256r1").build())) {
            for (int i = 0; i < 2; i++) {
                try (AtClient at = new AtClient(Flow.FULL_13, client)) {
                    at.attacker.config().setDefaultSessionTicketIdentity(Offer.filled(length, 5));
                    Flow.FULL_13.serverLines(at.attacker.config()).forEach(at.attacker::say);
                    at.attacker
                            .send(new NewSessionTicketMessage(at.attacker.config(), false))
                            .talk();
                    Outcome outcome = at.outcome();
                    assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo("close_notify");
                    assertThat(outcome.completed()).isTrue();
                    String second = length == 65_535 ? "too_large" : "declined";
                    assertThat(outcome.reason()).isEqualTo(i == 0 ? "no_session_offered" : second);
                }
            }
            client.getsOnWithAFriend();
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
