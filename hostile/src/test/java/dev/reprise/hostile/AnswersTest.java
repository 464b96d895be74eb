package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.ExtendedMasterSecretExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.KeyShareExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PreSharedKeyExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.RenegotiationInfoExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.SupportedVersionsExtensionMessage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hellos with which a server answers our client in other ways than it may: offers, retries, versions. */
class AnswersTest {
    private static final int KEY_SHARE = 51;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int RENEGOTIATION_INFO = 65281;

    /** @param at which of the server's messages is changed */
    private record Case(Flow flow, int at, String what, Consumer<Answer> change, String end) {
        @Override
        public String toString() {
            return flow + (at > 0 ? ", after the retry: " : ": ") + what;
        }
    }

    private static Case of(Flow flow, String what, String end, Consumer<Answer> change) {
        return new Case(flow, 0, what, change, end);
    }

    private static Case afterTheRetry(String what, String end, Consumer<Answer> change) {
        return new Case(Flow.RETRIED_STATELESS_13, 1, what, change, end);
    }

    /** What is wrong in an answer of TLS 1.3, whether it resumes or not. */
    private static Stream<Case> inTls13(Flow flow) {
        return Stream.of(
                of(flow, "legacy_version of TLS 1.1", "protocol_version", answer -> answer.version("0302")),
                of(flow, "legacy_version of TLS 1.3", "protocol_version", answer -> answer.version("0304")),
                of(flow, "another session ID", "illegal_parameter", answer -> answer.sessionId(new byte[32])),
                of(flow, "no session ID", "illegal_parameter", answer -> answer.sessionId(new byte[0])),
                of(flow, "a session ID of 33 bytes", "decode_error", answer -> answer.sessionId(new byte[33])),
                of(flow, "a suite that was not offered", "illegal_parameter", answer -> answer.suite("1304")),
                of(flow, "a suite of TLS 1.2", "illegal_parameter", answer -> answer.suite("c02b")),
                of(flow, "compression", "illegal_parameter", answer -> answer.compression(1)),
                of(
                        flow,
                        "TLS 1.2 in supported_versions",
                        "illegal_parameter",
                        answer -> answer.instead(SupportedVersionsExtensionMessage.class, SUPPORTED_VERSIONS, "0303")),
                of(
                        flow,
                        "a version of the future",
                        "illegal_parameter",
                        answer -> answer.instead(SupportedVersionsExtensionMessage.class, SUPPORTED_VERSIONS, "0305")),
                of(flow, "an extension nobody asked for", "unsupported_extension", answer -> answer.with(0xfafa, "")),
                of(flow, "modes", "illegal_parameter", answer -> answer.with(45, "0101")),
                of(flow, "a protocol in the clear", "illegal_parameter", answer -> answer.with(16, "0003026832")),
                of(
                        flow,
                        "the same extension twice",
                        "illegal_parameter",
                        answer -> answer.with(SUPPORTED_VERSIONS, "0304")));
    }

    private static Stream<Case> keyShares(Flow flow) {
        return Stream.of(
                of(
                        flow,
                        "a share of a group without one",
                        "illegal_parameter",
                        answer -> answer.instead(
                                KeyShareExtensionMessage.class, KEY_SHARE, "001d0020" + "11".repeat(32))),
                of(
                        flow,
                        "a share that is no point",
                        "illegal_parameter",
                        answer -> answer.instead(
                                KeyShareExtensionMessage.class, KEY_SHARE, "0017004104" + "11".repeat(64))),
                of(
                        flow,
                        "a share of a compressed point",
                        "illegal_parameter",
                        answer -> answer.instead(
                                KeyShareExtensionMessage.class, KEY_SHARE, "0017002102" + "11".repeat(32))),
                of(
                        flow,
                        "an empty share",
                        "decode_error",
                        answer -> answer.instead(KeyShareExtensionMessage.class, KEY_SHARE, "00170000")),
                of(
                        flow,
                        "a group and no share",
                        "decode_error",
                        answer -> answer.instead(KeyShareExtensionMessage.class, KEY_SHARE, "0017")));
    }

    private static Stream<Case> offers() {
        Flow flow = Flow.STATELESS_13;
        return Stream.of(
                of(
                        Flow.FULL_13,
                        "no key share",
                        "missing_extension",
                        answer -> answer.without(KeyShareExtensionMessage.class)),
                of(
                        Flow.FULL_13,
                        "a session that was not offered",
                        "unsupported_extension",
                        answer -> answer.with(41, "0000")),
                of(
                        flow,
                        "neither key share nor session",
                        "missing_extension",
                        answer -> answer.without(KeyShareExtensionMessage.class)
                                .without(PreSharedKeyExtensionMessage.class)),
                of(
                        flow,
                        "psk_ke, which was not offered",
                        "illegal_parameter",
                        answer -> answer.without(KeyShareExtensionMessage.class)),
                of(flow, "the second of one session", "illegal_parameter", answer -> answer.selectedIdentity(1)),
                of(flow, "the last of 65536 sessions", "illegal_parameter", answer -> answer.selectedIdentity(65_535)),
                of(flow, "a suite of another hash", "illegal_parameter", answer -> answer.suite("1302")),
                of(flow, "no session, and then no certificate", "unexpected_message", Answer::declining));
    }

    private static Stream<Case> retries() {
        return Stream.of(Flow.RETRIED_13, Flow.RETRIED_STATELESS_13)
                .flatMap(flow -> Stream.of(
                        of(
                                flow,
                                "a group without a share in the list",
                                "illegal_parameter",
                                answer -> answer.instead(KeyShareExtensionMessage.class, KEY_SHARE, "001d")),
                        of(
                                flow,
                                "a group nobody knows",
                                "illegal_parameter",
                                answer -> answer.instead(KeyShareExtensionMessage.class, KEY_SHARE, "fafa")),
                        of(
                                flow,
                                "nothing to change",
                                "illegal_parameter",
                                answer -> answer.without(KeyShareExtensionMessage.class)),
                        of(
                                flow,
                                "a share",
                                "decode_error",
                                answer -> answer.instead(
                                        KeyShareExtensionMessage.class, KEY_SHARE, "001700410" + "4".repeat(129))),
                        of(flow, "an empty cookie", "decode_error", answer -> answer.with(44, "0000")),
                        of(flow, "a session", "illegal_parameter", answer -> answer.with(41, "0000")),
                        of(
                                flow,
                                "an extension nobody asked for",
                                "unsupported_extension",
                                answer -> answer.with(0xfafa, "")),
                        of(flow, "another session ID", "illegal_parameter", answer -> answer.sessionId(new byte[32])),
                        of(flow, "a suite that was not offered", "illegal_parameter", answer -> answer.suite("1304")),
                        of(
                                flow,
                                "no version",
                                "protocol_version",
                                answer -> answer.without(SupportedVersionsExtensionMessage.class))));
    }

    private static Stream<Case> afterRetries() {
        return Stream.of(
                afterTheRetry("another suite", "illegal_parameter", answer -> answer.suite("1302")),
                afterTheRetry("another session ID", "illegal_parameter", answer -> answer.sessionId(new byte[32])),
                afterTheRetry(
                        "a share of the first group",
                        "illegal_parameter",
                        answer -> answer.instead(
                                KeyShareExtensionMessage.class, KEY_SHARE, "001700410" + "4".repeat(129))),
                afterTheRetry(
                        "TLS 1.2",
                        "illegal_parameter",
                        answer -> answer.without(SupportedVersionsExtensionMessage.class)),
                afterTheRetry("a second session", "illegal_parameter", answer -> answer.selectedIdentity(1)),
                afterTheRetry("no session, and then no certificate", "unexpected_message", Answer::declining),
                afterTheRetry("psk_ke", "illegal_parameter", answer -> answer.without(KeyShareExtensionMessage.class)),
                afterTheRetry(
                        "neither key share nor session",
                        "missing_extension",
                        answer -> answer.without(KeyShareExtensionMessage.class)
                                .without(PreSharedKeyExtensionMessage.class)));
    }

    private static Stream<Case> inTls12(Flow flow) {
        return Stream.of(
                of(flow, "SSL 3.0", "protocol_version", answer -> answer.version("0300")),
                of(flow, "TLS 1.0", "protocol_version", answer -> answer.version("0301")),
                of(flow, "TLS 1.1", "protocol_version", answer -> answer.version("0302")),
                of(flow, "a version of the future", "protocol_version", answer -> answer.version("0304")),
                of(flow, "the sentinel of TLS 1.2", "illegal_parameter", answer -> answer.sentinel("444f574e47524401")),
                of(flow, "the sentinel of TLS 1.1", "illegal_parameter", answer -> answer.sentinel("444f574e47524400")),
                of(flow, "a session ID of 33 bytes", "decode_error", answer -> answer.sessionId(new byte[33])),
                of(flow, "a suite that was not offered", "illegal_parameter", answer -> answer.suite("002f")),
                of(flow, "a suite of TLS 1.3", "illegal_parameter", answer -> answer.suite("1301")),
                of(flow, "compression", "illegal_parameter", answer -> answer.compression(1)),
                of(flow, "an extension nobody asked for", "unsupported_extension", answer -> answer.with(0xfafa, "")),
                of(flow, "the same extension twice", "illegal_parameter", answer -> answer.with(23, "")),
                of(
                        flow,
                        "a renegotiation that never was",
                        "handshake_failure",
                        answer -> answer.instead(RenegotiationInfoExtensionMessage.class, RENEGOTIATION_INFO, "0101")),
                of(flow, "a key share", "illegal_parameter", answer -> answer.with(KEY_SHARE, "00170000")),
                of(flow, "a session of TLS 1.3", "illegal_parameter", answer -> answer.with(41, "0000")));
    }

    private static Stream<Case> resumedInTls12() {
        return Stream.of(Flow.SESSION_ID_12, Flow.TICKET_12)
                .flatMap(flow -> Stream.of(
                        of(flow, "another suite", "illegal_parameter", answer -> answer.suite("c02c")),
                        of(
                                flow,
                                "no extended master secret",
                                "handshake_failure",
                                answer -> answer.without(ExtendedMasterSecretExtensionMessage.class)),
                        of(
                                flow,
                                "another session ID, and then no certificate",
                                "unexpected_message",
                                answer -> answer.sessionId(Offer.filled(32, 9)))));
    }

    static Stream<Case> wrong() {
        return Stream.of(
                        inTls13(Flow.FULL_13),
                        inTls13(Flow.STATELESS_13),
                        keyShares(Flow.FULL_13),
                        keyShares(Flow.STATELESS_13),
                        offers(),
                        retries(),
                        afterRetries(),
                        inTls12(Flow.FULL_12),
                        inTls12(Flow.SESSION_ID_12),
                        inTls12(Flow.TICKET_12),
                        resumedInTls12())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void endTheConnection(Case each) {
        try (AtClient at = new AtClient(each.flow)) {
            List<Line> lines = each.flow.serverLines(at.attacker.config());
            lines.subList(0, each.at).forEach(at.attacker::say);
            ServerHelloMessage hello =
                    (ServerHelloMessage) lines.get(each.at).message().get();
            each.change.accept(new Answer(hello, at.attacker));
            at.attacker.sendIfItCan(hello);
            for (Line line : lines.subList(each.at + 1, lines.size())) {
                ProtocolMessage message = line.message().get();
                at.attacker.sendIfItCan(message);
            }
            at.attacker.untilTheEnd();
            Outcome outcome = at.outcome();
            assertThat(outcome.end()).as("%s", outcome.failure()).isEqualTo(each.end);
            assertThat(outcome.completed()).isFalse();
            at.attacker.heard(each.end);
            at.client.getsOnWithAFriend();
        }
    }

    static Stream<Case> sessionIds() {
        return IntStream.rangeClosed(0, 32)
                .mapToObj(length -> of(
                        Flow.FULL_12,
                        "a session ID of " + length + " bytes",
                        "",
                        answer -> answer.sessionId(Offer.filled(length, 3))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessionIds")
    void areTaken(Case each) {
        try (AtClient at = new AtClient(each.flow)) {
            List<Line> lines = each.flow.serverLines(at.attacker.config());
            ServerHelloMessage hello =
                    (ServerHelloMessage) lines.get(0).message().get();
            each.change.accept(new Answer(hello, at.attacker));
            at.attacker.send(hello);
            lines.subList(1, lines.size()).forEach(at.attacker::say);
            at.attacker.talk();
            Outcome outcome = at.outcome();
            assertThat(outcome.end()).isEqualTo("close_notify");
            assertThat(outcome.data()).isNotEmpty();
            at.client.getsOnWithAFriend();
        }
    }
}
