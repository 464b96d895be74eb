package dev.reprise.bogo;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Names of authorities as the runner writes them: DER in hexadecimal digits, with commas between. */
final class AuthorityList {
    private static final List<String> WORDS_FOR_NONE = List.of("", "<NULL>", "<EMPTY>");

    private AuthorityList() {}

    static List<String> hexNames(String list) {
        return WORDS_FOR_NONE.contains(list) ? List.of() : Arrays.asList(list.split(",", -1));
    }

    static List<byte[]> names(String list) {
        return hexNames(list).stream().map(HexFormat.of()::parseHex).toList();
    }
}
