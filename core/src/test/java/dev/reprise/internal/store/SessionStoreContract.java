package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session store promises. */
abstract class SessionStoreContract {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Instant LATER = NOW.plus(Duration.ofHours(6));

    final TestClock clock = new TestClock(NOW);
    SessionStore store;

    /** An empty store that looks at {@link #clock} and keeps at least 1000 entries of 100 bytes. */
    abstract SessionStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void givesBackWhatWasPut() throws StoreException {
        Entry entry = new Entry(new byte[] {0, 1, (byte) 0xff}, LATER);
        store.put(name(1), entry);

        assertThat(store.get(name(1))).contains(entry);
        assertThat(store.get(name(2))).isEmpty();
    }

    @Test
    void givesBackWhatWasPutDurably() throws StoreException {
        store.putDurably(name(1), entry("session"));

        assertThat(store.get(name(1))).contains(entry("session"));
    }

    @Test
    void replacesWhatWasPutDurablyAndTheOtherWayRound() throws StoreException {
        store.putDurably(name(1), entry("first"));
        store.put(name(1), entry("second"));
        assertThat(store.get(name(1))).contains(entry("second"));
        assertThat(store.remove(name(1), bytes("first"))).isFalse();

        store.putDurably(name(1), entry("third"));
        assertThat(store.get(name(1))).contains(entry("third"));
        assertThat(store.remove(name(1))).isTrue();
        assertThat(store.get(name(1))).isEmpty();
        assertThat(store.remove(name(1))).isFalse();
    }

    @Test
    void takesNamesAndContentsOfManyLengths() throws StoreException {
        for (int length : new int[] {1, 2, 16, 32, SessionStore.LONGEST_NAME}) {
            byte[] name = new byte[length];
            Arrays.fill(name, (byte) (200 + length));
            for (int size : new int[] {0, 1, 4096, 200_000}) {
                store.put(name, new Entry(new byte[size], LATER));
                assertThat(store.get(name)).contains(new Entry(new byte[size], LATER));
            }
        }
    }

    @Test
    void tellsApartNamesThatBeginAlike() throws StoreException {
        store.put(new byte[] {1}, entry("short"));
        store.put(new byte[] {1, 0}, entry("long"));

        assertThat(store.get(new byte[] {1})).contains(entry("short"));
        assertThat(store.get(new byte[] {1, 0})).contains(entry("long"));
    }

    @Test
    void replaces() throws StoreException {
        store.put(name(1), entry("first"));
        store.put(name(1), entry("second"));

        assertThat(store.get(name(1))).contains(entry("second"));
    }

    @Test
    void removes() throws StoreException {
        store.put(name(1), entry("session"));
        store.put(name(2), entry("session"));

        assertThat(store.remove(name(1))).isTrue();
        assertThat(store.remove(name(1))).isFalse();
        assertThat(store.get(name(1))).isEmpty();
        assertThat(store.get(name(2))).isPresent();
    }

    @Test
    void removesWhatIsExpectedAndNothingElse() throws StoreException {
        store.put(name(1), entry("session"));

        assertThat(store.remove(name(1), bytes("sessiom"))).isFalse();
        assertThat(store.remove(name(1), bytes("sessio"))).isFalse();
        assertThat(store.remove(name(2), bytes("session"))).isFalse();
        assertThat(store.get(name(1))).isPresent();

        assertThat(store.remove(name(1), bytes("session"))).isTrue();
        assertThat(store.remove(name(1), bytes("session"))).isFalse();
        assertThat(store.get(name(1))).isEmpty();
    }

    @Test
    void purgesWhatIsOverAndNothingElse() throws StoreException {
        for (int i = 0; i < 100; i++) {
            store.put(name(i), new Entry(bytes("session"), NOW.plusMillis(i + 1)));
        }

        assertThat(store.purgeExpired(NOW)).isZero();
        assertThat(store.purgeExpired(NOW.plusMillis(50))).isEqualTo(50);
        for (int i = 0; i < 100; i++) {
            assertThat(store.get(name(i)).isPresent()).as("entry %d", i).isEqualTo(i >= 50);
        }
    }

    @Test
    void doesNotNoticeWhatACallerDoesToItsArrays() throws StoreException {
        byte[] name = name(1);
        byte[] content = bytes("session");
        store.put(name, new Entry(content, LATER));
        name[0]++;
        content[0]++;
        store.get(name(1)).orElseThrow().content()[0]++;

        assertThat(store.get(name(1))).contains(entry("session"));
    }

    @Test
    void letsOneOfManyThreadsConsumeAnEntry() throws Exception {
        int threads = 8;
        int rounds = 100;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            for (int round = 0; round < rounds; round++) {
                byte[] name = name(round);
                store.put(name, entry("session"));
                Callable<Boolean> consume = () -> {
                    start.await();
                    return store.remove(name, bytes("session"));
                };
                List<Future<Boolean>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    answers.add(executor.submit(consume));
                }
                int winners = 0;
                for (Future<Boolean> answer : answers) {
                    winners += answer.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(store.get(name)).isEmpty();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void keepsAThousandEntries() throws StoreException {
        for (int i = 0; i < 1000; i++) {
            store.put(name(i), new Entry(new byte[100], LATER));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(store.get(name(i))).isPresent();
        }
    }

    @Test
    void refusesToWorkOnceItIsClosed() {
        store.close();
        store.close();

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.put(name(1), entry("session")));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.get(name(1)));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.remove(name(1)));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.remove(name(1), bytes("session")));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.purgeExpired(NOW));
    }

    /** A name like those of the vault: 32 bytes, each as likely as any. */
    static byte[] name(int number) {
        byte[] name = new byte[32];
        new java.util.Random(number).nextBytes(name);
        return name;
    }

    static Entry entry(String content) {
        return new Entry(bytes(content), LATER);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
