package dev.reprise.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.HelloRequest;
import dev.reprise.internal.message.KeyUpdate;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.RenegotiationInfo;
import dev.reprise.internal.message.Tls12NewSessionTicket;
import dev.reprise.internal.record.ContentType;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes under the keys of a TLS 1.2 connection: around its Finished, and after it. */
class Tls12ConnectedTest {
    private static final int WARNING = 1;
    private static final int FATAL = 2;
    private static final List<Integer> NO_RENEGOTIATION = List.of(WARNING, AlertDescription.NO_RENEGOTIATION.code());
    private static final List<Integer> CLOSE_NOTIFY = List.of(WARNING, AlertDescription.CLOSE_NOTIFY.code());

    private final Endpoints ends = new Endpoints();

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private Tls12Peer peer(boolean testedIsClient) {
        return testedIsClient ? Tls12Peer.server(ends) : Tls12Peer.client(ends);
    }

    private Tls12Peer connected(boolean testedIsClient) {
        Tls12Peer peer = peer(testedIsClient).run();
        isUp(peer);
        return peer;
    }

    private static void isUp(Tls12Peer peer) {
        assertThat(peer.tested.connection.fault()).isEmpty();
        assertThat(peer.tested.connection.isConnected()).isTrue();
        peer.say(ContentType.APPLICATION_DATA, (byte) 1, (byte) 2);
        peer.run();
        assertThat(peer.tested.data.toByteArray()).endsWith(1, 2);
    }

    private static void isRefused(Tls12Peer peer, AlertDescription alert) {
        peer.run();
        assertThat(peer.tested.connection.fault().orElseThrow())
                .isInstanceOfSatisfying(
                        PeerMisbehaved.class, fault -> assertThat(fault.alert()).isEqualTo(alert));
        assertThat(peer.alerts).endsWith(List.of(FATAL, alert.code()));
    }

    @Nested
    class Renegotiation {
        @Test
        @Rfc({"5246#7.4.1.1 no-renegotiation", "5746#4.2 no-renegotiation"})
        void isDeclinedByAClientAndTheConnectionGoesOn() {
            Tls12Peer server = connected(true);
            server.say(new HelloRequest());
            server.run();
            assertThat(server.alerts).containsExactly(NO_RENEGOTIATION);
            isUp(server);
        }

        @Test
        @Rfc({"5246#7.4.1.2 no-renegotiation", "5746#4.4 no-renegotiation"})
        void isDeclinedByAServerAndTheConnectionGoesOn() {
            Tls12Peer client = connected(false);
            client.say(hello());
            client.run();
            assertThat(client.alerts).containsExactly(NO_RENEGOTIATION);
            isUp(client);
        }

        @Test
        void isNotDeclinedForEver() {
            Tls12Peer server = connected(true);
            for (int i = 0; i < 5; i++) {
                server.say(new HelloRequest());
            }
            isRefused(server, AlertDescription.UNEXPECTED_MESSAGE);
            assertThat(server.alerts).filteredOn(NO_RENEGOTIATION::equals).hasSizeLessThanOrEqualTo(4);
            Tls12Peer client = connected(false);
            for (int i = 0; i < 5; i++) {
                client.say(hello());
            }
            isRefused(client, AlertDescription.UNEXPECTED_MESSAGE);
        }

        private ClientHello hello() {
            return new ClientHello(
                    ProtocolVersion.TLS12,
                    new byte[32],
                    new byte[0],
                    List.of(CipherSuite.of(0xc02b)),
                    new byte[1],
                    Extensions.of(new RenegotiationInfo(new byte[12])));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Rfc("5246#7.4.1.1 ignored-while-negotiating")
        void thatIsAskedForDuringAHandshakeIsIgnored(int times) {
            Tls12Peer server = peer(true);
            server.beforeMessage = () -> {
                for (int i = 0; i < times; i++) {
                    server.say(new HelloRequest());
                }
            };
            server.beforeFinished = () -> server.say(new HelloRequest());
            server.run();
            isUp(server);
            assertThat(server.alerts).isEmpty();
        }

        @Test
        void thatIsAskedForOverAndOverDuringAHandshakeEndsIt() {
            Tls12Peer server = peer(true);
            server.beforeMessage = () -> {
                for (int i = 0; i < 17; i++) {
                    server.say(new HelloRequest());
                }
            };
            isRefused(server, AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Nested
    class OutOfPlace {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5246#7.3 data-after-finished")
        void isApplicationDataBeforeTheFinished(boolean testedIsClient) {
            Tls12Peer peer = peer(testedIsClient);
            peer.beforeFinished = () -> peer.say(ContentType.APPLICATION_DATA, (byte) 1);
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
            assertThat(peer.tested.data.toByteArray()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 once")
        void isASecondChangeCipherSpec(boolean testedIsClient) {
            Tls12Peer peer = peer(testedIsClient);
            peer.beforeFinished = peer::sayChangeCipherSpec;
            isRefused(peer, AlertDescription.BAD_RECORD_MAC);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isAnythingWithoutProtectionAfterwards(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.sayChangeCipherSpec();
            isRefused(peer, AlertDescription.BAD_RECORD_MAC);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isAMessageOfTls13(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.say(new KeyUpdate(false));
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5077#3.3 before-change-cipher-spec")
        void isATicketAfterTheFinished(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.say(new Tls12NewSessionTicket(60, new byte[40]));
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isApplicationDataInTheMiddleOfAMessage(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.say(ContentType.HANDSHAKE, (byte) (testedIsClient ? 0 : 1), (byte) 0);
            peer.say(ContentType.APPLICATION_DATA, (byte) 1);
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isMoreThanAnAlertInARecord(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.say(ContentType.APPLICATION_DATA); // an empty one is none of these
            isUp(peer);
            for (int i = 0; i < 33; i++) {
                peer.say(ContentType.APPLICATION_DATA);
            }
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Nested
    class Alerts {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5246#7.2 warnings")
        void thatWarnEndNothingUnlessTheyGoOnForEver(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            for (int code : new int[] {100, 112, 41, 0x7f, 40, 80, 100, 100}) {
                peer.sayAlert(WARNING, code);
            }
            peer.run();
            isUp(peer);
            peer.sayAlert(WARNING, 100);
            isRefused(peer, AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(ints = {10, 20, 40, 42, 47, 80, 100, 112})
        @Rfc("5246#7.2.2 fatal")
        void thatAreFatalEndTheConnectionWithoutAnAnswer(int code) {
            Tls12Peer peer = connected(true);
            peer.sayAlert(FATAL, code);
            peer.run();
            assertThat(peer.tested.connection.fault().orElseThrow())
                    .isInstanceOfSatisfying(
                            AlertReceived.class,
                            fault -> assertThat(fault.alert().code()).isEqualTo(code));
            assertThat(peer.alerts).isEmpty();
            assertThat(peer.tested.connection.isOutboundDone()).isTrue();
        }

        @Test
        void thatNobodyKnowsAreFatalIfTheySaySo() {
            Tls12Peer peer = connected(false);
            peer.sayAlert(FATAL, 0x7f);
            peer.run();
            assertThat(peer.tested.connection.fault().orElseThrow())
                    .isInstanceOf(AlertReceived.class)
                    .hasMessageContaining("unknown alert 127");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5246#7.2.1 close-answered")
        void thatSayGoodbyeAreAnsweredAtOnce(boolean testedIsClient) {
            Tls12Peer peer = connected(testedIsClient);
            peer.sayAlert(WARNING, AlertDescription.CLOSE_NOTIFY.code());
            peer.run();
            Connection tested = peer.tested.connection;
            assertThat(tested.fault()).isEmpty();
            assertThat(peer.alerts).containsExactly(CLOSE_NOTIFY);
            assertThat(tested.isInboundDone() && tested.isOutboundDone()).isTrue();
            ByteBuffer source = ByteBuffer.wrap(new byte[] {1});
            Step step = tested.wrap(new ByteBuffer[] {source}, 0, 1, ByteBuffer.allocate(17_000));
            assertThat(step.result()).isEqualTo(Step.Result.CLOSED);
            assertThat(source.remaining()).isEqualTo(1);
        }

        @Test
        @Rfc("5246#7.2.1 ignored-after-close")
        void thatSayGoodbyeAreTheLastThatIsRead() {
            Tls12Peer peer = connected(true);
            peer.sayAlert(WARNING, AlertDescription.CLOSE_NOTIFY.code());
            peer.say(ContentType.APPLICATION_DATA, (byte) 9);
            peer.run();
            assertThat(peer.tested.data.toByteArray()).doesNotContain(9);
        }

        @ParameterizedTest
        @ValueSource(ints = {WARNING, FATAL})
        void thatTheUserCanceledAreFollowedByGoodbye(int level) {
            Tls12Peer peer = connected(true);
            peer.sayAlert(level, AlertDescription.USER_CANCELED.code());
            peer.run();
            isUp(peer);
            peer.sayAlert(WARNING, AlertDescription.CLOSE_NOTIFY.code());
            peer.run();
            assertThat(peer.tested.connection.fault()).isEmpty();
        }
    }

    /** A server of old warns that it does not know the name, before it has said which version it speaks. */
    @Nested
    class WarningsBeforeTheHello {
        private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, WARNING, 112};

        private Wire warned(List<Integer> clientVersions, List<Integer> serverVersions) {
            ends.clientVersions = clientVersions;
            ends.serverVersions = serverVersions;
            Wire wire = ends.wire();
            wire.serverSide().tamper =
                    record -> wire.serverSide().sent.size() == 1 ? Wire.joined(UNRECOGNIZED_NAME, record) : record;
            return wire.run();
        }

        @Test
        void endNothing() {
            List<Integer> both = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            List<Integer> older = List.of(ProtocolVersion.TLS12);
            assertThat(warned(older, older).client.isConnected()).isTrue();
            assertThat(warned(both, older).client.isConnected()).isTrue();
            assertThat(warned(both, both).client.isConnected()).isTrue();
        }

        @Test
        @Rfc("9846#6 level-ignored")
        void endTheConnectionWhereOnlyTls13IsSpoken() {
            List<Integer> newer = List.of(ProtocolVersion.TLS13);
            assertThat(warned(newer, newer).client.fault().orElseThrow().alert())
                    .isEqualTo(AlertDescription.UNRECOGNIZED_NAME);
        }
    }
}
