package dev.reprise.bogo;

import java.util.ArrayList;
import java.util.List;

/** Application protocols as the runner writes them: as on the wire, each name behind a byte with its length. */
final class Alpn {
    private Alpn() {}

    static List<String> list(String wire) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at < wire.length(); ) {
            int end = at + 1 + wire.charAt(at);
            if (end > wire.length()) {
                throw new IllegalArgumentException("a list of application protocols is cut short");
            }
            names.add(wire.substring(at + 1, end));
            at = end;
        }
        return names;
    }
}
