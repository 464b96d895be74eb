package dev.reprise.internal.record;

import dev.reprise.internal.message.HandshakeMessage;
import dev.reprise.internal.message.HandshakeType;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins handshake messages that came in several records, and parts those that came in one (RFC 9846 section 5.1).
 *
 * <p>A message of a type nobody knows, or longer than its type may be, is refused as soon as its header is there,
 * before any of its body is kept; and never is more kept than came. Messages must not be mixed with records of other
 * types, and must end with a record where keys change: {@link #isAligned()} says whether they do.
 */
public final class HandshakeJoiner {
    /** The most that a Certificate message may have after its header, unless the configuration says otherwise. */
    public static final int DEFAULT_CERTIFICATE_LIMIT = 128 * 1024;

    private static final int HELLO_LIMIT = 64 * 1024;
    private static final int TICKET_LIMIT = 128 * 1024;
    private static final int SIGNATURE_LIMIT = 16 * 1024;
    private static final int FINISHED_LIMIT = 64;
    private static final int KEY_UPDATE_LIMIT = 1;
    private static final byte[] NO_BYTES = {};

    private final int certificateLimit;
    private byte[] buffer = NO_BYTES;
    private int start;
    private int end;

    public HandshakeJoiner() {
        this(DEFAULT_CERTIFICATE_LIMIT);
    }

    /** A joiner that takes Certificate messages with up to that many bytes after their header. */
    public HandshakeJoiner(int certificateLimit) {
        this.certificateLimit = certificateLimit;
    }

    /**
     * Takes the content of one handshake record.
     *
     * @throws PeerMisbehaved with {@code unexpected_message} if the next message has no known type
     * @throws DecodeFault if the next message says that it is longer than its type may be
     */
    public void add(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        checkFirstHeader(array, offset, length);
        makeRoom(length);
        System.arraycopy(array, offset, buffer, end, length);
        end += length;
    }

    /**
     * The next whole message with its header, or null if more records have to come first.
     *
     * @throws PeerMisbehaved with {@code unexpected_message} if the next message has no known type
     * @throws DecodeFault if the next message says that it is longer than its type may be
     */
    public byte @Nullable [] next() {
        int length = checkFirstHeader(NO_BYTES, 0, 0);
        if (length < 0 || end - start < HandshakeMessage.HEADER_LENGTH + length) {
            return null;
        }
        int messageEnd = start + HandshakeMessage.HEADER_LENGTH + length;
        byte[] message = Arrays.copyOfRange(buffer, start, messageEnd);
        start = messageEnd;
        if (start == end) {
            // A connection is idle most of its life: it keeps no buffer for messages that may never come.
            buffer = NO_BYTES;
            start = 0;
            end = 0;
        }
        return message;
    }

    /** Whether every byte that came was handed out: neither part of a message nor a whole one waits. */
    public boolean isAligned() {
        return start == end;
    }

    /** The length in the header of the message at the front, with those bytes to come; -1 if it is not whole. */
    private int checkFirstHeader(byte[] more, int offset, int length) {
        int kept = end - start;
        if (kept + length == 0) {
            return -1;
        }
        int code = headerByte(0, kept, more, offset);
        HandshakeType type = HandshakeType.of(code);
        if (type == null || type == HandshakeType.MESSAGE_HASH) {
            throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "no handshake message has type " + code);
        }
        if (kept + length < HandshakeMessage.HEADER_LENGTH) {
            return -1;
        }
        int bodyLength = headerByte(1, kept, more, offset) << 16
                | headerByte(2, kept, more, offset) << 8
                | headerByte(3, kept, more, offset);
        int limit = limitOf(type);
        if (bodyLength > limit) {
            throw new DecodeFault("a " + type + " of " + bodyLength + " bytes, more than " + limit);
        }
        return bodyLength;
    }

    private int headerByte(int index, int kept, byte[] more, int offset) {
        return 0xff & (index < kept ? buffer[start + index] : more[offset + index - kept]);
    }

    private int limitOf(HandshakeType type) {
        return switch (type) {
            case CLIENT_HELLO, SERVER_HELLO, ENCRYPTED_EXTENSIONS, SERVER_KEY_EXCHANGE, CERTIFICATE_STATUS ->
                HELLO_LIMIT;
            case NEW_SESSION_TICKET, CERTIFICATE_REQUEST -> TICKET_LIMIT;
            case CERTIFICATE -> certificateLimit;
            case CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE -> SIGNATURE_LIMIT;
            case FINISHED -> FINISHED_LIMIT;
            case KEY_UPDATE -> KEY_UPDATE_LIMIT;
            case HELLO_REQUEST, SERVER_HELLO_DONE, END_OF_EARLY_DATA, MESSAGE_HASH -> 0;
        };
    }

    private void makeRoom(int length) {
        int kept = end - start;
        if (buffer.length - end >= length) {
            return;
        }
        byte[] larger = kept + length > buffer.length ? new byte[Math.max(kept + length, 2 * kept)] : buffer;
        System.arraycopy(buffer, start, larger, 0, kept);
        buffer = larger;
        start = 0;
        end = kept;
    }
}
