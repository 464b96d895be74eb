package dev.reprise.internal.record;

import dev.reprise.internal.crypto.Aead;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.TrafficKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.nio.ByteBuffer;

/**
 * How the peer protects its records at the moment. A version of TLS is a form of this; the reader knows no other
 * difference.
 */
sealed interface InboundProtection {
    /** Whether records with that type in their header are protected. */
    boolean covers(ContentType outerType);

    /** Whether there are keys, so that a record that is not covered is one out of place. */
    boolean hasKeys();

    /** Records opened under these keys. */
    long records();

    /**
     * Takes one fragment and puts its content into {@code record}.
     *
     * @param header the record's header as it came
     * @param fragment what follows the header; all of it is consumed
     * @param limit the peer's records may hold that many bytes; see {@link RecordReader#plaintextLimit}
     */
    void open(ContentType outerType, byte[] header, ByteBuffer fragment, int limit, InboundRecord record);

    /** Bytes of a fragment that are never content. */
    int overhead();

    void destroy();

    /** Before there are keys. */
    record Plaintext() implements InboundProtection {
        @Override
        public int overhead() {
            return 0;
        }

        @Override
        public boolean covers(ContentType outerType) {
            return false;
        }

        @Override
        public boolean hasKeys() {
            return false;
        }

        @Override
        public long records() {
            return 0;
        }

        /** A limit that was negotiated is one of protected records only (RFC 8449 section 4). */
        @Override
        public void open(ContentType outerType, byte[] header, ByteBuffer fragment, int limit, InboundRecord record) {
            int length = fragment.remaining();
            if (length > RecordSizes.MAX_PLAINTEXT) {
                throw overflow(length, RecordSizes.MAX_PLAINTEXT);
            }
            fragment.get(record.room(length), 0, length);
            record.set(outerType, 0, length, false);
        }

        @Override
        public void destroy() {
            // There is nothing secret.
        }
    }

    /**
     * TLS 1.3 (RFC 9846 section 5.2):
     *
     * <pre>{@code
     * struct {
     *     opaque content[TLSPlaintext.length];
     *     ContentType type;
     *     uint8 zeros[length_of_padding];
     * } TLSInnerPlaintext;
     *
     * struct {
     *     ContentType opaque_type = application_data;
     *     ProtocolVersion legacy_record_version = 0x0303;
     *     uint16 length;
     *     opaque encrypted_record[TLSCiphertext.length];
     * } TLSCiphertext;
     * }</pre>
     */
    final class Tls13 implements InboundProtection {
        private static final int TYPE_LENGTH = 1;

        private final Aead aead;
        private final long mostRecords;
        private long sequence;

        /** @param mostRecords records that are opened under these keys, however many the algorithm allows */
        Tls13(CipherSuite suite, Secret trafficSecret, long mostRecords) {
            TrafficKeys keys = TrafficKeys.of(suite, trafficSecret);
            this.aead = Aead.opener(suite.aead(), keys.key(), keys.iv());
            this.mostRecords = mostRecords;
        }

        @Override
        public boolean covers(ContentType outerType) {
            return outerType == ContentType.APPLICATION_DATA;
        }

        /** The content type and the tag. */
        @Override
        public int overhead() {
            return TYPE_LENGTH + aead.algorithm().tagLength();
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public long records() {
            return sequence;
        }

        @Override
        public void open(ContentType outerType, byte[] header, ByteBuffer fragment, int limit, InboundRecord record) {
            if (sequence >= mostRecords) {
                throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "the peer never updated its keys");
            }
            byte[] inner = record.room(fragment.remaining());
            int length = aead.open(sequence, header, header.length, fragment, inner, 0);
            sequence++;
            if (length > limit) {
                throw overflow(length, limit);
            }
            int typeAt = length - 1;
            while (typeAt >= 0 && inner[typeAt] == 0) {
                typeAt--;
            }
            if (typeAt < 0) {
                throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "a record of nothing but padding");
            }
            int code = inner[typeAt] & 0xff;
            ContentType type = ContentType.of(code);
            if (type == null) {
                throw new PeerMisbehaved(
                        AlertDescription.UNEXPECTED_MESSAGE, "a protected record with content type " + code);
            }
            record.set(type, 0, typeAt, true);
        }

        @Override
        public void destroy() {
            aead.destroy();
        }
    }

    /**
     * TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3):
     *
     * <pre>{@code
     * struct {
     *     ContentType type;
     *     ProtocolVersion version = 0x0303;
     *     uint16 length;
     *     opaque nonce_explicit[8 or 0];
     *     opaque content[length - 8 or 0 - 16], tag[16];
     * } TLSCiphertext;
     * }</pre>
     */
    final class Tls12 implements InboundProtection {
        private final Tls12Nonce nonce;
        private final byte[] additionalData = new byte[Tls12Nonce.ADDITIONAL_DATA_LENGTH];
        private final Aead aead;
        private final int tagLength;
        private long sequence;

        Tls12(CipherSuite suite, MasterSecret.Keys keys) {
            this.nonce = new Tls12Nonce(suite.aead(), keys.iv());
            this.aead = Aead.opener(suite.aead(), keys.key());
            this.tagLength = suite.aead().tagLength();
        }

        @Override
        public boolean covers(ContentType outerType) {
            return true;
        }

        @Override
        public int overhead() {
            return nonce.explicitLength() + tagLength;
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public long records() {
            return sequence;
        }

        @Override
        public void open(ContentType outerType, byte[] header, ByteBuffer fragment, int limit, InboundRecord record) {
            if (sequence == Long.MAX_VALUE) {
                throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "the peer never started anew");
            }
            int content = fragment.remaining() - overhead();
            if (content < 0) {
                throw new PeerMisbehaved(AlertDescription.BAD_RECORD_MAC, "a record shorter than its nonce and tag");
            }
            byte[] opening = nonce.opening(sequence, fragment);
            int version = (header[1] & 0xff) << 8 | header[2] & 0xff;
            if (version != ProtocolVersion.TLS12) {
                // It is additional data: changed on its way, or sealed by a peer that speaks something else.
                throw new PeerMisbehaved(AlertDescription.BAD_RECORD_MAC, "a record of another version than TLS 1.2");
            }
            Tls12Nonce.additionalData(additionalData, sequence, outerType.code(), version, content);
            byte[] plain = record.room(content);
            int length = aead.open(opening, additionalData, additionalData.length, fragment, plain, 0);
            sequence++;
            if (length > Math.min(limit, RecordSizes.MAX_PLAINTEXT)) {
                throw overflow(length, limit);
            }
            record.set(outerType, 0, length, true);
        }

        @Override
        public void destroy() {
            aead.destroy();
            nonce.destroy();
        }
    }

    private static PeerMisbehaved overflow(int length, int limit) {
        return new PeerMisbehaved(
                AlertDescription.RECORD_OVERFLOW, "a record of " + length + " bytes, where " + limit + " are allowed");
    }
}
