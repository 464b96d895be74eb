package dev.reprise.internal.crypto;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this library knows of one of IANA's registries of code points with sixteen bits, in its order of preference. The registry stays open: of any
 * other code point a value is made too, which is known by its number only.
 */
final class Registry<T extends Registry.Entry> {
    /** A code point and its name. */
    interface Entry {
        int code();

        String name();
    }

    private final String kind;
    private final List<T> known;
    private final Map<Integer, T> byCode;
    private final PerProviders<List<T>> usable;
    private final IntFunction<T> other;

    /**
     * @param kind what an entry is called, for messages
     * @param known the preferred first
     * @param usable whether the JCA has what an entry takes
     * @param other makes a value of a code point that nobody here knows
     */
    Registry(String kind, List<T> known, Predicate<T> usable, IntFunction<T> other) {
        this.kind = kind;
        this.known = known;
        this.byCode = known.stream().collect(Collectors.toUnmodifiableMap(Entry::code, Function.identity()));
        this.usable = new PerProviders<>(() -> known.stream().filter(usable).toList());
        this.other = other;
    }

    /** @throws IllegalArgumentException if the code is not within 0 to 65535 */
    T of(int code) {
        T entry = byCode.get(code);
        if (entry != null) {
            return entry;
        }
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("a code point has 16 bits, not " + code);
        }
        return other.apply(code);
    }

    /**
     * What a code point is called: by its number where it has no name. A peer may name thousands that nobody knows, so the text is made when somebody
     * asks for it.
     */
    static String nameOr(@Nullable String name, int code) {
        return name != null ? name : String.format(Locale.ROOT, "0x%04X", code);
    }

    /** @throws IllegalArgumentException if no known one has that name; the message names those that there are */
    T forName(String name) {
        for (T entry : known) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        throw new IllegalArgumentException("unknown " + kind + " \"" + name + "\"; there are "
                + known.stream().map(Entry::name).collect(Collectors.joining(", ")));
    }

    /** Those that the JCA has what it takes for. */
    List<T> usable() {
        return usable.get();
    }
}
