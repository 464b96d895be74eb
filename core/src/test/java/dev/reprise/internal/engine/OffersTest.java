package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.ExtensionType;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.KeyShares;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.message.PskKeyExchangeModes;
import dev.reprise.internal.message.SelectedPsk;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.TicketRequest;
import dev.reprise.internal.message.Unknown;
import dev.reprise.internal.resumption.ServerSessions.TicketMode;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does with offers of sessions that no client of ours would make. */
class OffersTest extends ChangedHellos {
    private static final byte[] NO_TICKET = new byte[120];

    @Nested
    class Binders {
        @ParameterizedTest
        @EnumSource
        @Rfc({"9846#4.3.11 binder-verified", "9846#4.3.11 binder-refused"})
        @Prevents("stolen-ticket")
        void thatDoNotVerifyEndTheConnection(TicketMode mode) {
            ends.mode = mode;
            offerASession();
            for (int position : new int[] {0, 15, 31}) {
                TlsFault fault = refusal(hello -> {
                    byte[] binder = offerOf(hello).binders().get(0);
                    binder[position] ^= 1;
                    return hello.withBinders(List.of(binder));
                });
                assertThat(fault.alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
                assertThat(fault).hasMessageContaining("binder");
            }
        }

        @Test
        @Rfc("9846#4.3.11 binder-refused")
        void ofAnotherLengthEndTheConnection() {
            offerASession();
            TlsFault fault = refusal(hello -> hello.withBinders(List.of(new byte[48])));
            assertThat(fault.alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 31})
        void ofNoPossibleLengthAreNotParsed(int length) {
            offerASession();
            Duel duel = new Duel(ends).changingTheClientsBytes(encoded -> {
                ClientHello hello =
                        (ClientHello) MessageCodec.receive13(encoded).message();
                return hello.withBinders(List.of(new byte[length])).encode();
            });
            assertThat(Story.faultOf(duel)).isInstanceOf(DecodeFault.class);
        }

        @Test
        @Rfc("9846#4.3.11.2 binder-covers-the-hello")
        void coverAllThatStandsBeforeThem() {
            offerASession();
            List<UnaryOperator<ClientHello>> changes = List.of(
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
                            new byte[32],
                            hello.cipherSuites(),
                            hello.compressionMethods(),
                            hello.extensions()),
                    hello -> new ClientHello(
                            hello.legacyVersion(),
                            hello.random(),
                            hello.legacySessionId(),
                            List.of(CipherSuite.TLS_AES_128_GCM_SHA256),
                            hello.compressionMethods(),
                            hello.extensions()),
                    hello -> with(hello, new Unknown(0x5a5a, new byte[3])),
                    hello -> with(hello, new TicketRequest(7, 7)),
                    hello -> {
                        PskIdentity identity = offerOf(hello).identities().get(0);
                        return hello.withExtensions(hello.extensions()
                                .with(new PreSharedKeys(
                                        List.of(new PskIdentity(identity.identity(), identity.obfuscatedAge() ^ 1)),
                                        offerOf(hello).binders())));
                    });
            for (UnaryOperator<ClientHello> change : changes) {
                assertThat(refusal(change))
                        .hasMessageContaining("binder")
                        .extracting(TlsFault::alert)
                        .isEqualTo(AlertDescription.DECRYPT_ERROR);
            }
        }

        @Test
        @Rfc("9846#4.3.11 as-many-binders")
        @Prevents("offered-psks-lengths")
        void thatAreMoreOrFewerThanTheIdentitiesEndTheConnection() {
            offerASession();
            for (int count : new int[] {2, 3}) {
                assertThat(refusal(hello -> hello.withBinders(java.util.Collections.nCopies(count, new byte[32])))
                                .alert())
                        .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            }
            TlsFault fewer = refusal(hello -> hello.withExtensions(hello.extensions()
                    .with(new PreSharedKeys(
                            List.of(
                                    offerOf(hello).identities().get(0),
                                    offerOf(hello).identities().get(0)),
                            offerOf(hello).binders()))));
            assertThat(fewer.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @ParameterizedTest
        @EnumSource
        @Rfc("9846#4.3.11 unknown-identities-ignored")
        void ofSessionsThatNobodyKnowsAreNotLookedAt(TicketMode mode) {
            ends.mode = mode;
            TlsSession session = story.session();
            story.offering(session, state -> state.ticket(NO_TICKET).secret(Secret.owning(new byte[32])));
            // The binder is made with a wrong secret; nobody can tell, and nobody needs to.
            story.isFull(Reason.UNREADABLE);
        }
    }

    @Nested
    class Places {
        @Test
        @Rfc("9846#4.3.11 psk-last")
        void ofTheOfferOtherThanTheLastEndTheConnection() {
            offerASession();
            TlsFault fault = refusal(hello -> {
                List<Extension> all = new ArrayList<>(hello.extensions().all());
                all.add(0, all.remove(all.size() - 1));
                return hello.withExtensions(Extensions.of(all));
            });
            assertThat(fault.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("9846#4.3.9 modes-with-psk")
        void withoutModesEndTheConnection() {
            offerASession();
            assertThat(refusal(hello -> without(hello, ExtensionType.PSK_KEY_EXCHANGE_MODES))
                            .alert())
                    .isEqualTo(AlertDescription.MISSING_EXTENSION);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 4})
        @Rfc({"9846#4.3.11 unknown-identities-ignored", "9846#4.3.11 selected-identity"})
        void behindSessionsThatNobodyKnowsAreFound(int index) {
            TlsSession session = offerASession();
            ServerHello answer = answer(hello -> {
                List<PskIdentity> identities = new ArrayList<>();
                for (int i = 0; i < index; i++) {
                    identities.add(new PskIdentity(NO_TICKET, i));
                }
                identities.add(offerOf(hello).identities().get(0));
                ClientHello longer = hello.withExtensions(hello.extensions().with(offer(identities)));
                return HandmadeClient.bound(longer, Story.state(session));
            });
            assertThat(answer.extensions().get(SelectedPsk.class)).isEqualTo(new SelectedPsk(index));
        }

        @Test
        @Prevents("too-many-offers")
        void beyondTheFifthAreNotLookedAt() {
            TlsSession session = offerASession();
            for (int unknown = 1; unknown < 10; unknown++) {
                List<PskIdentity> identities = new ArrayList<>(unknowns(unknown));
                identities.add(new PskIdentity(Story.ticketOf(session), 0));
                assertThat(seenOffering(session, identities).reason())
                        .isEqualTo(unknown < 5 ? Reason.RESUMED : Reason.TOO_MANY_OFFERS);
            }
        }

        @Test
        @Prevents("too-many-offers")
        void inTheStoreAreLookedUpOnce() {
            ends.mode = TicketMode.STORED;
            TlsSession gone = offerASession();
            story.resumes();
            ends.bound = null;
            ends.clientSessions.removeOrigin(gone.origin().id());
            TlsSession good = story.session();
            List<PskIdentity> identities =
                    List.of(new PskIdentity(Story.ticketOf(gone), 0), new PskIdentity(Story.ticketOf(good), 0));
            assertThat(seenOffering(good, identities).reason()).isEqualTo(Reason.TOO_MANY_OFFERS);
            assertThat(seenOffering(good, identities.subList(1, 2)).resumed()).isTrue();
        }

        @Test
        @Prevents("offered-psks-lengths")
        void mayBeThousands() {
            assertThat(seenOffering(offerASession(), unknowns(500)).reason()).isEqualTo(Reason.TOO_MANY_OFFERS);
        }

        private static List<PskIdentity> unknowns(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> new PskIdentity(new byte[90], i))
                    .toList();
        }

        private Resumption seenOffering(TlsSession session, List<PskIdentity> identities) {
            return seenAfter(
                    session, hello -> hello.withExtensions(hello.extensions().with(offer(identities))));
        }
    }

    @Nested
    class OfOurOwnClient {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        @Rfc({"9846#4.3.9 modes-with-psk", "9846#4.3.11 psk-last", "9846#2.2 share-beside"})
        void comeLastWithTheirModesAndAKeyShare(boolean pskKe) {
            ends.clientPskKe = pskKe;
            offerASession();
            ClientHello hello = Story.said(new Duel(ends).fight().client(), ClientHello.class)
                    .get(0);
            List<Extension> all = hello.extensions().all();
            assertThat(all.get(all.size() - 1)).isInstanceOf(PreSharedKeys.class);
            assertThat(offerOf(hello).identities()).hasSize(1);
            assertThat(hello.extensions().get(PskKeyExchangeModes.class))
                    .isEqualTo(new PskKeyExchangeModes(
                            pskKe
                                    ? List.of(PskKeyExchangeModes.PSK_DHE_KE, PskKeyExchangeModes.PSK_KE)
                                    : List.of(PskKeyExchangeModes.PSK_DHE_KE)));
            KeyShares shares = hello.extensions().get(KeyShares.class);
            assertThat(shares).isNotNull();
            assertThat(shares.entries()).isNotEmpty();
            assertThat(hello.cipherSuites())
                    .as("a suite of the session's hash")
                    .anyMatch(suite ->
                            suite.hash() == Story.state(ends.bound).suite().hash());
        }
    }

    @Nested
    class WithoutCertificates {
        /** A client that only resumes may leave out what a server's certificate would have to suit. */
        @ParameterizedTest
        @EnumSource
        @Rfc("9846#9.2 psk-alone")
        void areTaken(TicketMode mode) {
            ends.mode = mode;
            TlsSession session = offerASession();
            assertThat(seenAfter(session, hello -> without(hello, ExtensionType.SIGNATURE_ALGORITHMS))
                            .resumed())
                    .isTrue();
        }

        @Test
        @Rfc("9846#9.2 mandatory-extensions")
        void andWithoutAnOfferEndTheConnection() {
            assertThat(refusal(hello -> without(hello, ExtensionType.SIGNATURE_ALGORITHMS))
                            .alert())
                    .isEqualTo(AlertDescription.MISSING_EXTENSION);
            assertThat(refusal(hello -> without(hello, ExtensionType.KEY_SHARE)).alert())
                    .isEqualTo(AlertDescription.MISSING_EXTENSION);
            assertThat(refusal(hello -> without(hello, ExtensionType.SUPPORTED_GROUPS))
                            .alert())
                    .isEqualTo(AlertDescription.MISSING_EXTENSION);
        }
    }

    @Nested
    class WithoutAKeyExchange {
        /** What is left of a resumption without a key exchange must not be a full handshake without one: it would have no secret at all. */
        @Test
        @Prevents("no-key-exchange")
        @Rfc("9846#4.2.1 psk-or-key-exchange")
        void fallBackToOneWithWhenTheSessionWasUsedInTheMeantime() {
            StoreInTrouble store = new StoreInTrouble();
            ends.keepSessionsIn(store);
            ends.mode = TicketMode.STORED;
            ends.clientPskKe = true;
            ends.serverPskKe = true;
            offerASession();
            ends.serverGroups = List.of(NamedGroup.SECP384R1); // no share fits: psk_ke is what is left
            store.failing(StoreInTrouble.Call.REMOVE);

            Wire wire = story.isFull(Reason.STORE_UNAVAILABLE);

            assertThat(Story.summary(wire.server).helloRetried()).isTrue();
            assertThat(Story.summary(wire.server).group()).isEqualTo(NamedGroup.SECP384R1);
        }
    }

    @Test
    @Rfc("9846#4.2.2 legacy-version")
    void ofAnotherLegacyVersionEndTheConnection() {
        offerASession();
        for (int version : new int[] {0x0301, 0x0304}) {
            TlsFault fault = refusal(hello -> new ClientHello(
                    version,
                    hello.random(),
                    hello.legacySessionId(),
                    hello.cipherSuites(),
                    hello.compressionMethods(),
                    hello.extensions()));
            assertThat(fault.alert()).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        }
    }

    @Test
    @Prevents("legacy-session-id")
    @Rfc("9846#4.2.3 session-id-echo")
    void withASessionIdOfAnyLengthHaveItEchoed() {
        TlsSession session = offerASession();
        for (int length = 0; length <= 32; length++) {
            byte[] id = new byte[length];
            Arrays.fill(id, (byte) length);
            ServerHello answer = answer(hello -> HandmadeClient.bound(
                    new ClientHello(
                            hello.legacyVersion(),
                            hello.random(),
                            id,
                            hello.cipherSuites(),
                            hello.compressionMethods(),
                            hello.extensions()),
                    Story.state(session)));
            assertThat(answer.legacySessionIdEcho()).isEqualTo(id);
            assertThat(answer.extensions().get(SelectedPsk.class)).isNotNull();
        }
    }

    @Test
    @Prevents("legacy-session-id")
    void withASessionIdThatIsTooLongAreNotParsed() {
        Duel duel = new Duel(ends).changingTheClientsBytes(encoded -> {
            byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
            System.arraycopy(encoded, 4 + 2 + 32 + 1, longer, 4 + 2 + 32 + 2, encoded.length - 39);
            longer[4 + 2 + 32] = 33;
            int body = longer.length - 4;
            longer[1] = (byte) (body >> 16);
            longer[2] = (byte) (body >> 8);
            longer[3] = (byte) body;
            return longer;
        });
        assertThat(Story.faultOf(duel)).isInstanceOf(DecodeFault.class);
    }
}
