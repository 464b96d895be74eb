package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.message.CertificateRequest;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Cookie;
import dev.reprise.internal.message.EarlyDataIndication;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HelloRetryRequest;
import dev.reprise.internal.message.KeyShare;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.message.KeyShareRetry;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.SelectedVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.TicketRequestHint;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does with answers to its offer that no server of ours would give. */
class AnswersTest {
    private static final byte[] DOWNGRADE = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};

    private final Story story = Story.with(TicketMode.STATELESS);
    private final Endpoints ends = story.ends;

    private TlsFault refusal(UnaryOperator<HandshakeMessage> change) {
        return Story.faultOf(new Duel(ends).changingTheServers(change));
    }

    private AlertDescription alertTo(UnaryOperator<ServerHello> change) {
        return refusal(message -> message instanceof ServerHello hello ? change.apply(hello) : message)
                .alert();
    }

    private AlertDescription alertToExtension(Extension extension) {
        return refusal(message -> message instanceof EncryptedExtensions encrypted
                        ? new EncryptedExtensions(encrypted.extensions().with(extension))
                        : message)
                .alert();
    }

    private AlertDescription alertToRetry(UnaryOperator<HelloRetryRequest> change) {
        return refusal(message -> message instanceof HelloRetryRequest retry ? change.apply(retry) : message)
                .alert();
    }

    private static ServerHello with(ServerHello hello, CipherSuite suite) {
        return new ServerHello(
                hello.legacyVersion(), hello.random(), hello.legacySessionIdEcho(), suite, hello.extensions());
    }

    private static ServerHello with(ServerHello hello, Extensions extensions) {
        return new ServerHello(
                hello.legacyVersion(), hello.random(), hello.legacySessionIdEcho(), hello.cipherSuite(), extensions);
    }

    private static ServerHello with(ServerHello hello, Extension extension) {
        return with(hello, hello.extensions().with(extension));
    }

    private static ServerHello without(ServerHello hello, int... types) {
        Extensions extensions = hello.extensions();
        for (int type : types) {
            extensions = extensions.without(type);
        }
        return with(hello, extensions);
    }

    @Nested
    class ToAnOffer {
        private void offered() {
            story.session();
        }

        @Test
        @Prevents("no-key-exchange")
        @Rfc("9846#4.2.1 psk-or-key-exchange")
        void withNeitherKeyShareNorSessionAreRefused() {
            offered();
            assertThat(alertTo(hello -> without(hello, ExtensionType.KEY_SHARE, ExtensionType.PRE_SHARED_KEY)))
                    .isEqualTo(AlertDescription.MISSING_EXTENSION);
        }

        @ParameterizedTest
        @EnumSource
        @Prevents("psk-ke-not-offered")
        @Rfc({"9846#4.3.11 client-consistency", "9846#4.3.9 modes-listed"})
        void withoutAKeyExchangeThatWasDemandedAreRefused(TicketMode mode) {
            ends.mode = mode;
            offered();
            assertThat(alertTo(hello -> without(hello, ExtensionType.KEY_SHARE)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 65_535})
        @Prevents("selected-identity")
        @Rfc("9846#4.3.11 client-consistency")
        void thatSelectWhatWasNotThereAreRefused(int index) {
            offered();
            assertThat(alertTo(hello -> with(hello, new SelectedPsk(index))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("other-hash")
        @Rfc({"9846#4.3.11 client-consistency", "9846#4.7.1 same-hash"})
        void withASuiteOfAnotherHashAreRefused() {
            ends.serverSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
            offered();
            assertThat(alertTo(hello -> with(hello, CipherSuite.TLS_AES_256_GCM_SHA384)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("other-suite")
        @Rfc("9846#4.2.3 suite-offered")
        void withASuiteThatWasNotOfferedAreRefused() {
            offered();
            ends.clientSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
            assertThat(alertTo(hello -> with(hello, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertTo(hello -> with(hello, CipherSuite.of(0xc02b))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.3.8 share-of-a-group-sent")
        void withAShareOfAGroupThatWasNotSentAreRefused() {
            offered();
            assertThat(alertTo(
                            hello -> with(hello, new KeyShare(new KeyShareEntry(NamedGroup.SECP384R1, new byte[97])))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("legacy-session-id")
        @Rfc("9846#4.2.3 session-id-echo")
        void withAnotherSessionIdAreRefused() {
            offered();
            for (byte[] id : List.of(new byte[0], new byte[32])) {
                assertThat(alertTo(hello -> new ServerHello(
                                hello.legacyVersion(), hello.random(), id, hello.cipherSuite(), hello.extensions())))
                        .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            }
        }

        @Test
        @Rfc("9846#4.2.3 legacy-version")
        void withAnotherLegacyVersionAreRefused() {
            offered();
            assertThat(alertTo(hello -> new ServerHello(
                            0x0304,
                            hello.random(),
                            hello.legacySessionIdEcho(),
                            hello.cipherSuite(),
                            hello.extensions())))
                    .isEqualTo(AlertDescription.PROTOCOL_VERSION);
        }

        @Test
        @Prevents("hello-retry-downgrade")
        @Rfc("9846#4.2.3 downgrade")
        void thatGoBackToAnOlderVersionAgainstTheServersWillAreRefused() {
            offered();
            assertThat(alertTo(hello -> {
                        byte[] random = hello.random();
                        System.arraycopy(DOWNGRADE, 0, random, 24, 8);
                        return new ServerHello(
                                hello.legacyVersion(),
                                random,
                                hello.legacySessionIdEcho(),
                                hello.cipherSuite(),
                                Extensions.of());
                    }))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.4.2 no-request-on-resumption")
        void thatAskForACertificateAllTheSameAreRefused() {
            ends.clientHasACertificate();
            offered();
            TlsFault fault = refusal(message ->
                    message instanceof Finished ? new CertificateRequest(new byte[0], Extensions.of()) : message);
            assertThat(fault.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
        }

        @Test
        @Prevents("skipped-finished")
        void whoseFinishedDoesNotVerifyAreRefused() {
            offered();
            TlsFault fault = refusal(message -> {
                if (message instanceof Finished finished) {
                    byte[] data = finished.verifyData();
                    data[0] ^= 1;
                    return new Finished(data);
                }
                return message;
            });
            assertThat(fault.alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @Test
        @Rfc({"9846#4.3.9 no-modes-of-servers", "9149#3 only-where-it-belongs"})
        void withExtensionsThatDoNotBelongThereAreRefused() {
            offered();
            assertThat(alertToExtension(new PskKeyExchangeModes(List.of(PskKeyExchangeModes.PSK_DHE_KE))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToExtension(new SelectedPsk(0))).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertTo(hello -> with(hello, new TicketRequestHint(1))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("early-data-not-sent")
        void thatAcceptEarlyDataWhichWasNeverSentAreRefused() {
            offered();
            assertThat(alertToExtension(new EarlyDataIndication())).isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION);
        }
    }

    @Test
    @Prevents("selected-identity")
    void thatResumeThoughNothingWasOfferedAreRefused() {
        assertThat(alertTo(hello -> with(hello, new SelectedPsk(0)))).isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION);
    }

    @Test
    void thatCountTicketsNobodyAskedForAreRefused() {
        ends.takeTickets = false;
        assertThat(alertToExtension(new TicketRequestHint(1))).isEqualTo(AlertDescription.UNSUPPORTED_EXTENSION);
    }

    @Nested
    class ByAHelloRetryRequest {
        private void offered() {
            ends.serverSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
            story.session();
            ends.serverGroups = List.of(NamedGroup.SECP384R1);
        }

        private List<ClientHello> hellosAfter(UnaryOperator<HandshakeMessage> change) {
            Duel duel = new Duel(ends).changingTheServers(change);
            Story.faultOf(duel);
            return Story.said(duel.client(), ClientHello.class);
        }

        @Test
        @Prevents("hello-retry-state")
        @Rfc("9846#4.2.4 hash-of-the-retry")
        void ofAnotherHashTakeBackTheOffer() {
            offered();
            List<ClientHello> hellos = hellosAfter(message -> message instanceof HelloRetryRequest retry
                    ? new HelloRetryRequest(
                            retry.legacySessionIdEcho(), CipherSuite.TLS_AES_256_GCM_SHA384, retry.extensions())
                    : message);
            assertThat(hellos).hasSize(2);
            assertThat(hellos.get(0).extensions().get(PreSharedKeys.class)).isNotNull();
            assertThat(hellos.get(1).extensions().get(PreSharedKeys.class)).isNull();
        }

        @Test
        @Prevents("hello-retry-state")
        void afterWhichTheServerResumesWhatWasTakenBackAreRefused() {
            offered();
            TlsFault fault = refusal(message -> {
                if (message instanceof HelloRetryRequest retry) {
                    return new HelloRetryRequest(
                            retry.legacySessionIdEcho(), CipherSuite.TLS_AES_256_GCM_SHA384, retry.extensions());
                }
                return message instanceof ServerHello hello
                        ? with(with(hello, CipherSuite.TLS_AES_256_GCM_SHA384), new SelectedPsk(0))
                        : message;
            });
            // The server of this test sees through the changed request already; whichever comes first ends it.
            assertThat(fault.alert()).isIn(AlertDescription.UNSUPPORTED_EXTENSION, AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.2.2 second-hello-same")
        void areAnsweredByTheSameHelloButForShareCookieAgeAndBinder() {
            offered();
            ends.clock.advance(Duration.ofSeconds(5));
            byte[] cookie = {1, 2, 3};
            List<ClientHello> hellos = hellosAfter(message -> message instanceof HelloRetryRequest retry
                    ? new HelloRetryRequest(
                            retry.legacySessionIdEcho(),
                            retry.cipherSuite(),
                            retry.extensions().with(new Cookie(cookie)))
                    : message);
            ClientHello first = hellos.get(0);
            ClientHello second = hellos.get(1);
            assertThat(second.random()).isEqualTo(first.random());
            assertThat(second.legacySessionId())
                    .isEqualTo(first.legacySessionId())
                    .hasSize(32);
            assertThat(second.cipherSuites()).isEqualTo(first.cipherSuites());
            assertThat(second.extensions().get(Cookie.class)).isEqualTo(new Cookie(cookie));
            assertThat(stripped(second)).isEqualTo(stripped(first));
            assertThat(second.extensions().all().get(second.extensions().all().size() - 1))
                    .isInstanceOf(PreSharedKeys.class);
        }

        private static List<Extension> stripped(ClientHello hello) {
            List<Extension> all = new ArrayList<>(hello.extensions().all());
            all.removeIf(each -> List.of(ExtensionType.KEY_SHARE, ExtensionType.COOKIE, ExtensionType.PRE_SHARED_KEY)
                    .contains(each.type()));
            return all;
        }

        @Test
        @Rfc("9846#4.2.4 retry-changes-something")
        void thatWouldChangeNothingAreRefused() {
            offered();
            assertThat(alertToRetry(retry -> new HelloRetryRequest(
                            retry.legacySessionIdEcho(),
                            retry.cipherSuite(),
                            Extensions.of(new SelectedVersion(0x0304)))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.3.8 group-of-the-retry")
        void forAGroupThatWasSentOrNotOfferedAreRefused() {
            offered();
            NamedGroup sent = ends.clientGroups.get(0);
            for (NamedGroup group : List.of(sent, NamedGroup.of(0x0100))) {
                assertThat(alertToRetry(retry -> new HelloRetryRequest(
                                retry.legacySessionIdEcho(),
                                retry.cipherSuite(),
                                retry.extensions().with(new KeyShareRetry(group)))))
                        .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            }
        }

        @Test
        @Prevents("hello-retry-state")
        @Rfc("9846#4.2.4 suite-stays")
        void afterWhichTheSuiteChangesAreRefused() {
            offered();
            assertThat(alertTo(hello -> with(hello, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("hello-retry-downgrade")
        @Rfc("9846#4.2.4 version-stays")
        void afterWhichTheVersionChangesAreRefused() {
            offered();
            assertThat(alertTo(hello -> with(hello, new SelectedVersion(0x0303))))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertTo(hello -> with(hello, Extensions.of())))
                    .isIn(AlertDescription.PROTOCOL_VERSION, AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.2.4 one-retry")
        void thatComeTwiceAreRefused() {
            offered();
            byte[][] first = new byte[1][];
            TlsFault fault = refusal(message -> {
                if (message instanceof HelloRetryRequest retry) {
                    first[0] = retry.encode();
                    return message;
                }
                return message instanceof ServerHello
                        ? MessageCodec.receive13(first[0]).message()
                        : message;
            });
            assertThat(fault.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
        }
    }
}
