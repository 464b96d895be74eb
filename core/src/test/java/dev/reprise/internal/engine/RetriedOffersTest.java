package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EarlyDataIndication;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.SupportedGroups;
import dev.reprise.internal.message.TicketRequest;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server does with the second hello, after its HelloRetryRequest, if it offers what no client of ours would. */
class RetriedOffersTest extends ChangedHellos {
    private static final byte[] NO_TICKET = new byte[120];

    private int hellos;

    /** The alert of a server whose HelloRetryRequest is answered by a hello that is changed so. */
    private TlsFault refusalOfTheSecond(UnaryOperator<ClientHello> change) {
        hellos = 0;
        return refusal(hello -> ++hellos == 2 ? change.apply(hello) : hello);
    }

    private @Nullable SelectedPsk selectedBySecond(UnaryOperator<ClientHello> change) {
        hellos = 0;
        return answer(hello -> ++hellos == 2 ? change.apply(hello) : hello)
                .extensions()
                .get(SelectedPsk.class);
    }

    private void offerASessionOfAnotherGroup() {
        offerASession();
        ends.serverGroups = List.of(NamedGroup.SECP384R1);
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("hello-retry-state")
    @Rfc("9846#4.2.2 second-hello-psk")
    void theOfferMayBeGone(TicketMode mode) {
        ends.mode = mode;
        offerASessionOfAnotherGroup();
        assertThat(selectedBySecond(hello -> without(hello, ExtensionType.PRE_SHARED_KEY)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("hello-retry-state")
    void theOfferIsJudgedAnew(TicketMode mode) {
        ends.mode = mode;
        offerASessionOfAnotherGroup();
        assertThat(selectedBySecond(hello ->
                        hello.withExtensions(hello.extensions().with(offer(List.of(new PskIdentity(NO_TICKET, 1)))))))
                .isNull();
    }

    @Test
    @Prevents("hello-retry-state")
    @Rfc("9846#4.3.11.2 binder-of-second-hello")
    void theBinderOfTheFirstDoesNotServe() {
        offerASessionOfAnotherGroup();
        byte[][] first = new byte[1][];
        hellos = 0;
        TlsFault fault = refusal(hello -> {
            if (++hellos == 1) {
                first[0] = offerOf(hello).binders().get(0);
                return hello;
            }
            return hello.withBinders(List.of(first[0]));
        });
        assertThat(fault.alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
    }

    @Test
    @Prevents("hello-retry-state")
    @Rfc({"9846#4.2.2 second-hello-same", "9149#3 second-hello"})
    void noListMayHaveChanged() {
        offerASessionOfAnotherGroup();
        List<UnaryOperator<ClientHello>> changes = List.of(
                hello -> new ClientHello(
                        hello.legacyVersion(),
                        hello.random(),
                        hello.legacySessionId(),
                        List.of(CipherSuite.TLS_AES_128_GCM_SHA256),
                        hello.compressionMethods(),
                        hello.extensions()),
                hello -> new ClientHello(
                        hello.legacyVersion(),
                        new byte[32],
                        hello.legacySessionId(),
                        hello.cipherSuites(),
                        hello.compressionMethods(),
                        hello.extensions()),
                hello -> new ClientHello(
                        hello.legacyVersion(),
                        hello.random(),
                        new byte[0],
                        hello.cipherSuites(),
                        hello.compressionMethods(),
                        hello.extensions()),
                hello -> with(hello, new SupportedGroups(List.of(NamedGroup.SECP384R1))),
                hello -> with(hello, new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_KE))),
                hello -> with(hello, new TicketRequest(9, 9)),
                hello -> without(hello, ExtensionType.TICKET_REQUEST),
                hello -> without(hello, ExtensionType.RECORD_SIZE_LIMIT),
                hello -> without(hello, ExtensionType.SERVER_NAME),
                hello -> with(hello, new EarlyDataIndication()));
        for (UnaryOperator<ClientHello> change : changes) {
            TlsFault fault = refusalOfTheSecond(change);
            assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(fault).hasMessageContaining("the second ClientHello");
            assertThat(hellos).isEqualTo(2);
        }
    }

    @Test
    @Rfc("9846#4.2.2 second-hello-same")
    void aKeyShareMustBeTheOneAskedFor() {
        offerASessionOfAnotherGroup();
        List<UnaryOperator<ClientHello>> changes = List.of(
                hello -> with(hello, new KeyShares(List.of())),
                hello -> with(hello, new KeyShares(List.of(new KeyShareEntry(NamedGroup.X25519, new byte[32])))),
                hello -> without(hello, ExtensionType.KEY_SHARE));
        for (UnaryOperator<ClientHello> change : changes) {
            assertThat(refusalOfTheSecond(change).alert())
                    .isIn(AlertDescription.ILLEGAL_PARAMETER, AlertDescription.MISSING_EXTENSION);
            assertThat(hellos).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Prevents("hello-retry-downgrade")
    void noOlderVersionIsNegotiatedByAServerThatSpeaksItToo(TicketMode mode) {
        ends.mode = mode;
        ends.serverVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        offerASessionOfAnotherGroup();
        TlsFault fault = refusalOfTheSecond(hello -> without(hello, ExtensionType.SUPPORTED_VERSIONS));
        assertThat(hellos).isEqualTo(2);
        assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }
}
