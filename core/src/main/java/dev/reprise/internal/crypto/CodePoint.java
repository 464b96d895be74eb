package dev.reprise.internal.crypto;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the open registries have in common: sixteen bits, and a text for those without a name. */
final class CodePoint {
    private CodePoint() {}

    static int checked(int code) {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("a code point has 16 bits, not " + code);
        }
        return code;
    }

    static String hex(int code) {
        return String.format(Locale.ROOT, "0x%04X", code);
    }

    static IllegalArgumentException unknown(String kind, String name, Stream<String> known) {
        return new IllegalArgumentException(
                "unknown " + kind + " \"" + name + "\"; there are " + known.collect(Collectors.joining(", ")));
    }
}
