package dev.reprise.internal.engine;

import static dev.reprise.internal.engine.Wire.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of TLS 1.2 on the wire, as they are and as somebody changed them. */
class Tls12RecordsTest {
    private static final int HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int NEW_SESSION_TICKET = 4;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int CERTIFICATE_REQUEST = 13;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final byte[] A_CHANGE_CIPHER_SPEC = {CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};

    private final Endpoints ends = new Endpoints();

    @BeforeEach
    void speakTls12() {
        ends.serverVersions = List.of(ProtocolVersion.TLS12);
        ends.clientVersions = List.of(ProtocolVersion.TLS12);
    }

    private static byte[] record(int type, byte... content) {
        return ByteBuffer.allocate(HEADER + content.length)
                .put((byte) type)
                .putShort((short) ProtocolVersion.TLS12)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] content(byte[] record) {
        return Arrays.copyOfRange(record, HEADER, record.length);
    }

    /** The messages of the handshake that a record without protection holds, whole. */
    private static List<byte[]> messages(byte[] record) {
        ByteBuffer content = ByteBuffer.wrap(content(record));
        List<byte[]> messages = new ArrayList<>();
        while (content.hasRemaining()) {
            int length = content.getInt(content.position()) & 0xffffff;
            byte[] message = new byte[4 + length];
            content.get(message);
            messages.add(message);
        }
        return messages;
    }

    /** Cuts a record that is not protected into records of so many bytes. */
    private static byte[] cut(byte[] record, int size) {
        byte[] content = content(record);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int from = 0; from < content.length; from += size) {
            pieces.writeBytes(
                    record(record[0], Arrays.copyOfRange(content, from, Math.min(content.length, from + size))));
        }
        return pieces.toByteArray();
    }

    /** Changes what is not protected yet: the records before change_cipher_spec. */
    private static UnaryOperator<byte[]> beforeProtection(UnaryOperator<byte[]> change) {
        boolean[] isProtected = {false};
        return record -> {
            isProtected[0] |= record[0] == CHANGE_CIPHER_SPEC;
            return isProtected[0] ? record : change.apply(record);
        };
    }

    private static void isUp(Wire wire) {
        assertThat(wire.client.fault()).isEmpty();
        assertThat(wire.server.fault()).isEmpty();
        assertThat(wire.client.isConnected() && wire.server.isConnected()).isTrue();
        wire.send(wire.clientSide(), wire.serverSide(), new byte[] {1, 2, 3});
        wire.send(wire.serverSide(), wire.clientSide(), new byte[] {4});
        assertThat(wire.serverSide().data.toByteArray()).containsExactly(1, 2, 3);
        assertThat(wire.clientSide().data.toByteArray()).containsExactly(4);
    }

    private static void isRefused(Wire.Side side, AlertDescription alert) {
        assertThat(side.connection.fault().orElseThrow().alert()).isEqualTo(alert);
        assertThat(side.connection.isConnected()).isFalse();
    }

    @Nested
    class HandshakeMessages {
        @ParameterizedTest
        @ValueSource(ints = {1, 3, 4, 5, 100})
        @Rfc("5246#6.2.1 fragments")
        void mayComeInPieces(int size) {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
            Wire wire = ends.wire();
            wire.clientSide().tamper = beforeProtection(record -> cut(record, size));
            wire.serverSide().tamper = beforeProtection(record -> cut(record, size));
            isUp(wire.run());
        }

        @Test
        @Rfc("5246#6.2.1 fragments")
        void shareARecordAsTheyComeInOne() {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
            Wire wire = ends.wire();
            isUp(wire.run());
            assertThat(messages(wire.serverSide().sent.get(0)))
                    .extracting(message -> (int) message[0])
                    .containsExactly(
                            SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE);
        }

        @Test
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 between-messages")
        void mayNotCrossTheChangeOfKeys() {
            Wire wire = ends.wire();
            wire.clientSide().tamper = record ->
                    record[0] == CHANGE_CIPHER_SPEC ? joined(record(HANDSHAKE, (byte) 20, (byte) 0), record) : record;
            wire.run();
            isRefused(wire.serverSide(), AlertDescription.UNEXPECTED_MESSAGE);
            Wire other = ends.wire();
            other.serverSide().tamper = record ->
                    record[0] == CHANGE_CIPHER_SPEC ? joined(record(HANDSHAKE, (byte) 20, (byte) 0), record) : record;
            other.run();
            isRefused(other.clientSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }

        @Test
        void areNotEmptyRecords() {
            Wire wire = ends.wire();
            wire.clientSide().tamper = record -> joined(record(HANDSHAKE), record);
            wire.run();
            isRefused(wire.serverSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Nested
    class ChangeCipherSpecs {
        /** A connection in which one comes in front of that message. */
        private Wire inFrontOf(int type, boolean ofClient) {
            ends.clientAuthentication = ClientAuthentication.NEED;
            ends.clientHasACertificate();
            Wire wire = ends.wire();
            Wire.Side side = ofClient ? wire.clientSide() : wire.serverSide();
            side.tamper = beforeProtection(record -> {
                byte[] changed = {};
                for (byte[] message : messages(record)) {
                    byte[] alone = record(HANDSHAKE, message);
                    changed = joined(changed, message[0] == type ? joined(A_CHANGE_CIPHER_SPEC, alone) : alone);
                }
                return changed;
            });
            return wire.run();
        }

        @ParameterizedTest
        @ValueSource(ints = {CLIENT_HELLO, CERTIFICATE, CLIENT_KEY_EXCHANGE, CERTIFICATE_VERIFY})
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 place")
        void beforeTheKeysAreAgreedAreRefusedByAServer(int before) {
            isRefused(inFrontOf(before, true).serverSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(
                ints = {
                    SERVER_HELLO,
                    CERTIFICATE,
                    SERVER_KEY_EXCHANGE,
                    CERTIFICATE_REQUEST,
                    SERVER_HELLO_DONE,
                    NEW_SESSION_TICKET
                })
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 place")
        void beforeTheKeysAreAgreedAreRefusedByAClient(int before) {
            isRefused(inFrontOf(before, false).clientSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 place")
        void inTheMiddleOfAMessageAreRefused(boolean ofClient) {
            Wire wire = ends.wire();
            Wire.Side side = ofClient ? wire.clientSide() : wire.serverSide();
            Wire.Side other = ofClient ? wire.serverSide() : wire.clientSide();
            side.tamper = record -> {
                if (side.sent.size() != (ofClient ? 2 : 1)) {
                    return record;
                }
                byte[] content = content(record);
                byte[] first = record(HANDSHAKE, Arrays.copyOf(content, content.length / 2));
                byte[] rest = record(HANDSHAKE, Arrays.copyOfRange(content, content.length / 2, content.length));
                return joined(joined(first, A_CHANGE_CIPHER_SPEC), rest);
            };
            wire.run();
            isRefused(other, AlertDescription.UNEXPECTED_MESSAGE);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Prevents("early-change-cipher-spec")
        @Rfc("5246#7.1 before-finished")
        void thatAreMissingLeadToNoConnection(boolean ofClient) {
            ends.clientSuites = List.of(CipherSuite.of(0xcca9));
            Wire wire = ends.wire();
            Wire.Side side = ofClient ? wire.clientSide() : wire.serverSide();
            side.tamper = record -> record[0] == CHANGE_CIPHER_SPEC ? new byte[0] : record;
            wire.run();
            assertThat((ofClient ? wire.server : wire.client).isConnected()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Rfc("5246#7.1 once")
        void thatComeTwiceAreRefused(boolean ofClient) {
            Wire wire = ends.wire();
            Wire.Side side = ofClient ? wire.clientSide() : wire.serverSide();
            side.tamper = record -> record[0] == CHANGE_CIPHER_SPEC ? joined(record, record) : record;
            wire.run();
            isRefused(ofClient ? wire.serverSide() : wire.clientSide(), AlertDescription.BAD_RECORD_MAC);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "00", "02", "0101", "010101"})
        @Rfc("5246#7.1 one-byte")
        void ofOtherBytesAreRefused(String hex) {
            Wire wire = ends.wire();
            byte[] bytes = HexFormat.of().parseHex(hex);
            wire.clientSide().tamper =
                    record -> record[0] == CHANGE_CIPHER_SPEC ? record(CHANGE_CIPHER_SPEC, bytes) : record;
            wire.run();
            isRefused(wire.serverSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Test
    void applicationDataWithoutProtectionIsRefused() {
        for (boolean ofClient : new boolean[] {true, false}) {
            Wire wire = ends.wire();
            Wire.Side side = ofClient ? wire.clientSide() : wire.serverSide();
            side.tamper = record ->
                    record[0] == CHANGE_CIPHER_SPEC ? joined(record(APPLICATION_DATA, (byte) 1), record) : record;
            wire.run();
            isRefused(ofClient ? wire.serverSide() : wire.clientSide(), AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    @Nested
    class Protected {
        private Wire connected() {
            Wire wire = ends.wire().run();
            assertThat(wire.client.isConnected() && wire.server.isConnected()).isTrue();
            return wire;
        }

        private void isRefusedWith(UnaryOperator<byte[]> change, AlertDescription alert) {
            Wire wire = connected();
            wire.clientSide().tamper = change;
            wire.send(wire.clientSide(), wire.serverSide(), new byte[40]);
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(alert);
            assertThat(wire.serverSide().data.size()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {0xc02b, 0xcca9})
        @Rfc("5246#6.2.3.3 authenticated")
        void areRefusedWithAnyByteChanged(int suite) {
            ends.clientSuites = List.of(CipherSuite.of(suite));
            int length = HEADER + 40 + 16 + (suite == 0xcca9 ? 0 : 8);
            for (int at = HEADER; at < length; at++) {
                int position = at;
                isRefusedWith(
                        record -> {
                            byte[] changed = record.clone();
                            changed[position] ^= 1;
                            return changed;
                        },
                        AlertDescription.BAD_RECORD_MAC);
            }
        }

        @Test
        @Rfc("5246#6.2.3.3 authenticated")
        void areRefusedUnderAnotherType() {
            for (int type : new int[] {20, 21, 22}) {
                isRefusedWith(
                        record -> {
                            byte[] changed = record.clone();
                            changed[0] = (byte) type;
                            return changed;
                        },
                        AlertDescription.BAD_RECORD_MAC);
            }
        }

        @Test
        void areRefusedTwiceOrCutShort() {
            Wire wire = connected();
            wire.clientSide().tamper = record -> joined(record, record);
            wire.send(wire.clientSide(), wire.serverSide(), new byte[] {1});
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC);
            for (int length : new int[] {0, 1, 7, 8, 23, 24, 60}) {
                isRefusedWith(
                        record -> record(APPLICATION_DATA, Arrays.copyOf(content(record), length)),
                        AlertDescription.BAD_RECORD_MAC);
            }
        }

        @Test
        @Rfc("5246#6.2.3 length")
        void areRefusedIfTheyAreLongerThanAnyMayBe() {
            isRefusedWith(record -> record(APPLICATION_DATA, new byte[16_384 + 257]), AlertDescription.RECORD_OVERFLOW);
            isRefusedWith(record -> record(APPLICATION_DATA, new byte[16_384 + 24]), AlertDescription.BAD_RECORD_MAC);
        }

        @Test
        @Rfc({"5288#3 unique-nonce", "5246#6.1 sequence-numbers"})
        void haveTheirNumberForANonceInAesGcm() {
            ends.clientSuites = List.of(CipherSuite.of(0xc02b));
            Wire wire = connected();
            for (int i = 0; i < 3; i++) {
                wire.send(wire.clientSide(), wire.serverSide(), new byte[10]);
            }
            List<byte[]> sent = wire.clientSide().sent;
            List<byte[]> underKeys = sent.subList(sent.size() - 4, sent.size());
            for (int i = 0; i < underKeys.size(); i++) {
                assertThat(ByteBuffer.wrap(underKeys.get(i)).getLong(HEADER)).isEqualTo(i);
            }
            assertThat(underKeys.get(3)).hasSize(HEADER + 8 + 10 + 16);
        }

        @Test
        @Rfc("7905#2 nonce")
        void haveNoNonceInThemWithChaCha20() {
            ends.clientSuites = List.of(CipherSuite.of(0xcca9));
            Wire wire = connected();
            wire.send(wire.clientSide(), wire.serverSide(), new byte[10]);
            List<byte[]> sent = wire.clientSide().sent;
            assertThat(sent.get(sent.size() - 1)).hasSize(HEADER + 10 + 16);
        }

        @Test
        void areAsLongAsAnyMayBe() {
            Wire wire = connected();
            wire.send(wire.clientSide(), wire.serverSide(), new byte[20_000]);
            assertThat(wire.serverSide().data.size()).isEqualTo(20_000);
            List<byte[]> sent = wire.clientSide().sent;
            assertThat(sent.get(sent.size() - 2)).hasSize(HEADER + 8 + 16_384 + 16);
        }

        @ParameterizedTest
        @CsvSource({"64, true", "1000, true", "16383, true", "1000, false"})
        @Rfc("8449#4 no-octet-in-tls12")
        void areNoLongerThanTheOtherSideSaid(int limit, boolean onlyTls12) {
            if (!onlyTls12) {
                ends.clientVersions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
            }
            ends.recordSizeLimit = limit;
            Wire wire = connected();
            wire.send(wire.clientSide(), wire.serverSide(), new byte[3 * limit]);
            wire.send(wire.serverSide(), wire.clientSide(), new byte[3 * limit]);
            assertThat(wire.serverSide().data.size()).isEqualTo(3 * limit);
            assertThat(wire.clientSide().data.size()).isEqualTo(3 * limit);
            for (Wire.Side side : List.of(wire.clientSide(), wire.serverSide())) {
                assertThat(side.sent.get(side.sent.size() - 1)).hasSize(HEADER + 8 + limit + 16);
            }
        }

        @Test
        @Rfc({"5246#6.1 sequence-numbers", "9846#5.5 limits"})
        void endBeforeTheirKeysAreUsedUpAndTheOtherSideIsTold() {
            ends.recordsPerKey = 6;
            Wire wire = connected();
            for (int i = 0; i < 4; i++) { // the Finished was the first, the alert will be the last
                wire.send(wire.clientSide(), wire.serverSide(), new byte[] {1});
            }
            ByteBuffer source = ByteBuffer.wrap(new byte[] {2});
            ByteBuffer record = ByteBuffer.allocate(100);
            assertThatThrownBy(() -> wire.client.wrap(new ByteBuffer[] {source}, 0, 1, record))
                    .isInstanceOf(LocalFault.class)
                    .hasMessageContaining("as many records");
            assertThat(source.remaining()).isEqualTo(1);
            wire.run();
            assertThat(wire.serverSide().data.size()).isEqualTo(4);
            assertThat(wire.server.fault().orElseThrow().alert()).isEqualTo(AlertDescription.INTERNAL_ERROR);
            assertThat(wire.client.isOutboundDone()).isTrue();
        }

        @Test
        void leaveRoomForAGoodbyeWithTheirLast() {
            ends.recordsPerKey = 6;
            Wire wire = connected();
            for (int i = 0; i < 4; i++) {
                wire.send(wire.clientSide(), wire.serverSide(), new byte[] {1});
            }
            wire.client.closeOutbound();
            wire.run();
            assertThat(wire.client.fault()).isEmpty();
            assertThat(wire.server.fault()).isEmpty();
            assertThat(wire.server.isInboundDone()).isTrue();
        }
    }
}
