package dev.reprise.internal.record;

import static dev.reprise.internal.record.ContentType.ALERT;
import static dev.reprise.internal.record.ContentType.APPLICATION_DATA;
import static dev.reprise.internal.record.ContentType.HANDSHAKE;
import static dev.reprise.internal.record.Records.content;
import static dev.reprise.internal.record.Records.hex;
import static dev.reprise.internal.record.Records.secret;
import static dev.reprise.internal.record.Records.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.crypto.Aead;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.message.CertificateMessage;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.message.EncryptedExtensions;
import dev.reprise.internal.message.Finished;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.message.MaxEarlyData;
import dev.reprise.internal.message.MessageCodec;
import dev.reprise.internal.message.NewSessionTicket;
import dev.reprise.internal.message.Rfc8448;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What one side protects, the other opens; and what RFC 8448 protected, both do. */
class RecordProtectionTest {
    @ParameterizedTest
    @FieldSource("dev.reprise.internal.record.Records#SUITES")
    void oneSideOpensWhatTheOtherSealed(CipherSuite suite) {
        RecordWriter writer = new RecordWriter();
        RecordReader reader = new RecordReader();
        for (int epoch = 1; epoch <= 3; epoch++) {
            writer.install(suite, secret(suite, epoch));
            reader.install(suite, secret(suite, epoch));
            for (int length : new int[] {0, 1, 2, 63, 1000, 16383, 16384}) {
                byte[] sent = new byte[length];
                for (int i = 0; i < length; i++) {
                    sent[i] = (byte) (i * epoch);
                }

                InboundRecord read = reader.read(written(writer, APPLICATION_DATA, sent));

                assertThat(content(read)).isEqualTo(sent);
                assertThat(read.type()).isEqualTo(APPLICATION_DATA);
                assertThat(read.wasProtected()).isTrue();
            }
            assertThat(reader.recordsUnderKey()).isEqualTo(7);
            assertThat(writer.recordsUnderKey()).isEqualTo(7);
        }
        assertThat(reader.bytesRead()).isEqualTo(writer.bytesWritten());
    }

    /** RFC 9846 section 5.2, RFC 5246 section 6.2.3.3: all of the header is additional data, the version too. */
    @Test
    void whoseVersionWasChangedDoesNotOpen() {
        CipherSuite tls12 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
        for (int at = 1; at <= 2; at++) {
            for (CipherSuite suite : List.of(CipherSuite.TLS_AES_128_GCM_SHA256, tls12)) {
                RecordWriter writer = new RecordWriter();
                RecordReader reader = new RecordReader();
                if (suite == tls12) {
                    writer.install(suite, keys(suite));
                    reader.install(suite, keys(suite));
                } else {
                    writer.install(suite, secret(suite, 1));
                    reader.install(suite, secret(suite, 1));
                }
                reader.read(written(writer, APPLICATION_DATA, new byte[3]));
                ByteBuffer record = written(writer, APPLICATION_DATA, new byte[3]);
                record.put(at, (byte) (record.get(at) ^ 1));
                assertThatThrownBy(() -> reader.read(record))
                        .isInstanceOfSatisfying(
                                PeerMisbehaved.class,
                                fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
            }
        }
    }

    /** RFC 5246 section 6.2.1: 3.3 is TLS 1.2, also for a peer that has the keys. */
    @Test
    void ofAnotherVersionThatThePeerSealedDoesNotOpen() {
        CipherSuite suite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
        for (int version : new int[] {0x0302, 0x0303, 0x0304}) {
            MasterSecret.Keys keys = keys(suite);
            Tls12Nonce nonce = new Tls12Nonce(suite.aead(), keys.iv());
            byte[] additional = new byte[Tls12Nonce.ADDITIONAL_DATA_LENGTH];
            Tls12Nonce.additionalData(additional, 0, APPLICATION_DATA.code(), version, 3);
            int length = nonce.explicitLength() + 3 + suite.aead().tagLength();
            ByteBuffer record = ByteBuffer.allocate(RecordSizes.HEADER + length);
            record.put((byte) APPLICATION_DATA.code()).putShort((short) version).putShort((short) length);
            record.put(new byte[nonce.explicitLength()]);
            Aead.sealer(suite.aead(), keys.key())
                    .seal(nonce.sealing(0), additional, additional.length, record.slice(), 3);
            RecordReader reader = new RecordReader();
            reader.install(suite, keys(suite));
            record.clear();

            if (version == 0x0303) {
                assertThat(content(reader.read(record))).isEqualTo(new byte[3]);
            } else {
                assertThatThrownBy(() -> reader.read(record))
                        .isInstanceOfSatisfying(
                                PeerMisbehaved.class,
                                fault -> assertThat(fault.alert()).isEqualTo(AlertDescription.BAD_RECORD_MAC));
            }
        }
    }

    private static MasterSecret.Keys keys(CipherSuite suite) {
        byte[] random = new byte[32];
        return MasterSecret.plain(suite, Secret.owning(new byte[48]), random, random)
                .keys(random, random)
                .client();
    }

    @ParameterizedTest
    @FieldSource("dev.reprise.internal.record.Records#SUITES")
    void opensFromDirectBuffersToo(CipherSuite suite) {
        RecordWriter writer = new RecordWriter();
        RecordReader reader = new RecordReader();
        writer.install(suite, secret(suite, 1));
        reader.install(suite, secret(suite, 1));
        ByteBuffer dst = ByteBuffer.allocateDirect(1000);
        writer.write(HANDSHAKE, new ByteBuffer[] {Records.buffer("14000000")}, 0, 1, dst);
        writer.write(ALERT, new ByteBuffer[] {Records.buffer("0100")}, 0, 1, dst);
        dst.flip();

        assertThat(content(reader.read(dst))).isEqualTo(hex("14000000"));
        assertThat(content(reader.read(dst))).isEqualTo(hex("0100"));
        assertThat(dst.hasRemaining()).isFalse();
    }

    @Nested
    class OfRfc8448 {
        private static final byte[] DATA = new byte[50];

        static {
            for (int i = 0; i < DATA.length; i++) {
                DATA[i] = (byte) i;
            }
        }

        @Test
        void opensTheServersFlight() {
            byte[] flight = content(reader(Rfc8448.SERVER_HANDSHAKE_SECRET).read(wrap(Rfc8448.SERVER_FLIGHT_RECORD)));
            HandshakeJoiner joiner = new HandshakeJoiner();
            joiner.add(flight, 0, flight.length);

            List<HandshakeMessage> messages = new ArrayList<>();
            byte @Nullable [] next;
            while ((next = joiner.next()) != null) {
                HandshakeMessage message = MessageCodec.receive13(next).message();
                assertThat(message.encode()).isEqualTo(next);
                messages.add(message);
            }

            assertThat(joiner.isAligned()).isTrue();
            assertThat(messages)
                    .hasExactlyElementsOfTypes(
                            EncryptedExtensions.class,
                            CertificateMessage.class,
                            CertificateVerify.class,
                            Finished.class);
        }

        @Test
        void sealsTheServersFlightAsThereIs() {
            byte[] flight = content(reader(Rfc8448.SERVER_HANDSHAKE_SECRET).read(wrap(Rfc8448.SERVER_FLIGHT_RECORD)));

            assertThat(written(writer(Rfc8448.SERVER_HANDSHAKE_SECRET), HANDSHAKE, flight)
                            .array())
                    .isEqualTo(Rfc8448.SERVER_FLIGHT_RECORD);
        }

        @Test
        void opensTheClientsFinished() {
            byte[] message =
                    content(reader(Rfc8448.CLIENT_HANDSHAKE_SECRET).read(wrap(Rfc8448.CLIENT_FINISHED_RECORD)));

            assertThat(MessageCodec.receive13(message).type()).isEqualTo(HandshakeType.FINISHED);
        }

        @Test
        void opensTheTicketAndWhatTheServerSaysAfterIt() {
            RecordReader reader = reader(Rfc8448.SERVER_APPLICATION_SECRET);

            byte[] message = content(reader.read(wrap(Rfc8448.TICKET_RECORD)));
            NewSessionTicket ticket =
                    (NewSessionTicket) MessageCodec.receive13(message).message();
            assertThat(ticket.lifetimeSeconds()).isEqualTo(30);
            assertThat(ticket.ageAdd()).isEqualTo(0xfad6aac5L);
            assertThat(ticket.nonce()).isEqualTo(hex("0000"));
            assertThat(ticket.ticket()).hasSize(178);
            assertThat(ticket.extensions().get(MaxEarlyData.class)).isEqualTo(new MaxEarlyData(1024));
            assertThat(content(reader.read(wrap(Rfc8448.SERVER_DATA_RECORD)))).isEqualTo(DATA);
            assertThat(content(reader.read(wrap(Rfc8448.SERVER_CLOSE_RECORD)))).isEqualTo(hex("0100"));
        }

        @Test
        void sealsWhatTheClientSays() {
            RecordWriter writer = writer(Rfc8448.CLIENT_APPLICATION_SECRET);

            assertThat(written(writer, APPLICATION_DATA, DATA).array()).isEqualTo(Rfc8448.CLIENT_DATA_RECORD);
            assertThat(written(writer, ALERT, hex("0100")).array()).isEqualTo(Rfc8448.CLIENT_CLOSE_RECORD);
        }

        private static RecordReader reader(byte[] secret) {
            RecordReader reader = new RecordReader();
            reader.install(Records.SUITE, Secret.copyOf(secret));
            return reader;
        }

        private static RecordWriter writer(byte[] secret) {
            RecordWriter writer = new RecordWriter();
            writer.install(Records.SUITE, Secret.copyOf(secret));
            return writer;
        }

        private static ByteBuffer wrap(byte[] record) {
            return ByteBuffer.wrap(record);
        }
    }
}
