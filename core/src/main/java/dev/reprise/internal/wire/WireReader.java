package dev.reprise.internal.wire;

import java.util.Arrays;
import java.util.Objects;

/**
 * Reads the presentation language of TLS (RFC 9846 section 3) from a piece of an array. Numbers are unsigned and in network
 * order. Whatever does not fit is a {@link DecodeFault}; nothing outside the piece is ever read.
 *
 * <p>The array is not copied: it must not change while it is read. What is handed out as {@code byte[]} is a copy.
 */
public final class WireReader {
    private final byte[] array;
    private final int start;
    private final int end;
    private int at;

    private WireReader(byte[] array, int start, int end) {
        this.array = array;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** A reader of the whole array. */
    public static WireReader of(byte[] array) {
        return new WireReader(array, 0, array.length);
    }

    /**
     * A reader of {@code length} bytes from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if the array has no such piece
     */
    public static WireReader of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new WireReader(array, offset, offset + length);
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - at;
    }

    public boolean isEmpty() {
        return at == end;
    }

    /** Bytes read so far, from the beginning of this reader's own piece. */
    public int position() {
        return at - start;
    }

    public int u8() {
        return array[take(1)] & 0xff;
    }

    public int u16() {
        int from = take(2);
        return ((array[from] & 0xff) << 8) | (array[from + 1] & 0xff);
    }

    public int u24() {
        int from = take(3);
        return ((array[from] & 0xff) << 16) | ((array[from + 1] & 0xff) << 8) | (array[from + 2] & 0xff);
    }

    /** A number from 0 to 2^32-1. */
    public long u32() {
        return ((long) u16() << 16) | u16();
    }

    /** 64 bits; numbers from 2^63 on come out negative. */
    public long u64() {
        return (u32() << 32) | u32();
    }

    /** The next {@code count} bytes. */
    public byte[] bytes(int count) {
        int from = take(count);
        return Arrays.copyOfRange(array, from, from + count);
    }

    /** All bytes that are left, perhaps none. */
    public byte[] rest() {
        return bytes(remaining());
    }

    /** {@code opaque x<min..max>} with a length of one byte. */
    public byte[] opaque8(int min, int max) {
        return bytes(length(u8(), min, max));
    }

    /** {@code opaque x<min..max>} with a length of two bytes. */
    public byte[] opaque16(int min, int max) {
        return bytes(length(u16(), min, max));
    }

    /** {@code opaque x<min..max>} with a length of three bytes. */
    public byte[] opaque24(int min, int max) {
        return bytes(length(u24(), min, max));
    }

    /** The inside of a vector of {@code min} to {@code max} bytes with a length of one byte. */
    public WireReader vector8(int min, int max) {
        return vector(length(u8(), min, max));
    }

    /** The inside of a vector of {@code min} to {@code max} bytes with a length of two bytes. */
    public WireReader vector16(int min, int max) {
        return vector(length(u16(), min, max));
    }

    /** The inside of a vector of {@code min} to {@code max} bytes with a length of three bytes. */
    public WireReader vector24(int min, int max) {
        return vector(length(u24(), min, max));
    }

    /**
     * Says that the structure is over.
     *
     * @param what its name, for the message
     * @throws DecodeFault if bytes are left
     */
    public void end(String what) {
        if (at != end) {
            throw new DecodeFault(what + ": " + remaining() + " bytes too many");
        }
    }

    private WireReader vector(int length) {
        int from = take(length);
        return new WireReader(array, from, from + length);
    }

    private static int length(int length, int min, int max) {
        if (length < min || length > max) {
            throw new DecodeFault("a vector of " + length + " bytes where " + min + " to " + max + " are allowed");
        }
        return length;
    }

    private int take(int count) {
        if (count < 0 || count > end - at) {
            throw new DecodeFault(count + " bytes expected at " + position() + ", there are " + remaining());
        }
        int from = at;
        at += count;
        return from;
    }
}
