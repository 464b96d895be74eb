package dev.reprise.internal.record;

import dev.reprise.internal.crypto.Aead;
import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.TrafficKeys;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.LocalFault;
import java.nio.ByteBuffer;

/**
 * How this side protects its records at the moment. A version of TLS is a form of this; the writer knows no other
 * difference.
 */
sealed interface OutboundProtection {
    /** Whether there are keys, without which application data must not be written. */
    boolean hasKeys();

    /** The most content of a record, where the peer takes {@code limit} (see {@link RecordWriter#plaintextLimit}). */
    int maxFragment(int limit);

    /** Padding that fits beside so much content. */
    int maxPadding(int fragment, int limit);

    /** Where in a record its content is gathered, before it is protected. */
    default int contentOffset() {
        return RecordSizes.HEADER;
    }

    /** Bytes on the wire of a record with so much content and padding. */
    int recordLength(int fragment, int padding);

    /** Records written under these keys. */
    long records();

    /** Whether the keys should be replaced before long. */
    boolean keyUpdateDue();

    /** Whether the next record is the last that these keys may protect, and nothing will replace them. */
    default boolean isSpent() {
        return false;
    }

    /**
     * Writes the header and, where its content was gathered, protects the record.
     *
     * @param plainVersion the version for the header of a record without keys
     * @param record from the header on; the content lies at {@link #contentOffset()} already, room for the rest behind it. The position moves behind the
     *     record
     */
    void seal(ContentType type, int plainVersion, ByteBuffer record, int fragment, int padding);

    void destroy();

    /** Before there are keys. */
    record Plaintext() implements OutboundProtection {
        @Override
        public boolean hasKeys() {
            return false;
        }

        /** What the peer asked for holds for protected records only (RFC 8449 section 4). */
        @Override
        public int maxFragment(int limit) {
            return RecordSizes.MAX_PLAINTEXT;
        }

        @Override
        public int maxPadding(int fragment, int limit) {
            return 0;
        }

        @Override
        public int recordLength(int fragment, int padding) {
            return RecordSizes.HEADER + fragment;
        }

        @Override
        public long records() {
            return 0;
        }

        @Override
        public boolean keyUpdateDue() {
            return false;
        }

        @Override
        public void seal(ContentType type, int plainVersion, ByteBuffer record, int fragment, int padding) {
            record.put((byte) type.code())
                    .put((byte) (plainVersion >> 8))
                    .put((byte) plainVersion)
                    .put((byte) (fragment >> 8))
                    .put((byte) fragment);
            record.position(record.position() + fragment);
        }

        @Override
        public void destroy() {
            // There is nothing secret.
        }
    }

    /** TLS 1.3: the structures are those of {@link InboundProtection.Tls13}. */
    final class Tls13 implements OutboundProtection {
        private static final int TYPE_LENGTH = 1;

        private final byte[] header = new byte[RecordSizes.HEADER];
        private final Aead aead;
        private final int tagLength;
        private final long recordLimit;
        private long sequence;

        /** @param recordLimit records that may be written; a part of them is kept back for what follows the warning */
        Tls13(CipherSuite suite, Secret trafficSecret, long recordLimit) {
            TrafficKeys keys = TrafficKeys.of(suite, trafficSecret);
            this.aead = Aead.sealer(suite.aead(), keys.key(), keys.iv());
            this.tagLength = suite.aead().tagLength();
            this.recordLimit = recordLimit;
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public int maxFragment(int limit) {
            return limit - TYPE_LENGTH;
        }

        @Override
        public int maxPadding(int fragment, int limit) {
            return limit - TYPE_LENGTH - fragment;
        }

        @Override
        public int recordLength(int fragment, int padding) {
            return RecordSizes.HEADER + fragment + TYPE_LENGTH + padding + tagLength;
        }

        @Override
        public long records() {
            return sequence;
        }

        @Override
        public boolean keyUpdateDue() {
            return sequence >= recordLimit - recordLimit / RecordWriter.RESERVED_SHARE;
        }

        @Override
        public void seal(ContentType type, int plainVersion, ByteBuffer record, int fragment, int padding) {
            if (sequence >= recordLimit) {
                throw new LocalFault("the keys were not updated in time");
            }
            int inner = fragment + TYPE_LENGTH + padding;
            int sealed = inner + tagLength;
            header[0] = (byte) ContentType.APPLICATION_DATA.code();
            header[1] = (byte) (ProtocolVersion.TLS12 >> 8);
            header[2] = (byte) ProtocolVersion.TLS12;
            header[3] = (byte) (sealed >> 8);
            header[4] = (byte) sealed;
            record.put(header);
            int typeAt = record.position() + fragment;
            record.put(typeAt, (byte) type.code());
            for (int i = 1; i <= padding; i++) {
                record.put(typeAt + i, (byte) 0);
            }
            aead.seal(sequence, header, header.length, record, inner);
            sequence++;
        }

        @Override
        public void destroy() {
            aead.destroy();
        }
    }

    /** TLS 1.2: the structures are those of {@link InboundProtection.Tls12}. */
    final class Tls12 implements OutboundProtection {
        private final Tls12Nonce nonce;
        private final byte[] additionalData = new byte[Tls12Nonce.ADDITIONAL_DATA_LENGTH];
        private final Aead aead;
        private final int tagLength;
        private final long recordLimit;
        private long sequence;

        Tls12(CipherSuite suite, MasterSecret.Keys keys, long recordLimit) {
            this.nonce = new Tls12Nonce(suite.aead(), keys.iv());
            this.aead = Aead.sealer(suite.aead(), keys.key());
            this.tagLength = suite.aead().tagLength();
            this.recordLimit = recordLimit;
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public int maxFragment(int limit) {
            return Math.min(limit, RecordSizes.MAX_PLAINTEXT);
        }

        /** An AEAD of TLS 1.2 has none. */
        @Override
        public int maxPadding(int fragment, int limit) {
            return 0;
        }

        @Override
        public int contentOffset() {
            return RecordSizes.HEADER + nonce.explicitLength();
        }

        @Override
        public int recordLength(int fragment, int padding) {
            return contentOffset() + fragment + tagLength;
        }

        @Override
        public long records() {
            return sequence;
        }

        /** TLS 1.2 has no key update; before its limit the connection ends. */
        @Override
        public boolean keyUpdateDue() {
            return false;
        }

        @Override
        public boolean isSpent() {
            return sequence >= recordLimit - 1;
        }

        @Override
        public void seal(ContentType type, int plainVersion, ByteBuffer record, int fragment, int padding) {
            if (sequence >= recordLimit) {
                throw new LocalFault("the connection has protected as many records as one key may");
            }
            int length = nonce.explicitLength() + fragment + tagLength;
            record.put((byte) type.code())
                    .put((byte) (ProtocolVersion.TLS12 >> 8))
                    .put((byte) ProtocolVersion.TLS12)
                    .put((byte) (length >> 8))
                    .put((byte) length);
            nonce.putExplicit(sequence, record);
            Tls12Nonce.additionalData(additionalData, sequence, type.code(), ProtocolVersion.TLS12, fragment);
            aead.seal(nonce.sealing(sequence), additionalData, additionalData.length, record, fragment);
            sequence++;
        }

        @Override
        public void destroy() {
            aead.destroy();
            nonce.destroy();
        }
    }
}
