package dev.reprise.internal.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Published test vectors, from the resources. */
final class Vectors {
    private Vectors() {}

    static JsonNode json(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All tests of a file of Wycheproof's. */
    static List<Wycheproof> wycheproof(String name) {
        JsonNode file = json("wycheproof/" + name);
        List<Wycheproof> all = new ArrayList<>();
        for (JsonNode group : file.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                all.add(new Wycheproof(group, test));
            }
        }
        if (all.size() != file.get("numberOfTests").asInt()) {
            throw new IllegalStateException(name + " does not hold as many tests as it says");
        }
        return all;
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** One test of Wycheproof's, with the parameters of its group. */
    record Wycheproof(JsonNode group, JsonNode test) {
        byte[] bytes(String field) {
            return hex(test.get(field).asText());
        }

        int number(String field) {
            JsonNode value = test.has(field) ? test.get(field) : group.get(field);
            return value.asInt();
        }

        /** {@code valid}, {@code invalid} or {@code acceptable}. */
        String result() {
            return test.get("result").asText();
        }

        boolean has(String flag) {
            for (JsonNode each : test.get("flags")) {
                if (each.asText().equals(flag)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "tcId " + test.get("tcId") + ": " + test.get("comment").asText() + " " + test.get("flags");
        }
    }
}
