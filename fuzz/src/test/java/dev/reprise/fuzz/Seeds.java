package dev.reprise.fuzz;

import java.util.LinkedHashMap;
import java.util.Map;

/** The inputs that a target starts from, by name, as they are collected. */
public final class Seeds {
    private final Map<String, byte[]> inputs = new LinkedHashMap<>();

    /** An input of one byte and what stands behind it. */
    public Seeds put(String name, int first, byte[] rest) {
        byte[] input = new byte[1 + rest.length];
        input[0] = (byte) first;
        System.arraycopy(rest, 0, input, 1, rest.length);
        inputs.put(name, input);
        return this;
    }

    /** An input written as numbers. */
    public Seeds put(String name, int... bytes) {
        byte[] input = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            input[i] = (byte) bytes[i];
        }
        inputs.put(name, input);
        return this;
    }

    public Map<String, byte[]> inputs() {
        return inputs;
    }
}
