package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloDoneMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.EllipticCurvesExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.KeyShareExtensionMessage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ClientHellos of any size and with anything in them. */
class HellosTest {
    private static final int UNKNOWN = 0xfafa;
    private static final AtServer SERVERS = new AtServer();

    private record Case(Flow flow, String what, Consumer<Offer> change, String end) {
        @Override
        public String toString() {
            return flow + ": " + what;
        }
    }

    private static Stream<Case> of(String what, String end, Consumer<Offer> change) {
        return Stream.of(Flow.FULL_12, Flow.FULL_13).map(flow -> new Case(flow, what, change, end));
    }

    private static Stream<Case> only13(String what, String end, Consumer<Offer> change) {
        return Stream.of(new Case(Flow.FULL_13, what, change, end));
    }

    static Stream<Case> taken() {
        return Stream.concat(
                        IntStream.rangeClosed(0, 32)
                                .mapToObj(length -> of(
                                        "a session ID of " + length + " bytes",
                                        "-",
                                        offer -> offer.hello.setSessionId(Modifiable.explicit(new byte[length])))),
                        Stream.of(
                                of(
                                        "an unknown extension of 60000 bytes",
                                        "-",
                                        offer -> offer.first(Offer.extension(UNKNOWN, new byte[60_000]))),
                                of("1000 unknown extensions", "-", offer -> {
                                    for (int i = 0; i < 1000; i++) {
                                        offer.first(Offer.extension(UNKNOWN + i, new byte[7]));
                                    }
                                }),
                                of(
                                        "32000 suites",
                                        "-",
                                        offer -> offer.hello.setCipherSuites(Modifiable.append(new byte[64_000]))),
                                of(
                                        "255 compression methods",
                                        "-",
                                        offer -> offer.hello.setCompressions(Modifiable.append(Offer.filled(254, 1))))))
                .flatMap(cases -> cases)
                .filter(each -> !(each.flow.tls13 && each.what.contains("compression")));
    }

    static Stream<Case> ended() {
        return Stream.of(
                        of(
                                "a session ID of 33 bytes",
                                "decode_error",
                                offer -> offer.hello.setSessionId(Modifiable.explicit(new byte[33]))),
                        of(
                                "a session ID of 255 bytes",
                                "decode_error",
                                offer -> offer.hello.setSessionId(Modifiable.explicit(new byte[255]))),
                        of(
                                "the same extension twice",
                                "illegal_parameter",
                                offer -> offer.first(Offer.extension(UNKNOWN, new byte[1]))
                                        .first(Offer.extension(UNKNOWN, new byte[1]))),
                        of(
                                "no suite",
                                "decode_error",
                                offer -> offer.hello.setCipherSuites(Modifiable.explicit(new byte[0]))),
                        of(
                                "half a suite",
                                "decode_error",
                                offer -> offer.hello.setCipherSuites(Modifiable.append(new byte[1]))),
                        of(
                                "a suite that nobody knows alone",
                                "handshake_failure",
                                offer -> offer.hello.setCipherSuites(Modifiable.explicit(Offer.hex("fafa")))),
                        of(
                                "no compression method",
                                "decode_error",
                                offer -> offer.hello.setCompressions(Modifiable.explicit(new byte[0]))),
                        of(
                                "no null compression",
                                "illegal_parameter",
                                offer -> offer.hello.setCompressions(Modifiable.explicit(Offer.hex("01")))),
                        of(
                                "extensions longer than the message",
                                "decode_error",
                                offer -> offer.hello.setExtensionsLength(Modifiable.add(1))),
                        of(
                                "extensions shorter than they are",
                                "decode_error",
                                offer -> offer.hello.setExtensionsLength(Modifiable.sub(1))),
                        of(
                                "a body longer than its content",
                                "decode_error",
                                offer -> offer.hello.setMessageContent(Modifiable.append(new byte[1]))),
                        of(
                                "a random of 31 bytes",
                                "decode_error",
                                offer -> offer.hello.setMessageContent(Modifiable.delete(2, 1))),
                        of(
                                "an empty list of groups",
                                "decode_error",
                                offer -> offer.without(EllipticCurvesExtensionMessage.class)
                                        .first(Offer.extension(10, Offer.hex("0000")))),
                        of(
                                "a server name longer than its extension",
                                "decode_error",
                                offer -> offer.first(Offer.extension(0, Offer.hex("000f00000c6c6f63616c686f7374")))),
                        of(
                                "an empty protocol name",
                                "decode_error",
                                offer -> offer.first(Offer.extension(16, Offer.hex("000100")))),
                        only13(
                                "compression methods",
                                "illegal_parameter",
                                offer -> offer.hello.setCompressions(Modifiable.append(Offer.hex("01")))),
                        only13(
                                "legacy_version of TLS 1.3",
                                "protocol_version",
                                offer -> offer.hello.setProtocolVersion(Modifiable.explicit(Offer.hex("0304")))),
                        only13(
                                "a key share twice",
                                "illegal_parameter",
                                offer -> offer.hello
                                        .getExtension(KeyShareExtensionMessage.class)
                                        .setKeyShareListBytes(Modifiable.duplicate())))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("taken")
    void areTaken(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            Offer offer = new Offer(attacker);
            each.change.accept(offer);
            attacker.send(offer.hello).until(each.flow.tls13 ? new FinishedMessage() : new ServerHelloDoneMessage());
            List<Line> lines = each.flow.clientLines(attacker.config());
            lines.subList(1, lines.size()).forEach(attacker::say);
            attacker.talk();
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo("close_notify");
            assertThat(outcome.data()).isNotEmpty();
            assertThat(outcome.resumed()).isFalse();
        }
        server.servesAFriend();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ended")
    void endTheConnection(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            Offer offer = new Offer(attacker);
            each.change.accept(offer);
            attacker.send(offer.hello).untilTheEnd();
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo(each.end);
            assertThat(outcome.completed()).isFalse();
            attacker.heard(each.end);
        }
        server.servesAFriend();
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
