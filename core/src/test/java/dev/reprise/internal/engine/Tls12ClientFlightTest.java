package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientKeyExchange;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server of TLS 1.2 does with the rest of a client's flight: certificate, key exchange, proof, Finished. */
class Tls12ClientFlightTest {
    private final Endpoints ends = new Endpoints();
    private final Story story = new Story(ends);

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private AlertDescription alertTo(UnaryOperator<HandshakeMessage> change) {
        return Story.faultOf(new Duel(ends).changingTheClients(change)).alert();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    @Nested
    class KeyExchanges {
        private AlertDescription alertToShare(UnaryOperator<byte[]> change) {
            return alertTo(message -> message instanceof ClientKeyExchange exchange
                    ? new ClientKeyExchange(change.apply(exchange.share()))
                    : message);
        }

        @ParameterizedTest
        @MethodSource("dev.reprise.internal.engine.Tls12KeyExchangesTest#curves")
        @Prevents("invalid-curve")
        @Rfc("8422#5.11 point-validated")
        void withAPointThatIsNoneAreRefused(NamedGroup group) {
            ends.serverGroups = List.of(group);
            assertThat(alertToShare(share -> flipped(share, share.length - 1)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> new byte[share.length])).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> Arrays.copyOf(share, share.length - 1)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> new byte[] {0})).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(
                            share -> { // as if compressed
                                byte[] half = Arrays.copyOf(share, 1 + share.length / 2);
                                half[0] = 2;
                                return half;
                            }))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("all-zero-secret")
        @Rfc("8422#5.11 all-zero")
        void thatLeadToASecretEverybodyKnowsAreRefused() {
            ends.serverGroups = List.of(NamedGroup.X25519);
            assertThat(alertToShare(share -> new byte[32])).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            byte[] one = new byte[32];
            one[0] = 1;
            assertThat(alertToShare(share -> one)).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 31, 33, 255})
        void ofAnotherLengthAreRefused(int length) {
            ends.serverGroups = List.of(NamedGroup.X25519);
            assertThat(alertToShare(share -> Arrays.copyOf(share, length)))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void withAnotherSecretEndAtTheFinished() {
            ends.serverGroups = List.of(NamedGroup.X25519);
            byte[] nine = new byte[32];
            nine[0] = 9;
            assertThat(alertToShare(share -> nine)).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }
    }

    @Nested
    class Certificates {
        @BeforeEach
        void shown() {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
        }

        @Test
        @Rfc("5246#7.4.6 needed")
        void thatAreNeededAndNotShownEndTheHandshake() {
            ends.clientKey = null;
            Wire wire = ends.wire().run();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        @Rfc("5246#7.4.6 none-suits")
        void thatAreWantedNeedNotBeShown() {
            ends.clientKey = null;
            ends.clientAuthentication = ClientAuthentication.WANT;
            assertThat(Story.summary(story.connects().server).peerChain()).isEmpty();
            assertThat(Story.summary(story.resumes().server).peerChain()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = ClientAuthentication.class,
                names = {"WANT", "NEED"})
        void thatAreShownAreKnownOnBothSides(ClientAuthentication authentication) {
            ends.clientAuthentication = authentication;
            Wire wire = story.connects();
            assertThat(Story.summary(wire.server).peerChain()).isEqualTo(ends.clientChain);
            assertThat(Story.summary(wire.client).localChain()).isEqualTo(ends.clientChain);
            assertThat(Story.summary(story.resumes().server).peerChain()).isEqualTo(ends.clientChain);
        }

        @ParameterizedTest
        @EnumSource(
                value = ClientAuthentication.class,
                names = {"WANT", "NEED"})
        void thatAreNotTrustedEndTheHandshake(ClientAuthentication authentication) {
            ends.clientAuthentication = authentication;
            ends.serverTrusts = false;
            Wire wire = ends.wire().run();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_UNKNOWN);
        }

        @Test
        void thatAreNoneAreRefused() {
            assertThat(alertTo(message -> message instanceof Tls12Certificate
                            ? new Tls12Certificate(List.of(new byte[] {1, 2, 3}))
                            : message))
                    .isEqualTo(AlertDescription.BAD_CERTIFICATE);
        }
    }

    @Nested
    class Proofs {
        @BeforeEach
        void shown() {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
        }

        private AlertDescription alertToProof(UnaryOperator<CertificateVerify> change) {
            return alertTo(message -> message instanceof CertificateVerify proof ? change.apply(proof) : message);
        }

        @Test
        @Rfc("5246#7.4.8 verified")
        void thatDoNotVerifyAreRefused() {
            assertThat(alertToProof(proof -> {
                        byte[] signature = proof.signature();
                        return new CertificateVerify(proof.scheme(), flipped(signature, signature.length - 1));
                    }))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
            assertThat(alertToProof(proof -> new CertificateVerify(proof.scheme(), new byte[0])))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @Test
        @Prevents("unbound-parameters")
        @Rfc("5246#7.4.8 verified")
        void ofAnotherHandshakeAreRefused() {
            Duel earlier = new Duel(ends).fight();
            CertificateVerify old =
                    Story.said(earlier.client(), CertificateVerify.class).get(0);
            ends.clientSessions = new Endpoints().clientSessions;
            assertThat(alertToProof(proof -> old)).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @Test
        @Prevents("unbound-parameters")
        @Rfc("5246#7.4.8 verified")
        void withTheCertificateOfAnotherAreRefused() {
            assertThat(alertTo(message -> message instanceof Tls12Certificate
                            ? new Tls12Certificate(List.of(Tls12KeyExchangesTest.encoded(
                                    TestPki.shared().serverEc().certificate())))
                            : message))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0203, 0x0201, 0x0401, 0x0804, 0x0807, 0x0808})
        @Prevents("signature-confusion")
        @Rfc("5246#7.4.8 algorithm-asked-for")
        void inAWayThatWasNotAskedForOrIsNotTheKeysAreRefused(int scheme) {
            assertThat(alertToProof(proof -> new CertificateVerify(SignatureScheme.of(scheme), proof.signature())))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    @Test
    @Rfc("5246#7.4.9 finished")
    void aFinishedThatDoesNotVerifyIsRefusedAndNoSessionIsKept() {
        StoreInTrouble store = new StoreInTrouble();
        ends.keepSessionsIn(store);
        ends.takeTickets = false;
        for (int at = 0; at < 12; at++) {
            int position = at;
            assertThat(alertTo(message -> message instanceof Finished finished
                            ? new Finished(flipped(finished.verifyData(), position))
                            : message))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }
        assertThat(store.entries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Prevents("skipped-finished")
    @Rfc("5246#7.4.9 finished")
    void aResumedSessionIsNoneWithoutTheClientsFinished(boolean tickets) {
        ends.takeTickets = tickets;
        story.session();
        Duel duel = new Duel(ends)
                .changingTheClients(message -> message instanceof Finished ? new Finished(new byte[12]) : message);
        assertThat(Story.faultOf(duel).alert()).isEqualTo(AlertDescription.DECRYPT_ERROR);
        assertThat(duel.server().summary).isNull();
    }
}
