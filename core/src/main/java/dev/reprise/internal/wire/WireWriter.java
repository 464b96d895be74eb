package dev.reprise.internal.wire;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes the presentation language of TLS (RFC 9846 section 3) into an array that grows. Numbers are unsigned and in network
 * order. A value that its field cannot hold is a defect of the caller, so it is a {@link LocalFault}, never a field cut
 * short.
 *
 * <p>Arrays that were outgrown are wiped, so that {@link #wipe()} leaves nothing behind of a structure with secrets.
 */
public final class WireWriter {
    private static final int DEFAULT_CAPACITY = 256;
    private static final long MAX_U32 = 0xffff_ffffL;

    private byte[] array;
    private int size;

    public WireWriter() {
        this(DEFAULT_CAPACITY);
    }

    /** A writer with room for that many bytes before it has to grow. */
    public WireWriter(int capacity) {
        this.array = new byte[capacity];
    }

    public WireWriter u8(int value) {
        return number(value, 1);
    }

    public WireWriter u16(int value) {
        return number(value, 2);
    }

    public WireWriter u24(int value) {
        return number(value, 3);
    }

    /** A number from 0 to 2^32-1. */
    public WireWriter u32(long value) {
        if (value < 0 || value > MAX_U32) {
            throw new LocalFault(value + " does not fit into 32 bits");
        }
        return bigEndian(value, 4);
    }

    /** 64 bits as they are; negative numbers stand for those from 2^63 on. */
    public WireWriter u64(long value) {
        return bigEndian(value, 8);
    }

    public WireWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    public WireWriter bytes(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = grow(length);
        System.arraycopy(bytes, offset, array, from, length);
        return this;
    }

    /** The bytes behind a length of one byte. */
    public WireWriter opaque8(byte[] bytes) {
        return u8(bytes.length).bytes(bytes);
    }

    /** The bytes behind a length of two bytes. */
    public WireWriter opaque16(byte[] bytes) {
        return u16(bytes.length).bytes(bytes);
    }

    /** The bytes behind a length of three bytes. */
    public WireWriter opaque24(byte[] bytes) {
        return u24(bytes.length).bytes(bytes);
    }

    /** What {@code inside} writes, behind its length in one byte. */
    public WireWriter vector8(Consumer<WireWriter> inside) {
        return vector(1, inside);
    }

    /** What {@code inside} writes, behind its length in two bytes. */
    public WireWriter vector16(Consumer<WireWriter> inside) {
        return vector(2, inside);
    }

    /** What {@code inside} writes, behind its length in three bytes. */
    public WireWriter vector24(Consumer<WireWriter> inside) {
        return vector(3, inside);
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    /** Overwrites what was written with zeros and starts anew. */
    public void wipe() {
        Arrays.fill(array, (byte) 0);
        size = 0;
    }

    private WireWriter vector(int lengthBytes, Consumer<WireWriter> inside) {
        int lengthAt = grow(lengthBytes);
        inside.accept(this);
        int length = size - lengthAt - lengthBytes;
        checkFits(length, lengthBytes);
        put(lengthAt, length, lengthBytes);
        return this;
    }

    private WireWriter number(int value, int width) {
        checkFits(value, width);
        return bigEndian(value, width);
    }

    private static void checkFits(int value, int width) {
        if (value < 0 || value >>> (8 * width) != 0) {
            throw new LocalFault(value + " does not fit into " + 8 * width + " bits");
        }
    }

    private WireWriter bigEndian(long value, int width) {
        put(grow(width), value, width);
        return this;
    }

    private void put(int from, long value, int width) {
        for (int i = 0; i < width; i++) {
            array[from + i] = (byte) (value >>> (8 * (width - 1 - i)));
        }
    }

    /** Makes room for {@code count} more bytes and says where they begin. */
    private int grow(int count) {
        int from = size;
        int needed = Math.addExact(size, count);
        if (needed > array.length) {
            byte[] outgrown = array;
            array = Arrays.copyOf(outgrown, Math.max(needed, outgrown.length + (outgrown.length >> 1) + 16));
            Arrays.fill(outgrown, (byte) 0);
        }
        size = needed;
        return from;
    }
}
