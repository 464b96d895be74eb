package dev.reprise.internal.session;

import org.jspecify.annotations.Nullable;

/** Host names as DNS compares them: the 26 letters of ASCII without regard to case, everything else as it is (RFC 4343). */
public final class Names {
    private Names() {}

    /**
     * The name with A to Z in lower case. Not {@link String#toLowerCase()}, which maps characters outside of ASCII, such as the
     * Kelvin sign, onto letters of ASCII.
     */
    public static String lowerCase(String name) {
        StringBuilder lower = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                if (lower == null) {
                    lower = new StringBuilder(name);
                }
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower == null ? name : lower.toString();
    }

    /** Whether both are the same name, or both absent. */
    public static boolean same(@Nullable String one, @Nullable String other) {
        return one == null || other == null
                ? one == null && other == null
                : lowerCase(one).equals(lowerCase(other));
    }
}
