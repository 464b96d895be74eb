package dev.reprise.internal.record;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a transport brings into records and opens them (RFC 9846 sections 5.1 and 5.2). One record at a call,
 * nothing kept of a record that is not whole, nothing allocated for a record once the array for the content has its
 * size.
 *
 * <p>What is refused here, so that nobody behind has to think of it: bytes that are not TLS; records longer than
 * allowed; types out of place, such as an unprotected one where there are keys; protected records without a type;
 * alerts that are not two bytes; empty handshake records; and more than {@value #MAX_IDLE_RECORDS} records in a row
 * that bring neither handshake nor application data.
 */
public final class RecordReader {
    /** Records without handshake or application data that may follow each other. */
    static final int MAX_IDLE_RECORDS = 32;

    private static final int ALERT_LENGTH = 2;

    /** What a record of early data has beside content and padding: the type and the tag, as long in every suite. */
    private static final int EARLY_DATA_OVERHEAD = 1 + 16;

    private static final InboundProtection UNPROTECTED = new InboundProtection.Plaintext();

    private final long recordLimit;
    private final long mostRecords;
    private final InboundRecord record = new InboundRecord();
    private final byte[] header = new byte[RecordSizes.HEADER];
    private InboundProtection protection = UNPROTECTED;
    private int plaintextLimit = RecordSizes.MAX_INNER_PLAINTEXT;
    private boolean changeCipherSpecAllowed;
    private boolean changeCipherSpecDelivered;
    private boolean skippingEarlyData;
    private long earlyDataLeft;
    private int idleRecords;
    private long bytesRead;
    private long keyUpdateDueAt = Long.MAX_VALUE;

    public RecordReader() {
        this(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * A reader that finds a key old sooner than its algorithm demands.
     *
     * @param recordLimit records after which {@link #keyUpdateDue()} holds, where the algorithm allows more: at least 1
     * @param mostRecords records under one key after which the connection ends
     */
    RecordReader(long recordLimit, long mostRecords) {
        this.recordLimit = recordLimit;
        this.mostRecords = mostRecords;
    }

    /**
     * Bytes that the next record takes, with its header; -1 if the header is not whole yet. Nothing is consumed.
     *
     * @param src heap or direct; from its position on
     * @throws PeerMisbehaved with {@code record_overflow} if the record is longer than any may be, with {@code
     *     unexpected_message} or {@code protocol_version} if this cannot be a record, which one byte may be enough to
     *     tell
     */
    public int recordLength(ByteBuffer src) {
        int available = src.remaining();
        if (available == 0) {
            return -1;
        }
        int at = src.position();
        if (ContentType.of(src.get(at) & 0xff) == null) {
            throw notARecord(src);
        }
        // Later the version is ignored, as it must be; in the first record it tells TLS from other things.
        if (bytesRead == 0 && available > 1 && src.get(at + 1) != 3) {
            throw new PeerMisbehaved(
                    AlertDescription.PROTOCOL_VERSION,
                    "not TLS: the first record has version " + (src.get(at + 1) & 0xff) + ".x");
        }
        if (available < RecordSizes.HEADER) {
            return -1;
        }
        int length = (src.get(at + 3) & 0xff) << 8 | src.get(at + 4) & 0xff;
        int limit = protection.hasKeys() || skippingEarlyData ? RecordSizes.MAX_CIPHERTEXT : RecordSizes.MAX_PLAINTEXT;
        if (length > limit) {
            throw new PeerMisbehaved(
                    AlertDescription.RECORD_OVERFLOW,
                    "a record of " + length + " bytes, where " + limit + " are allowed");
        }
        return RecordSizes.HEADER + length;
    }

    /** The most content that a record of so many bytes, header included, can hold under the present keys. */
    public int largestContent(int recordLength) {
        int content = recordLength - RecordSizes.HEADER - protection.overhead();
        return Math.max(0, Math.min(content, RecordSizes.MAX_PLAINTEXT)); // what goes beyond is padding
    }

    private PeerMisbehaved notARecord(ByteBuffer src) {
        String what = bytesRead == 0
                ? "not TLS: " + ForeignProtocol.describe(src)
                : "no record has content type " + (src.get(src.position()) & 0xff);
        return new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, what);
    }

    /**
     * Consumes exactly one record, which must be whole: {@link #recordLength} bytes must be there.
     *
     * @param src heap or direct; its position moves behind the record, its limit stays
     * @return the content, valid until the next call; null for a record that has no meaning here: a {@code
     *     change_cipher_spec} of compatibility mode, or early data that is skipped
     * @throws TlsFault if the record may not come now or does not open; the connection is over
     * @throws IllegalArgumentException if the record is not whole
     */
    public @Nullable InboundRecord read(ByteBuffer src) {
        int total = recordLength(src);
        if (total < 0 || src.remaining() < total) {
            throw new IllegalArgumentException("the record is not whole");
        }
        int limit = src.limit();
        int end = src.position() + total;
        bytesRead += total;
        src.get(header);
        src.limit(end);
        try {
            return readFragment(outerType(), src);
        } finally {
            src.limit(limit);
            src.position(end);
        }
    }

    private ContentType outerType() {
        ContentType type = ContentType.of(header[0] & 0xff);
        if (type == null) {
            throw new IllegalStateException("recordLength() has seen another type");
        }
        return type;
    }

    private @Nullable InboundRecord readFragment(ContentType outerType, ByteBuffer fragment) {
        if (protection.covers(outerType)) {
            return openProtected(outerType, fragment);
        }
        return switch (outerType) {
            case CHANGE_CIPHER_SPEC -> dropChangeCipherSpec(fragment);
            case APPLICATION_DATA -> {
                if (!skippingEarlyData) {
                    throw unexpected("application data without protection");
                }
                yield skip(fragment.remaining());
            }
            case ALERT, HANDSHAKE -> {
                if (protection.hasKeys() && !(outerType == ContentType.ALERT && changeCipherSpecAllowed)) {
                    throw unexpected("a record of type " + outerType + " without protection");
                }
                UNPROTECTED.open(outerType, header, fragment, plaintextLimit, record);
                yield accepted();
            }
        };
    }

    private @Nullable InboundRecord openProtected(ContentType outerType, ByteBuffer fragment) {
        int length = fragment.remaining();
        try {
            protection.open(outerType, header, fragment, plaintextLimit, record);
        } catch (PeerMisbehaved fault) {
            if (skippingEarlyData && fault.alert() == AlertDescription.BAD_RECORD_MAC) {
                return skip(length);
            }
            throw fault;
        }
        skippingEarlyData = false;
        return accepted();
    }

    private @Nullable InboundRecord dropChangeCipherSpec(ByteBuffer fragment) {
        if (!changeCipherSpecAllowed || fragment.remaining() != 1 || fragment.get(fragment.position()) != 1) {
            throw unexpected("a change_cipher_spec out of place");
        }
        if (changeCipherSpecDelivered) {
            record.set(ContentType.CHANGE_CIPHER_SPEC, 0, 0, false);
            return record;
        }
        countIdle();
        return null;
    }

    /** Each record counts for at least one byte, so that a number of bytes bounds the number of records too. */
    private @Nullable InboundRecord skip(int fragmentLength) {
        earlyDataLeft -= Math.max(1, fragmentLength - EARLY_DATA_OVERHEAD);
        if (earlyDataLeft < 0) {
            throw unexpected("more early data than may be skipped");
        }
        return null;
    }

    private InboundRecord accepted() {
        switch (record.type()) {
            case HANDSHAKE -> {
                if (record.length() == 0) {
                    throw unexpected("an empty handshake record");
                }
                skippingEarlyData = false;
                idleRecords = 0;
            }
            case ALERT -> {
                if (record.length() == 0) {
                    throw unexpected("an empty alert record");
                }
                if (record.length() != ALERT_LENGTH) {
                    throw new DecodeFault("an alert of " + record.length() + " bytes");
                }
                countIdle();
            }
            case APPLICATION_DATA -> {
                if (record.length() == 0) {
                    countIdle();
                } else {
                    idleRecords = 0;
                }
            }
            case CHANGE_CIPHER_SPEC -> throw unexpected("a change_cipher_spec out of place");
        }
        return record;
    }

    private void countIdle() {
        if (++idleRecords > MAX_IDLE_RECORDS) {
            throw unexpected("more than " + MAX_IDLE_RECORDS + " records in a row that bring nothing");
        }
    }

    private static PeerMisbehaved unexpected(String what) {
        return new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, what);
    }

    /**
     * From the next record on the peer protects with keys of that TLS 1.3 traffic secret, which stays the caller's. The
     * keys before are destroyed. Whether messages end with the last record (RFC 9846 section 5.1) is for {@link
     * HandshakeJoiner#isAligned()} to say before this is called.
     */
    public void install(CipherSuite suite, Secret trafficSecret) {
        InboundProtection next = new InboundProtection.Tls13(suite, trafficSecret, mostRecords);
        protection.destroy();
        protection = next;
        keyUpdateDueAt = Math.min(recordLimit, suite.aead().recordLimit());
    }

    /** From the next record on the peer protects with these TLS 1.2 keys, which the reader takes over. The keys before are destroyed. */
    public void install(CipherSuite suite, MasterSecret.Keys keys) {
        InboundProtection next = new InboundProtection.Tls12(suite, keys);
        protection.destroy();
        protection = next;
    }

    /**
     * Protected records that hold more are refused with {@code record_overflow} from now on. Early data is not subject
     * to it (the client sends it before it knows), so a server sets it together with the client's handshake keys.
     *
     * @param limit our {@code record_size_limit} (RFC 8449): in TLS 1.3 the byte of the content type and the padding
     *     count
     */
    public void plaintextLimit(int limit) {
        if (limit < 1 || limit > RecordSizes.MAX_INNER_PLAINTEXT) {
            throw new IllegalArgumentException("a record size limit of " + limit);
        }
        plaintextLimit = limit;
    }

    /**
     * Whether what belongs to a handshake's rough edges may come: from the first ClientHello until the peer's Finished
     * (RFC 9846 section 5). Not allowed to begin with.
     *
     * <p>While it is allowed, a {@code change_cipher_spec} record of the single byte 1 is dropped, and an alert may
     * come without protection though there are keys: a peer that could not make sense of our hello has none to protect
     * it with. Such an alert tells nothing that a stranger could not have told, but then a stranger can end an
     * unfinished handshake anyway; {@link InboundRecord#wasProtected()} tells them apart.
     */
    public void allowChangeCipherSpec(boolean allowed) {
        changeCipherSpecAllowed = allowed;
    }

    /** TLS 1.2 was negotiated: a {@code change_cipher_spec} means something, and is given to the caller instead of being dropped. */
    public void deliverChangeCipherSpec() {
        changeCipherSpecDelivered = true;
    }

    /**
     * Early data that this server does not want is dropped (RFC 9846 section 4.3.10). With keys these are records that
     * do not open, until the first that does; without keys, after a HelloRetryRequest, records of application data,
     * until the first handshake record.
     *
     * @param maxBytes the most that is dropped, content and padding, where every record counts for at least 1; beyond
     *     it {@code unexpected_message}
     */
    public void skipEarlyData(long maxBytes) {
        skippingEarlyData = true;
        earlyDataLeft = maxBytes;
    }

    /** Records opened under the present keys, 0 without. */
    public long recordsUnderKey() {
        return protection.records();
    }

    /**
     * Whether the peer has protected so many records under one key that it should be asked for a new one (RFC 9846
     * section 5.5). A receiver does not enforce this; only a sequence number that would wrap ends the connection.
     */
    public boolean keyUpdateDue() {
        return protection.records() >= keyUpdateDueAt;
    }

    /** Bytes of all records so far, headers included. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Destroys the keys and the content of the last record. */
    public void destroy() {
        protection.destroy();
        record.wipe();
    }
}
