package dev.reprise.interop;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds things in what a tool printed. */
final class Lines {
    private Lines() {}

    /** The first line that is wholly of that pattern. */
    static Optional<Matcher> first(List<String> lines, Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::matches).findFirst();
    }

    /** The pattern's first group in the first line of it. */
    static @Nullable String value(List<String> lines, Pattern pattern) {
        return first(lines, pattern).map(matcher -> matcher.group(1)).orElse(null);
    }
}
