package dev.reprise.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.EarlyDataIndication;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.PreSharedKeys;
import dev.reprise.internal.message.PskIdentity;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import dev.reprise.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection does with records, keys, alerts and ends. */
class ConnectionTest {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
    private static final int RECORD_HEADER = 5;

    private Endpoints ends;

    @BeforeEach
    void endpoints() {
        ends = new Endpoints();
    }

    private static ConnectionSummary summary(Connection connection) {
        return connection.summary().orElseThrow();
    }

    private static void talk(Wire wire) {
        wire.send(wire.clientSide(), wire.serverSide(), "ping".getBytes(US_ASCII));
        wire.send(wire.serverSide(), wire.clientSide(), "pong".getBytes(US_ASCII));
        assertThat(wire.serverSide().data.toString(US_ASCII)).endsWith("ping");
        assertThat(wire.clientSide().data.toString(US_ASCII)).endsWith("pong");
    }

    @Nested
    class Negotiates {
        static Stream<CipherSuite> suites() {
            return CipherSuite.defaults().stream().filter(CipherSuite::isTls13);
        }

        static Stream<NamedGroup> groups() {
            return NamedGroup.defaults().stream();
        }

        @ParameterizedTest
        @MethodSource("suites")
        void everySuite(CipherSuite suite) {
            ends.serverSuites = List.of(suite);
            Wire wire = ends.wire().run();
            assertThat(summary(wire.client).suite()).isEqualTo(suite);
            talk(wire);
        }

        @ParameterizedTest
        @MethodSource("groups")
        void everyGroup(NamedGroup group) {
            ends.serverGroups = List.of(group);
            Wire wire = ends.wire().run();
            assertThat(summary(wire.client).group()).isEqualTo(group);
            assertThat(summary(wire.server).group()).isEqualTo(group);
            talk(wire);
        }

        @Test
        void everyKindOfCertificate() {
            for (TestPki.Identity identity : List.of(
                    TestPki.shared().serverEc(),
                    TestPki.shared().serverRsa(),
                    TestPki.shared().serverEd25519())) {
                ends.serverChain = identity.chain();
                ends.serverKey = identity.key();
                ends.takeTickets = false;
                Wire wire = ends.wire().run();
                assertThat(summary(wire.client).peerChain()).isEqualTo(identity.chain());
            }
        }

        @Test
        void anApplicationProtocolAnewOnAResumedConnection() {
            ends.clientProtocols = List.of("h2", "http/1.1");
            ends.selector = ApplicationProtocolSelector.preferring(List.of("http/1.1"));
            assertThat(summary(ends.wire().run().client).applicationProtocol()).isEqualTo("http/1.1");
            ends.selector = ApplicationProtocolSelector.preferring(List.of("h2"));
            Wire wire = ends.wire().run();
            assertThat(summary(wire.client).resumption().resumed()).isTrue();
            assertThat(summary(wire.client).applicationProtocol()).isEqualTo("h2");
        }

        @Test
        void noApplicationProtocolInCommonEndsTheConnection() {
            ends.clientProtocols = List.of("h2");
            ends.selector = ApplicationProtocolSelector.preferring(List.of("http/1.1"));
            Wire wire = ends.wire().run();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.NO_APPLICATION_PROTOCOL);
            assertThat(wire.client.fault().orElseThrow()).isInstanceOf(AlertReceived.class);
            assertThat(wire.client.fault().orElseThrow().alert()).isEqualTo(AlertDescription.NO_APPLICATION_PROTOCOL);
        }

        @Test
        void noSuiteInCommonEndsTheConnection() {
            ends.serverSuites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
            ends.clientSuites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
            Wire wire = ends.wire().run();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
        }

        @Test
        void aMissingClientCertificateEndsTheConnectionWhereOneIsNeeded() {
            ends.clientAuthentication = ClientAuthentication.NEED;
            Wire wire = ends.wire().run();
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.CERTIFICATE_REQUIRED);
            assertThat(wire.server.isConnected()).isFalse();
        }

        @Test
        void theSameKeyingMaterialOnBothSides() {
            Wire wire = ends.wire().run();
            byte[] client = summary(wire.client).exporter().export("EXPORTER-test", new byte[] {1}, 48);
            byte[] server = summary(wire.server).exporter().export("EXPORTER-test", new byte[] {1}, 48);
            byte[] other = summary(wire.server).exporter().export("EXPORTER-test", new byte[] {2}, 48);
            assertThat(client).isEqualTo(server).isNotEqualTo(other);
        }
    }

    @Nested
    class Records {
        @ParameterizedTest
        @ValueSource(ints = {64, 512, 16_384})
        void areNoLongerThanTheOtherSideTakes(int limit) {
            ends.recordSizeLimit = limit;
            Wire wire = ends.wire().run();
            byte[] data = new byte[40_000];
            new Random(1).nextBytes(data);
            wire.send(wire.serverSide(), wire.clientSide(), data);
            assertThat(wire.clientSide().data.toByteArray()).isEqualTo(data);
            int longest = wire.serverSide().sent.stream()
                    .mapToInt(record -> record.length)
                    .max()
                    .orElseThrow();
            // The first flight's ServerHello is not protected, and so not limited.
            assertThat(longest).isLessThanOrEqualTo(Math.max(RECORD_HEADER + limit + 1 + 16, 1300));
        }

        @Test
        void arePaddedWhereThatIsWanted() {
            ends.recordPadding = 256;
            Wire wire = ends.wire().run();
            talk(wire);
            byte[] last = wire.clientSide().sent.get(wire.clientSide().sent.size() - 1);
            assertThat(last).hasSize(RECORD_HEADER + 256 + 1 + 16);
        }

        @Test
        void lookLikeAnOlderVersionToMiddleboxes() {
            Wire wire = ends.wire().run();
            assertThat(wire.serverSide().sent.stream().map(record -> record[0]).toList())
                    .startsWith((byte) 22, (byte) 20, (byte) 23);
            assertThat(wire.clientSide().sent.stream().map(record -> record[0]).toList())
                    .startsWith((byte) 22, (byte) 20, (byte) 23);
            assertThat(wire.clientSide().sent.get(1)).containsExactly(20, 3, 3, 0, 1, 1);
        }

        @Test
        void arriveByteByByte() {
            Wire wire = ends.wire();
            wire.client.begin();
            Dribble dribble = new Dribble();
            for (int i = 0; i < 200 && !(wire.client.isConnected() && wire.server.isConnected()); i++) {
                dribble.carry(wire.client, wire.server);
                dribble.carry(wire.server, wire.client);
            }
            assertThat(wire.client.isConnected() && wire.server.isConnected()).isTrue();
        }

        @Test
        void areTakenWholeOrNotAtAll() {
            Wire wire = ends.wire().run();
            byte[] record = wrapData(wire.client, "some data".getBytes(US_ASCII));
            ByteBuffer dst = ByteBuffer.allocate(100);
            for (int length = 0; length < record.length; length++) {
                ByteBuffer part = ByteBuffer.wrap(record, 0, length);
                Step step = wire.server.unwrap(part, new ByteBuffer[] {dst}, 0, 1);
                assertThat(step.result()).isEqualTo(Step.Result.BUFFER_UNDERFLOW);
                assertThat(part.position()).isZero();
                assertThat(dst.position()).isZero();
            }
            ByteBuffer two = ByteBuffer.allocate(record.length + 3)
                    .put(record)
                    .put(record, 0, 3)
                    .flip();
            Step step = wire.server.unwrap(two, new ByteBuffer[] {dst}, 0, 1);
            assertThat(step.consumed()).isEqualTo(record.length);
            assertThat(step.produced()).isEqualTo(9);
        }

        @Test
        void waitForRoom() {
            Wire wire = ends.wire().run();
            byte[] record = wrapData(wire.client, "some data".getBytes(US_ASCII));
            ByteBuffer src = ByteBuffer.wrap(record);
            Step refused = wire.server.unwrap(src, new ByteBuffer[] {ByteBuffer.allocate(8)}, 0, 1);
            assertThat(refused.result()).isEqualTo(Step.Result.BUFFER_OVERFLOW);
            assertThat(src.position()).isZero();
            ByteBuffer first = ByteBuffer.allocate(5);
            ByteBuffer second = ByteBuffer.allocateDirect(4);
            Step taken = wire.server.unwrap(src, new ByteBuffer[] {first, second}, 0, 2);
            assertThat(taken.produced()).isEqualTo(9);

            ByteBuffer data = ByteBuffer.wrap(new byte[100]);
            Step overflow = wire.client.wrap(new ByteBuffer[] {data}, 0, 1, ByteBuffer.allocate(100));
            assertThat(overflow.result()).isEqualTo(Step.Result.BUFFER_OVERFLOW);
            assertThat(data.position()).isZero();
        }

        @Test
        void thatWereChangedEndTheConnection() {
            Wire wire = ends.wire().run();
            byte[] record = wrapData(wire.client, "data".getBytes(US_ASCII));
            record[record.length - 1] ^= 1;
            assertThatThrownBy(() -> unwrap(wire.server, record))
                    .isInstanceOfSatisfying(
                            PeerMisbehaved.class,
                            fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
            assertThat(wire.server.status()).isEqualTo(Status.NEED_WRAP);
            byte[] alert = wrapData(wire.server, new byte[0]);
            assertThatThrownBy(() -> unwrap(wire.client, alert))
                    .isInstanceOf(AlertReceived.class)
                    .hasMessageContaining("bad_record_mac");
        }

        @Test
        void thatAreReplayedEndTheConnection() {
            Wire wire = ends.wire().run();
            byte[] record = wrapData(wire.client, "data".getBytes(US_ASCII));
            unwrap(wire.server, record);
            assertThatThrownBy(() -> unwrap(wire.server, record)).isInstanceOf(PeerMisbehaved.class);
        }
    }

    @Nested
    class Keys {
        @Test
        void areUpdatedBeforeTheirLimit() {
            ends.recordsPerKey = 40;
            Wire wire = ends.wire().run();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 500; i++) {
                byte[] line = ("line " + i + "\n").getBytes(US_ASCII);
                expected.writeBytes(line);
                wire.send(wire.clientSide(), wire.serverSide(), line);
            }
            assertThat(wire.serverSide().data.toByteArray()).isEqualTo(expected.toByteArray());
            talk(wire);
        }

        @Test
        @Prevents("record-boundary")
        void doNotChangeInTheMiddleOfAMessage() {
            // The server's last message before its keys change is its Finished: a byte of a message more in that
            // record.
            Wire wire = ends.wire();
            wire.serverSide().tamper = record -> record;
            wire.client.begin();
            byte[] hello = wrapData(wire.client, new byte[0]);
            byte[] record = new byte[hello.length + 4];
            System.arraycopy(hello, 0, record, 0, hello.length);
            record[hello.length] = 20; // the beginning of a Finished behind the ClientHello
            int length = record.length - RECORD_HEADER;
            record[3] = (byte) (length >> 8);
            record[4] = (byte) length;
            Wire.deliver(record, wire.serverSide());
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Nested
    class Ends {
        @Test
        void inOrderWithCloseNotifyFromBoth() {
            Wire wire = ends.wire().run();
            wire.client.closeOutbound();
            wire.run();
            assertThat(wire.client.isOutboundDone()).isTrue();
            assertThat(wire.server.isInboundDone()).isTrue();
            assertThat(wire.server.fault()).isEmpty();
            wire.send(wire.serverSide(), wire.clientSide(), "still here".getBytes(US_ASCII));
            assertThat(wire.clientSide().data.toString(US_ASCII)).isEqualTo("still here");
            wire.server.closeOutbound();
            wire.run();
            assertThat(wire.client.isInboundDone() && wire.server.isOutboundDone())
                    .isTrue();
            assertThat(wire.client.status()).isEqualTo(Status.NOT_HANDSHAKING);
            assertThat(wire.client.closeInbound()).isTrue();
        }

        @Test
        void tellWhetherTheyMayHaveCutSomethingShort() {
            Wire wire = ends.wire().run();
            assertThat(wire.client.closeInbound()).isFalse();
        }

        @Test
        void duringAHandshakeAreAFailure() {
            Wire wire = ends.wire();
            wire.client.begin();
            wire.client.closeInbound();
            assertThat(wire.client.fault().orElseThrow()).hasMessageContaining("ended during the handshake");
        }

        @Test
        void giveNothingAfterAFatalAlert() {
            Wire wire = ends.wire().run();
            byte[] good = wrapData(wire.client, "data".getBytes(US_ASCII));
            byte[] bad = wrapData(wire.client, "more".getBytes(US_ASCII));
            bad[10] ^= 1;
            unwrap(wire.server, good);
            assertThatThrownBy(() -> unwrap(wire.server, bad)).isInstanceOf(TlsFault.class);
            assertThat(wire.server.unwrap(ByteBuffer.wrap(good), NOTHING, 0, 1).result())
                    .isEqualTo(Step.Result.CLOSED);
        }
    }

    @Test
    void refusesWhatIsNotTls() {
        Connection server = ends.server();
        assertThatThrownBy(() -> unwrap(server, "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII)))
                .isInstanceOf(PeerMisbehaved.class)
                .hasMessageContaining("HTTP");
    }

    @Nested
    class EarlyData {
        @Test
        @Rfc("9846#4.3.10 early-data-skipped")
        void isSkippedUpToItsLimit() {
            Connection server = greeted(true);
            for (int i = 0; i < 16; i++) {
                unwrap(server, garbage(1000 + 17));
            }
            assertThat(server.fault()).isEmpty();
            assertThatThrownBy(() -> unwrap(server, garbage(1000 + 17)))
                    .isInstanceOf(PeerMisbehaved.class)
                    .hasMessageContaining("early data");
        }

        @Test
        @Rfc("9846#4.3.10 early-data-skipped")
        void isNotSkippedWhereItWasNotAnnounced() {
            Connection server = greeted(false);
            assertThatThrownBy(() -> unwrap(server, garbage(100)))
                    .isInstanceOfSatisfying(
                            PeerMisbehaved.class,
                            fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
        }

        /** A server that has answered a hello which offers an unknown ticket, perhaps with early data behind it. */
        private Connection greeted(boolean earlyData) {
            Connection client = ends.client();
            client.begin();
            byte[] record = wrapData(client, new byte[0]);
            byte[] encoded = Arrays.copyOfRange(record, RECORD_HEADER, record.length);
            ClientHello hello = (ClientHello) MessageCodec.receive13(encoded).message();
            Extensions extensions = hello.extensions();
            if (earlyData) {
                extensions = extensions.with(new EarlyDataIndication());
            }
            extensions = extensions.with(
                    new PreSharedKeys(List.of(new PskIdentity(new byte[100], 0)), List.of(new byte[32])));
            byte[] changed = hello.withExtensions(extensions).encode();
            byte[] framed = new byte[RECORD_HEADER + changed.length];
            System.arraycopy(
                    new byte[] {22, 3, 1, (byte) (changed.length >> 8), (byte) changed.length}, 0, framed, 0, 5);
            System.arraycopy(changed, 0, framed, RECORD_HEADER, changed.length);
            Wire wire = new Wire(client, ends.server());
            Wire.deliver(framed, wire.serverSide());
            assertThat(wire.server.fault()).isEmpty();
            return wire.server;
        }

        private byte[] garbage(int length) {
            byte[] record = new byte[RECORD_HEADER + length];
            new Random(3).nextBytes(record);
            System.arraycopy(new byte[] {23, 3, 3, (byte) (length >> 8), (byte) length}, 0, record, 0, 5);
            return record;
        }
    }

    /** Hands over what one side says a byte at a time, into one buffer that is read as far as it goes. */
    private static final class Dribble {
        void carry(Connection from, Connection to) {
            drain(from);
            while (from.status() == Status.NEED_WRAP) {
                byte[] record = wrapData(from, new byte[0]);
                if (record.length == 0) {
                    return;
                }
                for (int i = 1; i <= record.length; i++) {
                    ByteBuffer part = ByteBuffer.wrap(record, 0, i);
                    Step step = to.unwrap(part, new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
                    assertThat(step.consumed()).isEqualTo(i == record.length ? record.length : 0);
                }
                drain(to);
            }
        }

        private static void drain(Connection connection) {
            Runnable task;
            while ((task = connection.nextTask()) != null) {
                task.run();
            }
        }
    }

    private static byte[] wrapData(Connection from, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(17_000);
        from.wrap(new ByteBuffer[] {ByteBuffer.wrap(data)}, 0, 1, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void unwrap(Connection to, byte[] record) {
        to.unwrap(ByteBuffer.wrap(record), new ByteBuffer[] {ByteBuffer.allocate(17_000)}, 0, 1);
    }
}
