package dev.reprise.fuzz;

import java.util.Arrays;

/**
 * An input of a fuzzer as what a target asks for, from its first byte on. What is not there is zero, so that every input means
 * something; an input that was made by hand can be read by eye.
 */
public final class Feed {
    private final byte[] input;
    private int at;

    public Feed(byte[] input) {
        this.input = input;
    }

    public boolean isEmpty() {
        return at == input.length;
    }

    public int u8() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    /** A number below {@code bound}. */
    public int below(int bound) {
        return (bound > 256 ? u16() : u8()) % bound;
    }

    /** So many bytes, or those that are left. */
    public byte[] bytes(int length) {
        byte[] bytes = Arrays.copyOfRange(input, at, at + Math.min(length, input.length - at));
        at += bytes.length;
        return bytes;
    }

    /** All that is left. */
    public byte[] rest() {
        return bytes(input.length);
    }
}
