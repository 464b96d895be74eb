package dev.reprise.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a register holds, as far as a node can read it.
 *
 * @param unreadable keys that cannot be unwrapped, and whose time is not over
 */
record RegisterContent(Optional<byte[]> raw, RegisterValue value, KeyTimeline keys, int unreadable) {
    boolean has(SharedKey key) {
        return keys.keys().stream().anyMatch(key::isSameAs);
    }

    /** What is none of that node's: keys that it cannot unwrap, or wiped once, on a clock that was ahead; they are over some day. */
    List<RegisterValue.Entry> leftAloneBy(KeyTimeline next, long revokedThrough, Instant now) {
        List<RegisterValue.Entry> left = new ArrayList<>();
        for (RegisterValue.Entry entry : value.entries()) {
            SharedKey key = keyOf(entry);
            boolean stays = key == null
                    ? entry.expires().isAfter(now)
                    : next.keys().stream().noneMatch(key::isSameAs)
                            && !key.isOver(now)
                            && key.number() > revokedThrough;
            if (stays) {
                left.add(entry);
            }
        }
        return left;
    }

    private @Nullable SharedKey keyOf(RegisterValue.Entry entry) {
        return keys.keys().stream()
                .filter(key -> Arrays.equals(key.name(), entry.name()))
                .findFirst()
                .orElse(null);
    }
}
