package dev.reprise.bogo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the flags say of one connection. */
final class Options {
    static final Options NONE = new Options(Map.of());

    private final Map<Flag, List<String>> given;

    private Options(Map<Flag, List<String>> given) {
        this.given = given;
    }

    /** The same and one flag more. One that is given again replaces the former, unless it adds up to a list. */
    Options with(Flag flag, String value) {
        Map<Flag, List<String>> more = new EnumMap<>(Flag.class);
        more.putAll(given);
        List<String> before = flag.kind() == Flag.Kind.NUMBERS ? given.getOrDefault(flag, List.of()) : List.of();
        more.put(flag, Stream.concat(before.stream(), Stream.of(value)).toList());
        return new Options(more);
    }

    boolean has(Flag flag) {
        return given.containsKey(flag);
    }

    Optional<String> text(Flag flag) {
        return Optional.ofNullable(single(flag));
    }

    OptionalInt number(Flag flag) {
        String value = single(flag);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }

    int number(Flag flag, int otherwise) {
        return number(flag).orElse(otherwise);
    }

    List<Integer> numbers(Flag flag) {
        return given.getOrDefault(flag, List.of()).stream()
                .map(Integer::valueOf)
                .toList();
    }

    private @Nullable String single(Flag flag) {
        List<String> values = given.get(flag);
        return values == null ? null : values.get(0);
    }
}
