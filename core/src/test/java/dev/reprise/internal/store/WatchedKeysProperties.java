package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Keys in a directory and in a file, against {@link WatchedKeysModel}: while clocks go on, stand still, jump and go back, files come and go, and processes restart. */
class WatchedKeysProperties {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final KeySchedule SCHEDULE = new KeySchedule(Duration.ofHours(1), Duration.ofHours(3));
    private static final Duration ANNOUNCEMENT = Duration.ofMinutes(2);
    private static final int FILES = 5;
    private static final int CONTENTS = 3;
    private static final List<List<String>> NAMES = names();

    /** What somebody does about the files, or to the process. */
    private enum Event {
        NOTHING,
        WRITTEN,
        SPOILT,
        DELETED,
        ROTATED,
        REVOKED,
        RESTARTED
    }

    /**
     * Something that happens.
     *
     * @param file which file, where there are several
     * @param content which of the keys that it may hold
     * @param age how long ago it says it was written
     * @param later by how much the clock moves before it is asked for keys
     */
    private record Step(Event event, int file, int content, Duration age, Duration later) {}

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void aDirectoryIsFollowed(@ForAll("steps") List<Step> steps) {
        try (Folder folder = new Folder()) {
            WatchedKeysModel model = model();
            folder.put("k0", 0, 0, START);
            DirectoryKeys keys = new DirectoryKeys(folder.path, SCHEDULE, ANNOUNCEMENT, new TestRandom(1), START);
            model.look(folder.order(), folder.written(START), START);
            Map<String, TicketKey> seen = new HashMap<>();
            Instant now = START;
            for (Step step : steps) {
                String file = "k" + step.file;
                switch (step.event) {
                    case WRITTEN, ROTATED -> folder.put(file, step.file, step.content, now.minus(step.age));
                    case SPOILT -> folder.spoil(file);
                    case DELETED, REVOKED -> folder.delete(file);
                    default -> {}
                }
                now = now.plus(step.later);
                if (step.event == Event.RESTARTED && folder.forgetsWhatIsSpoilt()) {
                    keys = new DirectoryKeys(folder.path, SCHEDULE, ANNOUNCEMENT, new TestRandom(1), now);
                    model = model();
                    model.look(folder.order(), folder.written(now), now);
                    seen.clear();
                } else {
                    model.cannotRead(folder.unreadable());
                    model.look(folder.order(), now);
                }
                isAsTheModelSays(keys.at(now), model, seen);
            }
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void aFileIsFollowed(@ForAll("steps") List<Step> steps) throws IOException {
        try (Folder folder = new Folder()) {
            WatchedKeysModel model = model();
            Path file = folder.put("key", 0, 0, START);
            FileKeys keys = new FileKeys(file, SCHEDULE, ANNOUNCEMENT, new TestRandom(1), START);
            List<String> order = new ArrayList<>(List.of(NAMES.get(0).get(0)));
            model.look(order, START);
            Map<String, TicketKey> seen = new HashMap<>();
            Instant now = START;
            for (Step step : steps) {
                boolean revoked = step.event == Event.REVOKED;
                switch (step.event) {
                    case WRITTEN -> folder.put("key", step.file, step.content, now.minus(step.age));
                    case SPOILT -> folder.put("key", new byte[10]);
                    case ROTATED, REVOKED -> keys.rotate(now, revoked);
                    default -> {}
                }
                now = now.plus(step.later);
                String current = nameIn(file);
                if (step.event == Event.RESTARTED && current != null) {
                    keys = new FileKeys(file, SCHEDULE, ANNOUNCEMENT, new TestRandom(now.hashCode()), now);
                    model = model();
                    order = new ArrayList<>(List.of(current));
                    model.look(
                            order,
                            Map.of(current, earlier(KeyMaterial.read(file).modified(), now)),
                            now);
                    seen.clear();
                } else {
                    if (current != null) {
                        order.retainAll(revoked ? List.of() : model.opening().keySet());
                        order.remove(current);
                        order.add(current);
                    }
                    // Of the former keys there is no more than what is held of them; the file's own can be read.
                    model.cannotRead(
                            order.stream().filter(name -> !name.equals(current)).toList());
                    model.look(order, now);
                }
                isAsTheModelSays(keys.at(now), model, seen);
            }
        }
    }

    private static WatchedKeysModel model() {
        return new WatchedKeysModel(ANNOUNCEMENT, SCHEDULE.opensAfterSealing());
    }

    private static void isAsTheModelSays(TicketKeyring ring, WatchedKeysModel model, Map<String, TicketKey> seen) {
        TicketKey sealing = ring.sealing();
        assertThat(sealing == null ? null : sealing.hexName()).isEqualTo(model.sealing());
        Map<String, Instant> opening = new TreeMap<>();
        for (TicketKey key : ring.all()) {
            assertThat(key.key().isDestroyed()).as("in the ring, and wiped").isFalse();
            opening.put(key.hexName(), key.opensUntil());
            seen.put(key.hexName(), key);
        }
        assertThat(opening).isEqualTo(model.opening());
        for (TicketKey key : seen.values()) {
            if (!opening.containsKey(key.hexName())) {
                assertThat(key.key().isDestroyed()).as("gone, and wiped").isTrue();
            }
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static @Nullable String nameIn(Path file) {
        try {
            return KeyMaterial.read(file).hexName();
        } catch (IOException e) {
            return null;
        }
    }

    private static List<List<String>> names() {
        try (Folder folder = new Folder()) {
            List<List<String>> names = new ArrayList<>();
            for (int file = 0; file < FILES; file++) {
                List<String> ofFile = new ArrayList<>();
                for (int content = 0; content < CONTENTS; content++) {
                    ofFile.add(String.valueOf(nameIn(folder.put("k", file, content, START))));
                }
                names.add(ofFile);
            }
            return names;
        }
    }

    /** A folder of its own, and what is known of the files in it. */
    private static final class Folder implements AutoCloseable {
        final Path path;
        private final KeyFolder files;
        private final Map<String, String> nameOf = new TreeMap<>();
        private final Map<String, Instant> writtenAt = new LinkedHashMap<>();
        private final Map<String, Boolean> spoilt = new HashMap<>();

        Folder() {
            try {
                path = Files.createTempDirectory("keys");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            files = new KeyFolder(path);
        }

        Path put(String file, int number, int content, Instant modified) {
            Path put = files.put(file, 1 + number * CONTENTS + content, modified);
            if (NAMES != null) {
                String name = NAMES.get(number).get(content);
                nameOf.put(file, name);
                writtenAt.put(name, modified);
                spoilt.remove(file);
            }
            return put;
        }

        void put(String file, byte[] content) {
            files.put(file, content, START);
        }

        /** What a process knew of it, it goes on with. */
        void spoil(String file) {
            if (nameOf.containsKey(file)) {
                put(file, new byte[10]);
                spoilt.put(file, true);
            }
        }

        /** Where it is not the last: a process that starts needs one. */
        void delete(String file) {
            if (nameOf.size() > 1 && nameOf.remove(file) != null) {
                files.delete(file);
                spoilt.remove(file);
            }
        }

        /** Whether a process that starts finds a key; then it knows only what can be read. */
        boolean forgetsWhatIsSpoilt() {
            if (nameOf.size() == spoilt.size()) {
                return false;
            }
            spoilt.keySet().forEach(file -> {
                nameOf.remove(file);
                files.delete(file);
            });
            spoilt.clear();
            return true;
        }

        List<String> unreadable() {
            return spoilt.keySet().stream().map(nameOf::get).toList();
        }

        List<String> order() {
            return List.copyOf(nameOf.values());
        }

        Map<String, Instant> written(Instant now) {
            Map<String, Instant> written = new HashMap<>();
            nameOf.values().forEach(name -> {
                Instant at = writtenAt.get(name);
                if (at != null) {
                    written.put(name, earlier(at, now));
                }
            });
            return written;
        }

        @Override
        public void close() {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
                for (Path file : all) {
                    Files.delete(file);
                }
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Event> events = Arbitraries.frequency(
                Tuple.of(6, Event.NOTHING),
                Tuple.of(6, Event.WRITTEN),
                Tuple.of(1, Event.SPOILT),
                Tuple.of(2, Event.DELETED),
                Tuple.of(1, Event.ROTATED),
                Tuple.of(1, Event.REVOKED),
                Tuple.of(1, Event.RESTARTED));
        Arbitrary<Integer> files = Arbitraries.integers().between(0, FILES - 1);
        Arbitrary<Integer> contents = Arbitraries.integers().between(0, CONTENTS - 1);
        Arbitrary<Duration> ages =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(Duration.ZERO)), Tuple.of(1, seconds(-300, 300)));
        // The files are looked at once a second: a clock that moves less shows the keys of before.
        Arbitrary<Duration> moves = Arbitraries.frequencyOf(
                Tuple.of(6, seconds(1, 150)),
                Tuple.of(4, seconds(1, 12_000)),
                Tuple.of(2, seconds(-12_000, -1)),
                Tuple.of(1, seconds(86_400, 864_000)),
                Tuple.of(1, seconds(-864_000, -86_400)));
        return Combinators.combine(events, files, contents, ages, moves)
                .as(Step::new)
                .list()
                .ofMaxSize(25);
    }

    private static Arbitrary<Duration> seconds(long least, long most) {
        return Arbitraries.longs().between(least, most).map(Duration::ofSeconds);
    }
}
