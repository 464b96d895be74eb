package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MemorySessionStoreProperties {
    private enum Kind {
        PUT,
        GET,
        REMOVE,
        CONSUME,
        PURGE
    }

    private record Operation(Kind kind, int name, int content, int seconds) {}

    /** A map in the order of birth, whose entries may go once they are over. */
    @Property
    void isAMapThatForgetsTheOldest(
            @ForAll @IntRange(min = 1, max = 6) int maxEntries, @ForAll("operations") List<Operation> operations)
            throws StoreException {
        TestClock clock = new TestClock(Instant.EPOCH);
        MemorySessionStore store = new MemorySessionStore(maxEntries, 1L << 20, clock);
        Map<Integer, Entry> model = new LinkedHashMap<>();
        for (Operation operation : operations) {
            clock.advance(java.time.Duration.ofSeconds(operation.seconds % 3));
            Instant now = clock.instant();
            byte[] name = {(byte) operation.name};
            byte[] content = {(byte) operation.content};
            syncExpired(store, model, now);
            switch (operation.kind) {
                case PUT -> {
                    Entry entry = new Entry(content, now.plusSeconds(operation.seconds));
                    store.put(name, entry);
                    model.remove(operation.name);
                    model.put(operation.name, entry);
                    if (model.size() > maxEntries) {
                        model.remove(model.keySet().iterator().next());
                    }
                }
                case GET ->
                    assertThat(store.get(name)).isEqualTo(java.util.Optional.ofNullable(model.get(operation.name)));
                case REMOVE -> assertThat(store.remove(name)).isEqualTo(model.remove(operation.name) != null);
                case CONSUME -> {
                    Entry entry = model.get(operation.name);
                    boolean expected = entry != null && entry.holds(content);
                    assertThat(store.remove(name, content)).isEqualTo(expected);
                    if (expected) {
                        model.remove(operation.name);
                    }
                }
                case PURGE -> assertThat(store.purgeExpired(now)).isZero();
            }
            syncExpired(store, model, now);
            assertThat(store.size()).isEqualTo(model.size());
        }
    }

    /** When exactly an entry goes that is over is the store's own affair. */
    private static void syncExpired(MemorySessionStore store, Map<Integer, Entry> model, Instant now)
            throws StoreException {
        store.purgeExpired(now);
        new ArrayList<>(model.keySet()).forEach(name -> {
            if (model.get(name).isExpired(now)) {
                model.remove(name);
            }
        });
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 20))
                .as(Operation::new)
                .list()
                .ofMaxSize(60);
    }
}
