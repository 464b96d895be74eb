package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes do to each other that share a file store: real ones. */
class FileSessionStoreProcessesTest {
    private static final int PROCESSES = 4;

    @TempDir
    private Path parent;

    @Test
    void eachEntryIsConsumedByExactlyOneProcess() throws Exception {
        int entries = 300;
        Path directory = parent.resolve("sessions");
        try (FileSessionStore store = new FileSessionStore(directory, InstantSource.system())) {
            for (int i = 0; i < entries; i++) {
                store.put(OpenStore.name(i), new Entry(StoreProcess.content(i), StoreProcess.LATER));
            }
            List<StoreProcess> processes = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    processes.add(StoreProcess.start("consume", directory, entries));
                }
                for (StoreProcess process : processes) {
                    assertThat(process.says()).isEqualTo("ready");
                }
                processes.forEach(StoreProcess::go);

                List<Integer> won = new ArrayList<>();
                for (StoreProcess process : processes) {
                    Arrays.stream(process.says().split(" "))
                            .skip(1)
                            .map(Integer::valueOf)
                            .forEach(won::add);
                }

                assertThat(won).doesNotHaveDuplicates().hasSize(entries);
            } finally {
                for (StoreProcess process : processes) {
                    process.close();
                }
            }
            for (int i = 0; i < entries; i++) {
                assertThat(store.get(OpenStore.name(i))).isEmpty();
            }
        }
    }

    @Test
    void aProcessKilledAtAnyMomentLeavesEveryEntryWhole() throws Exception {
        int entries = 20;
        Path directory = parent.resolve("sessions");
        try (FileSessionStore store = new FileSessionStore(directory, InstantSource.system())) {
            for (int round = 0; round < 10; round++) {
                try (StoreProcess first = StoreProcess.start("churn", directory, entries);
                        StoreProcess second = StoreProcess.start("churn", directory, entries)) {
                    for (StoreProcess process : List.of(first, second)) {
                        assertThat(process.says()).isEqualTo("ready");
                        process.go();
                        assertThat(process.says()).isEqualTo("churning");
                    }
                    for (int i = 0; i < 40 * (round + 1); i++) {
                        assertWhole(store, i % entries);
                    }
                    first.kill();
                    second.kill();
                }
                for (int i = 0; i < entries; i++) {
                    assertWhole(store, i);
                    store.put(OpenStore.name(i), new Entry(StoreProcess.content(i), StoreProcess.LATER));
                    assertThat(store.get(OpenStore.name(i))).isPresent();
                    assertThat(store.remove(OpenStore.name(i), StoreProcess.content(i)))
                            .isTrue();
                }
            }
        }
    }

    private static void assertWhole(FileSessionStore store, int number) throws StoreException {
        Optional<Entry> entry = store.get(OpenStore.name(number));
        entry.ifPresent(
                there -> assertThat(there).isEqualTo(new Entry(StoreProcess.content(number), StoreProcess.LATER)));
    }

    @Test
    void aProcessThatHoldsALockDelaysOthersForAMomentAndLetsGoWhenItIsKilled() throws Exception {
        Path directory = parent.resolve("sessions");
        byte[] name = {7, 1};
        try (FileSessionStore store = new FileSessionStore(directory, InstantSource.system());
                StoreProcess holder = StoreProcess.start("hold", directory, 7)) {
            assertThat(holder.says()).isEqualTo("ready");
            holder.go();
            assertThat(holder.says()).isEqualTo("holding");
            Entry entry = new Entry(new byte[1], StoreProcess.LATER);

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.put(name, entry))
                    .withMessageContaining("another process has held shard 7")
                    .withMessageContaining("for 100 ms");
            assertThat(store.get(name)).isEmpty();
            store.put(new byte[] {8, 1}, entry);

            holder.kill();
            store.put(name, entry);
            assertThat(store.get(name)).contains(entry);
        }
    }
}
