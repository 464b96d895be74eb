package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.KeyShareExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.PSKKeyExchangeModesExtensionMessage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions of TLS 1.3 that a client offers in other ways than it should. */
class OffersTest {
    private static final int BINDER_LENGTH = 32;
    private static final AtServer SERVERS = new AtServer();

    private record Case(Flow flow, String what, Consumer<Offer> change, String answer) {
        @Override
        public String toString() {
            return flow + ": " + what;
        }
    }

    private static Stream<Case> of(String what, String answer, Consumer<Offer> change) {
        return Stream.of(Flow.STATELESS_13, Flow.STORED_13).map(flow -> new Case(flow, what, change, answer));
    }

    static Stream<Case> ended() {
        Stream<Stream<Case>> lengths = IntStream.of(0, 1, 31, 33, 48, 255)
                .mapToObj(length -> of(
                        "a binder of " + length + " bytes",
                        length < BINDER_LENGTH ? "decode_error" : "decrypt_error",
                        offer -> offer.binders(Offer.vector(1, new byte[length]))));
        Stream<Stream<Case>> binders = IntStream.rangeClosed(1, BINDER_LENGTH)
                .mapToObj(at -> of(
                        "byte " + at + " of the binder changed", "decrypt_error", offer -> offer.changingBinders(at)));
        Stream<Stream<Case>> others = Stream.of(
                of("no binder", "decode_error", offer -> offer.binders(new byte[0])),
                of(
                        "a binder too many",
                        "illegal_parameter",
                        offer -> offer.preSharedKey()
                                .setBinderListBytes(Modifiable.append(Offer.vector(1, new byte[BINDER_LENGTH])))),
                of(
                        "an identity too many",
                        "illegal_parameter",
                        offer -> offer.preSharedKey()
                                .setIdentityListBytes(Modifiable.append(Offer.identity(new byte[40])))),
                of("no identity", "decode_error", offer -> offer.identities(new byte[0])),
                of("an empty identity", "decode_error", offer -> offer.identities(Offer.identity(new byte[0]))),
                of("an identity longer than the list", "decode_error", offer -> offer.changingIdentities(0)),
                of("an identity that leaves a byte", "decode_error", offer -> offer.changingIdentities(1)),
                of("an offer that is not last", "illegal_parameter", offer -> offer.first(offer.preSharedKey())),
                of(
                        "an offer made twice",
                        "illegal_parameter",
                        offer -> offer.first(Offer.extension(41, Offer.hex("0000")))),
                of("no modes", "missing_extension", offer -> offer.without(PSKKeyExchangeModesExtensionMessage.class)),
                of("an empty list of modes", "decode_error", offer -> offer.modes()),
                of("no key share", "missing_extension", offer -> offer.without(KeyShareExtensionMessage.class)));
        return Stream.of(lengths, binders, others).flatMap(cases -> cases).flatMap(cases -> cases);
    }

    static Stream<Case> refused() {
        return Stream.of(
                        of("psk_ke alone", "psk_mode_mismatch", offer -> offer.modes(0)),
                        of("a mode that nobody knows", "psk_mode_mismatch", offer -> offer.modes(77)),
                        of(
                                "a suite of another hash",
                                "hash_mismatch",
                                offer -> offer.hello.setCipherSuites(Modifiable.explicit(Offer.hex("1302")))),
                        of(
                                "an identity of 1 byte",
                                "unreadable",
                                offer -> offer.identities(Offer.identity(new byte[1]))),
                        of(
                                "an identity of 30000 bytes",
                                "unreadable",
                                offer -> offer.identities(Offer.identity(new byte[30_000]))))
                .flatMap(cases -> cases);
    }

    static Stream<Case> taken() {
        return IntStream.range(0, 4)
                .mapToObj(at ->
                        of("byte " + at + " of the ticket's age changed", "resumed", offer -> offer.changingAge(at)))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ended")
    void endTheConnection(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            attacker.send(changed(each, attacker)).untilTheEnd();
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo(each.answer);
            assertThat(outcome.completed()).isFalse();
            attacker.heard(each.answer);
        }
        server.servesAFriend();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void costAFullHandshake(Case each) {
        Outcome outcome = completed(each);
        assertThat(outcome.resumed()).isFalse();
        assertThat(outcome.reason()).isEqualTo(each.answer);
    }

    /** The age matters to early data alone, and the binder covers it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("taken")
    void resumeAllTheSame(Case each) {
        assertThat(completed(each).resumed()).isTrue();
    }

    private static Outcome completed(Case each) {
        OurServer server = SERVERS.of(each.flow);
        try (Attacker attacker = SERVERS.attacker(each.flow)) {
            attacker.send(changed(each, attacker)).until(new FinishedMessage());
            attacker.send(new FinishedMessage()).talk();
            Outcome outcome = server.next();
            assertThat(outcome.end()).isEqualTo("close_notify");
            assertThat(outcome.data()).isNotEmpty();
            server.servesAFriend();
            return outcome;
        }
    }

    private static ClientHelloMessage changed(Case each, Attacker attacker) {
        Offer offer = new Offer(attacker);
        each.change.accept(offer);
        return offer.hello;
    }

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }
}
