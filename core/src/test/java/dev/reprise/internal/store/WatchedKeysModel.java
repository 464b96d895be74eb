package dev.reprise.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a process has to make of key files, as the rules have it, told of nothing but which keys are there in which order, and when it is. */
final class WatchedKeysModel {
    private final Duration announcement;
    private final Duration opensAfterSealing;
    private List<Key> keys = new ArrayList<>();
    private List<String> unreadable = List.of();

    /** A key whose file is there. */
    private static final class Key {
        final String name;
        Instant since;

        @Nullable
        Instant sealedUntil;

        boolean over;

        Key(String name, Instant since) {
            this.name = name;
            this.since = since;
        }
    }

    WatchedKeysModel(Duration announcement, Duration opensAfterSealing) {
        this.announcement = announcement;
        this.opensAfterSealing = opensAfterSealing;
    }

    /** Keys of which there is no more than what is held of them: once it is wiped, that is nothing. */
    void cannotRead(List<String> names) {
        unreadable = List.copyOf(names);
    }

    /** A look at the keys that are there, in their order. */
    void look(List<String> order, Instant now) {
        look(order, Map.of(), now);
    }

    /** The first look, at keys that were written before now or, as far as the clock knows, are still to be written. */
    void look(List<String> order, Map<String, Instant> written, Instant now) {
        List<Key> there = new ArrayList<>();
        for (String name : order) {
            Instant since = written.getOrDefault(name, now);
            there.add(keys.stream()
                    .filter(key -> key.name.equals(name))
                    .findFirst()
                    .orElse(new Key(name, since)));
        }
        keys = there;
        settle(now);
    }

    private void settle(Instant now) {
        for (Key key : keys) {
            if (key.since.isAfter(now)) {
                key.since = now;
            }
        }
        List<Key> order = keys.stream().filter(key -> !isGone(key)).toList();
        int sealing = order.indexOf(sealing(order, now));
        for (int i = 0; i < order.size(); i++) {
            Key key = order.get(i);
            if (i >= sealing) {
                key.sealedUntil = null;
                key.over = false;
                continue;
            }
            if (key.sealedUntil == null || key.sealedUntil.isAfter(now)) {
                key.sealedUntil = now;
            }
            if (!now.isBefore(key.sealedUntil.plus(opensAfterSealing))) {
                key.over = true;
            }
        }
    }

    private boolean isGone(Key key) {
        return key.over && unreadable.contains(key.name);
    }

    private @Nullable Key sealing(List<Key> order, Instant now) {
        @Nullable Key announced = null;
        @Nullable Key first = null;
        for (Key key : order) {
            if (!now.isBefore(key.since.plus(announcement))) {
                announced = key;
            }
            if (first == null || !key.since.isAfter(first.since)) {
                first = key;
            }
        }
        return announced != null ? announced : first;
    }

    /** The name of the key that seals; null if there is no key. */
    @Nullable
    String sealing() {
        return keys.stream()
                .filter(key -> key.sealedUntil == null)
                .findFirst()
                .map(key -> key.name)
                .orElse(null);
    }

    /** The keys that open, and until when. */
    Map<String, Instant> opening() {
        Map<String, Instant> opening = new TreeMap<>();
        for (Key key : keys) {
            if (!key.over) {
                opening.put(
                        key.name,
                        key.sealedUntil == null
                                ? Instant.MAX
                                : Objects.requireNonNull(key.sealedUntil).plus(opensAfterSealing));
            }
        }
        return opening;
    }
}
