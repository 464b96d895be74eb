package dev.reprise.internal.record;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.LocalFault;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * Cuts what this side says into records and protects them (RFC 9846 sections 5.1 and 5.2). One record at a call; a
 * message longer than a record takes several.
 *
 * <p>Content is gathered in the destination and protected there: one copy, whatever buffers it comes from, and nothing
 * allocated.
 */
public final class RecordWriter {
    /**
     * One record in so many of a key's limit is kept back for the time between {@link #keyUpdateDue()} and the update.
     */
    static final int RESERVED_SHARE = 16;

    /** Bytes that {@link #writeChangeCipherSpec} writes. */
    public static final int CHANGE_CIPHER_SPEC_LENGTH = RecordSizes.HEADER + 1;

    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

    private static final int NO_HELLO = -1;

    private final IntUnaryOperator padding;
    private final long recordLimit;
    private OutboundProtection protection = new OutboundProtection.Plaintext();
    private int plaintextLimit = RecordSizes.MAX_INNER_PLAINTEXT;
    private int initialHelloLeft = NO_HELLO;
    private long bytesWritten;

    /** A server's writer without padding. */
    public RecordWriter() {
        this(length -> 0, Long.MAX_VALUE);
    }

    /**
     * A server's writer.
     *
     * @param padding bytes of padding for a record with so many bytes of content, the same for the same; what does not
     *     fit beside the content is left out. Asked for protected records only
     * @param recordLimit records that one key may protect, where the algorithm allows more: at least 1
     */
    public RecordWriter(IntUnaryOperator padding, long recordLimit) {
        if (recordLimit < 1) {
            throw new IllegalArgumentException("a limit of " + recordLimit + " records");
        }
        this.padding = Objects.requireNonNull(padding, "padding");
        this.recordLimit = recordLimit;
    }

    /**
     * Makes this a client's writer: the records of the first ClientHello, which is the first message written, have the
     * version 0x0301 that old middleboxes expect, all others 0x0303 (RFC 9846 section 5.1).
     */
    public RecordWriter beginningWithClientHello() {
        initialHelloLeft = 0;
        return this;
    }

    /** The most content of the next record. */
    public int maxFragment() {
        return protection.maxFragment(plaintextLimit);
    }

    /** Bytes that a record with so many bytes of content takes on the wire now, with header, padding and tag. */
    public int maxRecord(int fragment) {
        return protection.recordLength(fragment, paddingOf(fragment));
    }

    /**
     * Writes one record with up to {@link #maxFragment()} bytes of what remains in the sources.
     *
     * @param srcs heap or direct; what was taken is consumed
     * @param offset the first of them
     * @param count how many of them
     * @param dst heap or direct, other memory than the sources; needs room for {@link #maxRecord} of what will be taken
     * @return bytes of content taken; 0 only for application data, which makes an empty record
     * @throws BufferOverflowException if there is no such room; nothing was consumed
     * @throws IllegalArgumentException if nothing remains and the type must not be empty; for an alert that is not
     *     whole; for a {@code change_cipher_spec}, which {@link #writeChangeCipherSpec} writes
     * @throws LocalFault if application data is to be written without keys, the keys have been used up, or the JCA
     *     fails
     */
    public int write(ContentType type, ByteBuffer[] srcs, int offset, int count, ByteBuffer dst) {
        Objects.checkFromIndexSize(offset, count, srcs.length);
        int fragment = fragmentOf(srcs, offset, count);
        checkMayBeWritten(type, fragment);
        int pad = paddingOf(fragment);
        int total = protection.recordLength(fragment, pad);
        if (dst.remaining() < total) {
            throw new BufferOverflowException();
        }
        int start = dst.position();
        dst.position(start + protection.contentOffset());
        gather(srcs, offset, count, fragment, dst);
        int version = headerVersion(type, dst, start, fragment);
        dst.position(start);
        protection.seal(type, version, dst, fragment, pad);
        bytesWritten += total;
        return fragment;
    }

    private int fragmentOf(ByteBuffer[] srcs, int offset, int count) {
        int most = maxFragment();
        int fragment = 0;
        for (int i = offset; i < offset + count && fragment < most; i++) {
            fragment += Math.min(srcs[i].remaining(), most - fragment);
        }
        return fragment;
    }

    private void checkMayBeWritten(ContentType type, int fragment) {
        switch (type) {
            case APPLICATION_DATA -> {
                if (!protection.hasKeys()) {
                    throw new LocalFault("application data without keys");
                }
            }
            case HANDSHAKE -> {
                if (fragment == 0) {
                    throw new IllegalArgumentException("an empty handshake record");
                }
            }
            case ALERT -> {
                if (fragment != 2) {
                    throw new IllegalArgumentException("an alert of " + fragment + " bytes");
                }
            }
            case CHANGE_CIPHER_SPEC -> throw new IllegalArgumentException("change_cipher_spec has a method of its own");
        }
    }

    private int paddingOf(int fragment) {
        int most = protection.maxPadding(fragment, plaintextLimit);
        return most <= 0 ? 0 : Math.max(0, Math.min(most, padding.applyAsInt(fragment)));
    }

    private static void gather(ByteBuffer[] srcs, int offset, int count, int fragment, ByteBuffer dst) {
        int left = fragment;
        for (int i = offset; i < offset + count && left > 0; i++) {
            ByteBuffer src = srcs[i];
            int limit = src.limit();
            int taken = Math.min(src.remaining(), left);
            src.limit(src.position() + taken);
            dst.put(src);
            src.limit(limit);
            left -= taken;
        }
    }

    /** Counts the initial ClientHello down, by the length that its own header says. */
    private int headerVersion(ContentType type, ByteBuffer dst, int start, int fragment) {
        if (initialHelloLeft == NO_HELLO || type != ContentType.HANDSHAKE) {
            return ProtocolVersion.TLS12;
        }
        if (initialHelloLeft == 0) {
            int body = start + RecordSizes.HEADER;
            if (fragment < HandshakeMessage.HEADER_LENGTH) {
                throw new IllegalArgumentException("a ClientHello of " + fragment + " bytes");
            }
            initialHelloLeft = HandshakeMessage.HEADER_LENGTH
                    + ((dst.get(body + 1) & 0xff) << 16 | (dst.get(body + 2) & 0xff) << 8 | dst.get(body + 3) & 0xff);
        }
        initialHelloLeft -= fragment;
        if (initialHelloLeft <= 0) {
            initialHelloLeft = NO_HELLO;
        }
        return ProtocolVersion.TLS10;
    }

    /**
     * Writes the {@code change_cipher_spec} of compatibility mode (RFC 9846 appendix E.4), which is never protected: 6
     * bytes.
     *
     * @throws BufferOverflowException if they do not fit
     */
    public void writeChangeCipherSpec(ByteBuffer dst) {
        if (dst.remaining() < CHANGE_CIPHER_SPEC_LENGTH) {
            throw new BufferOverflowException();
        }
        dst.put(CHANGE_CIPHER_SPEC);
        bytesWritten += CHANGE_CIPHER_SPEC_LENGTH;
    }

    /**
     * From the next record on this side protects with keys of that TLS 1.3 traffic secret, which stays the caller's.
     * The keys before are destroyed.
     */
    public void install(CipherSuite suite, Secret trafficSecret) {
        OutboundProtection next = new OutboundProtection.Tls13(
                suite, trafficSecret, Math.min(recordLimit, suite.aead().recordLimit()));
        protection.destroy();
        protection = next;
    }

    /** From the next record on this side protects with these TLS 1.2 keys, which it takes over. The keys before are destroyed. */
    public void install(CipherSuite suite, MasterSecret.Keys keys) {
        OutboundProtection next = new OutboundProtection.Tls12(
                suite, keys, Math.min(recordLimit, suite.aead().recordLimit()));
        protection.destroy();
        protection = next;
    }

    /**
     * Protected records hold no more from now on.
     *
     * @param limit the peer's {@code record_size_limit} (RFC 8449), where the byte of the content type and the padding
     *     count; more than TLS 1.3 allows is cut to that
     */
    public void plaintextLimit(int limit) {
        if (limit < 2) {
            throw new IllegalArgumentException("a record size limit of " + limit);
        }
        plaintextLimit = Math.min(limit, RecordSizes.MAX_INNER_PLAINTEXT);
    }

    /**
     * Whether this side should update its keys now (RFC 9846 sections 4.7.3 and 5.5). Records are still written for a
     * while, a sixteenth of the limit; after that they are refused.
     */
    public boolean keyUpdateDue() {
        return protection.keyUpdateDue();
    }

    /**
     * Whether one more record may be written and no other keys will come, as in TLS 1.2: it is to be the alert that ends the connection
     * (RFC 5246 section 6.1 has sequence numbers never wrap; an AEAD's own limit comes long before).
     */
    public boolean isSpent() {
        return protection.isSpent();
    }

    /** Records written under the present keys, 0 without. */
    public long recordsUnderKey() {
        return protection.records();
    }

    /** Bytes of all records so far, headers included. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** Destroys the keys. */
    public void destroy() {
        protection.destroy();
    }
}
