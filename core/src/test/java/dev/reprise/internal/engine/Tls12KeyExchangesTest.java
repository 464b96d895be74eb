package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.ServerHello;
import dev.reprise.internal.message.ServerHelloDone;
import dev.reprise.internal.message.ServerKeyExchange;
import dev.reprise.internal.message.Tls12Certificate;
import dev.reprise.internal.message.Tls12CertificateRequest;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of TLS 1.2 does with certificates and key exchanges that no server of ours would send. */
class Tls12KeyExchangesTest {

    private final Endpoints ends = new Endpoints();

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private void bothVersions() {
        ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
    }

    private TlsFault refusal(UnaryOperator<HandshakeMessage> change) {
        return Story.faultOf(new Duel(ends).changingTheServers(change));
    }

    private AlertDescription alertTo(UnaryOperator<HandshakeMessage> change) {
        return refusal(change).alert();
    }

    private AlertDescription alertToKeyExchange(UnaryOperator<ServerKeyExchange> change) {
        return alertTo(message -> message instanceof ServerKeyExchange exchange ? change.apply(exchange) : message);
    }

    @Nested
    class KeyExchanges {
        @Test
        @Rfc("8422#5.4 group-offered")
        void ofAGroupThatWasNotOfferedAreRefused() {
            ends.clientGroups = List.of(NamedGroup.X25519);
            for (NamedGroup group : List.of(
                    NamedGroup.SECP384R1, NamedGroup.X25519MLKEM768, NamedGroup.of(30), NamedGroup.of(0xff01))) {
                assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                                group, exchange.share(), exchange.scheme(), exchange.signature())))
                        .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            }
        }

        @Test
        void ofAHybridGroupAreRefusedThoughItIsOfferedToServersOfTls13() {
            bothVersions();
            ends.clientGroups = List.of(NamedGroup.X25519, NamedGroup.X25519MLKEM768);
            assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                            NamedGroup.X25519MLKEM768, exchange.share(), exchange.scheme(), exchange.signature())))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Rfc("5246#7.4.3 signature")
        void whoseSignatureDoesNotVerifyAreRefused() {
            assertThat(alertToKeyExchange(exchange -> {
                        byte[] signature = exchange.signature();
                        signature[signature.length - 1] ^= 1;
                        return new ServerKeyExchange(exchange.group(), exchange.share(), exchange.scheme(), signature);
                    }))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
            assertThat(alertToKeyExchange(exchange ->
                            new ServerKeyExchange(exchange.group(), exchange.share(), exchange.scheme(), new byte[0])))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @Test
        @Prevents("unbound-parameters")
        @Rfc("5246#7.4.3 signature")
        void whoseSignatureIsOfAnotherHandshakeOrShareAreRefused() {
            List<ServerKeyExchange> earlier = new ArrayList<>();
            new Duel(ends)
                    .changingTheServers(message -> {
                        if (message instanceof ServerKeyExchange exchange) {
                            earlier.add(exchange);
                        }
                        return message;
                    })
                    .fight();
            ends.takeTickets = false;
            ends.clientSessions = new Endpoints().clientSessions;
            assertThat(alertToKeyExchange(exchange -> earlier.get(0))).isEqualTo(AlertDescription.DECRYPT_ERROR);
            assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                            exchange.group(), earlier.get(0).share(), exchange.scheme(), exchange.signature())))
                    .isEqualTo(AlertDescription.DECRYPT_ERROR);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0401, 0x0804, 0x0201, 0x0203, 0x0101, 0x0809, 0x0000})
        @Prevents("signature-confusion")
        @Rfc({"5246#7.4.3 algorithm-fits", "8422#5.4 algorithm-fits"})
        void signedInAWayThatTheSuiteTheKeyOrTheHelloDoNotHaveAreRefused(int scheme) {
            assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                            exchange.group(), exchange.share(), SignatureScheme.of(scheme), exchange.signature())))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0403, 0x0807})
        @Prevents("signature-confusion")
        void signedAsEcdsaWithTheKeyOfAnRsaCertificateAreRefused(int scheme) {
            ends.serverChain = TestPki.shared().serverRsa().chain();
            ends.serverKey = TestPki.shared().serverRsa().key();
            assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                            exchange.group(), exchange.share(), SignatureScheme.of(scheme), exchange.signature())))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("signature-confusion")
        @Rfc("5246#7.4.2 certificate-fits")
        void underACertificateThatIsNotForTheSuiteAreRefused() {
            // An ECDSA suite, an ECDSA signature scheme, and a certificate for RSA.
            assertThat(alertTo(message -> message instanceof Tls12Certificate
                            ? new Tls12Certificate(TestPki.shared().serverRsa().chain().stream()
                                    .map(Tls12KeyExchangesTest::encoded)
                                    .toList())
                            : message))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void forAClientThatKnowsNotThatSchemeAreRefused() {
            assertThat(alertToKeyExchange(exchange -> new ServerKeyExchange(
                            exchange.group(), exchange.share(), SignatureScheme.of(0x0808), exchange.signature())))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    static List<NamedGroup> curves() {
        return List.of(NamedGroup.SECP256R1, NamedGroup.SECP384R1);
    }

    /** Signed by a server that has the key, and is up to something. */
    @Nested
    class SignedShares {
        private AlertDescription alertToShare(UnaryOperator<byte[]> change) {
            byte[][] randoms = new byte[2][];
            return Story.faultOf(new Duel(ends)
                            .changingTheClients(message -> {
                                if (message instanceof ClientHello hello) {
                                    randoms[0] = hello.random();
                                }
                                return message;
                            })
                            .changingTheServers(message -> {
                                if (message instanceof ServerHello hello) {
                                    randoms[1] = hello.random();
                                }
                                return message instanceof ServerKeyExchange exchange
                                        ? signed(randoms, exchange, change.apply(exchange.share()))
                                        : message;
                            }))
                    .alert();
        }

        private ServerKeyExchange signed(byte[][] randoms, ServerKeyExchange exchange, byte[] share) {
            byte[] content = ServerKeyExchange.signedContent(randoms[0], randoms[1], exchange.group(), share);
            return new ServerKeyExchange(
                    exchange.group(),
                    share,
                    exchange.scheme(),
                    exchange.scheme().sign(ends.serverKey, content));
        }

        @ParameterizedTest
        @MethodSource("dev.reprise.internal.engine.Tls12KeyExchangesTest#curves")
        @Prevents("invalid-curve")
        @Rfc("8422#5.11 point-validated")
        void withAPointThatIsNoneAreRefused(NamedGroup group) {
            ends.serverGroups = List.of(group);
            assertThat(alertToShare(share -> {
                        share[share.length - 1] ^= 1;
                        return share;
                    }))
                    .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> new byte[share.length])).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> new byte[] {4})).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        @Prevents("all-zero-secret")
        @Rfc("8422#5.11 all-zero")
        void thatLeadToASecretEverybodyKnowsAreRefused() {
            ends.serverGroups = List.of(NamedGroup.X25519);
            assertThat(alertToShare(share -> new byte[32])).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
            assertThat(alertToShare(share -> new byte[31])).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        }

        @Test
        void ofAnotherKeyEndAtTheFinished() {
            ends.serverGroups = List.of(NamedGroup.X25519);
            byte[] nine = new byte[32];
            nine[0] = 9;
            assertThat(alertToShare(share -> nine)).isEqualTo(AlertDescription.DECRYPT_ERROR);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Certificates {
        @Test
        @Rfc("5246#7.4.2 not-empty")
        void thatAreNotThereAreRefused() {
            assertThat(alertTo(
                            message -> message instanceof Tls12Certificate ? new Tls12Certificate(List.of()) : message))
                    .isEqualTo(AlertDescription.DECODE_ERROR);
        }

        @Test
        void thatAreNoneAreRefused() {
            assertThat(alertTo(message -> message instanceof Tls12Certificate
                            ? new Tls12Certificate(List.of(new byte[] {1, 2, 3}))
                            : message))
                    .isEqualTo(AlertDescription.BAD_CERTIFICATE);
        }

        @Test
        void areAskedForOnce() {
            ends.clientAuthentication = ClientAuthentication.WANT;
            // The request comes again in the place of the end of the flight.
            List<HandshakeMessage> request = new ArrayList<>();
            assertThat(alertTo(message -> {
                        if (message instanceof Tls12CertificateRequest) {
                            request.add(message);
                        }
                        return message instanceof ServerHelloDone ? request.get(0) : message;
                    }))
                    .isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
        }

        @Test
        @Rfc("5246#7.4.6 none-suits")
        void thatTheServerCouldNotVerifyAreNotShown() {
            ends.clientAuthentication = ClientAuthentication.WANT;
            ends.clientHasACertificate();
            for (UnaryOperator<Tls12CertificateRequest> change : List.<UnaryOperator<Tls12CertificateRequest>>of(
                    asked -> new Tls12CertificateRequest(
                            List.of(Tls12CertificateRequest.RSA_SIGN), asked.schemes(), asked.authorities()),
                    asked -> new Tls12CertificateRequest(
                            asked.types(), List.of(SignatureScheme.of(0x0401)), asked.authorities()),
                    asked -> new Tls12CertificateRequest(
                            List.of(2, 3, 99), List.of(SignatureScheme.of(0x0202)), asked.authorities()))) {
                Duel duel = new Duel(ends)
                        .changingTheServers(message ->
                                message instanceof Tls12CertificateRequest asked ? change.apply(asked) : message);
                Story.faultOf(duel); // the transcripts differ
                assertThat(Story.said(duel.client(), Tls12Certificate.class))
                        .containsExactly(new Tls12Certificate(List.of()));
                assertThat(Story.said(duel.client(), CertificateVerify.class)).isEmpty();
            }
        }
    }
}
