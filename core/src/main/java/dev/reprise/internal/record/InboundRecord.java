package dev.reprise.internal.record;

import java.util.Arrays;

/**
 * The content of the record that was read last: a piece of an array which the next {@link RecordReader#read} writes
 * over. Who wants to keep it copies it.
 */
public final class InboundRecord {
    private static final byte[] NO_BYTES = {};

    private ContentType type = ContentType.HANDSHAKE;
    private byte[] array = NO_BYTES;
    private int offset;
    private int length;
    private boolean wasProtected;

    InboundRecord() {}

    /** An array of at least that many bytes to put the content in, the same one as long as it is large enough. */
    byte[] room(int bytes) {
        if (array.length < bytes) {
            array = new byte[Math.max(bytes, Math.min(RecordSizes.MAX_CIPHERTEXT, Math.max(1024, 2 * array.length)))];
        }
        return array;
    }

    InboundRecord set(ContentType newType, int newOffset, int newLength, boolean newWasProtected) {
        type = newType;
        offset = newOffset;
        length = newLength;
        wasProtected = newWasProtected;
        return this;
    }

    void wipe() {
        Arrays.fill(array, (byte) 0);
        offset = 0;
        length = 0;
    }

    /** What the content is; of a protected record what it said inside. */
    public ContentType type() {
        return type;
    }

    /** Where the content lies. */
    public byte[] array() {
        return array;
    }

    /** The content's first byte in the array. */
    public int offset() {
        return offset;
    }

    /** Bytes of content, without its type and padding; 0 only for application data. */
    public int length() {
        return length;
    }

    /** Whether the peer had protected the record. An alert may come without protection while the handshake goes on. */
    public boolean wasProtected() {
        return wasProtected;
    }

    @Override
    public String toString() {
        return "InboundRecord[" + type + ", " + length + " bytes]";
    }
}
