package dev.reprise.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link SessionStore} promises. Extend it and say how a store is opened; each test has one of its own.
 *
 * <p>For a store that lives in one process. One that several share extends {@link SharedSessionStoreContract}.
 */
public abstract class SessionStoreContract {
    private static final int ROUNDS = 50;
    private static final int PATIENCE = 100;

    /** The present, to the millisecond. */
    protected final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** When the entries of the tests expire, unless a test is about that. */
    protected final Instant later = now.plus(Duration.ofHours(6));

    private SessionStore store;

    /** Made by JUnit. */
    @SuppressWarnings("NullAway") // opened before each test
    protected SessionStoreContract() {}

    /** Opens a store that has no entry, and room for 1000 of 100 bytes and for one of {@link SessionStore#LONGEST_CONTENT}. The test closes it. */
    protected abstract SessionStore open() throws Exception;

    /** The store of this test. */
    protected final SessionStore store() {
        return store;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void givesBackWhatWasPut() throws StoreException {
        Entry entry = new Entry(new byte[] {0, 1, (byte) 0xff}, later.plusMillis(1));
        store.put(name(1), entry);

        assertEquals(Optional.of(entry), store.get(name(1)));
        assertEquals(Optional.empty(), store.get(name(2)));
    }

    @Test
    void givesBackWhatWasPutDurably() throws StoreException {
        store.putDurably(name(1), entry("session"));

        assertEquals(Optional.of(entry("session")), store.get(name(1)));
    }

    @Test
    void replaces() throws StoreException {
        store.put(name(1), entry("first"));
        store.put(name(1), new Entry(bytes("second"), later.plusSeconds(1)));

        assertEquals(Optional.of(new Entry(bytes("second"), later.plusSeconds(1))), store.get(name(1)));
        assertFalse(store.remove(name(1), bytes("first")));
    }

    @Test
    void replacesWhatWasPutDurablyAndTheOtherWayRound() throws StoreException {
        store.putDurably(name(1), entry("first"));
        store.put(name(1), entry("second"));
        assertEquals(Optional.of(entry("second")), store.get(name(1)));
        assertFalse(store.remove(name(1), bytes("first")));

        store.putDurably(name(1), entry("third"));
        assertEquals(Optional.of(entry("third")), store.get(name(1)));
        assertTrue(store.remove(name(1)));
        assertEquals(Optional.empty(), store.get(name(1)));
        assertFalse(store.remove(name(1)));
    }

    @Test
    void takesNamesAndContentsOfManyLengths() throws StoreException {
        for (int length : new int[] {1, 2, 16, 32, SessionStore.LONGEST_NAME}) {
            byte[] name = new byte[length];
            Arrays.fill(name, (byte) (200 + length));
            for (int size : new int[] {0, 1, 4096, 200_000}) {
                Entry entry = new Entry(new byte[size], later);
                store.put(name, entry);
                assertEquals(Optional.of(entry), store.get(name), length + " bytes of name, " + size + " of content");
            }
        }
    }

    @Test
    void takesTheLongestContent() throws StoreException {
        byte[] content = new byte[SessionStore.LONGEST_CONTENT];
        new Random(1).nextBytes(content);
        Entry entry = new Entry(content, later);
        store.put(name(1), entry);

        assertEquals(Optional.of(entry), store.get(name(1)));
        assertTrue(store.remove(name(1), content));
    }

    @Test
    void takesAnyBytes() throws StoreException {
        byte[] all = new byte[256];
        for (int value = 0; value < all.length; value++) {
            all[value] = (byte) value;
            store.put(new byte[] {(byte) value}, new Entry(new byte[] {(byte) value}, later));
        }
        for (byte value : all) {
            Optional<Entry> there = store.get(new byte[] {value});
            assertEquals(Optional.of(new Entry(new byte[] {value}, later)), there, "the name " + value);
        }
        store.put(name(1), new Entry(all, later));
        assertArrayEquals(all, store.get(name(1)).orElseThrow().content());
        assertTrue(store.remove(name(1), all));
    }

    @Test
    void tellsApartNamesThatBeginAlike() throws StoreException {
        store.put(new byte[] {1}, entry("short"));
        store.put(new byte[] {1, 0}, entry("long"));

        assertEquals(Optional.of(entry("short")), store.get(new byte[] {1}));
        assertEquals(Optional.of(entry("long")), store.get(new byte[] {1, 0}));
    }

    @Test
    void removes() throws StoreException {
        store.put(name(1), entry("session"));
        store.put(name(2), entry("session"));

        assertTrue(store.remove(name(1)));
        assertFalse(store.remove(name(1)));
        assertEquals(Optional.empty(), store.get(name(1)));
        assertTrue(store.get(name(2)).isPresent());
    }

    @Test
    void removesWhatIsExpectedAndNothingElse() throws StoreException {
        store.put(name(1), entry("session"));

        for (String other : List.of("sessiom", "sessio", "sessions", "")) {
            assertFalse(store.remove(name(1), bytes(other)), other);
        }
        assertFalse(store.remove(name(2), bytes("session")));
        assertTrue(store.get(name(1)).isPresent());

        assertTrue(store.remove(name(1), bytes("session")));
        assertFalse(store.remove(name(1), bytes("session")));
        assertEquals(Optional.empty(), store.get(name(1)));
    }

    @Test
    void removesAnEntryWithoutContentToo() throws StoreException {
        store.put(name(1), entry(""));

        assertFalse(store.remove(name(1), bytes("x")));
        assertTrue(store.remove(name(1), bytes("")));
        assertFalse(store.remove(name(1), bytes("")));
    }

    @Test
    void purgesWhatIsOverAndNothingElse() throws StoreException {
        for (int i = 0; i < 20; i++) {
            store.put(name(i), new Entry(bytes("over"), now.minusSeconds(60 + i)));
            store.put(name(100 + i), new Entry(bytes("session"), later.plusSeconds(i)));
        }

        assertTrue(store.purgeExpired(now) <= 20, "no more are dropped than are over");
        assertEquals(0, store.purgeExpired(now), "what is left to drop");
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), store.get(name(i)));
            assertTrue(store.get(name(100 + i)).isPresent());
        }
    }

    @Test
    void doesNotNoticeWhatACallerDoesToItsArrays() throws StoreException {
        byte[] name = name(1);
        byte[] content = bytes("session");
        store.put(name, new Entry(content, later));
        name[0]++;
        content[0]++;
        store.get(name(1)).orElseThrow().content()[0]++;

        assertEquals(Optional.of(entry("session")), store.get(name(1)));
        assertEquals(Optional.empty(), store.get(name));
    }

    @Test
    void letsOneOfManyThreadsConsumeAnEntry() throws Exception {
        letsOneOfAllConsume(List.of(store));
    }

    @Test
    void letsOneOfManyThreadsRemoveAnEntry() throws Exception {
        letsOneOfAll(List.of(store), SessionStore::remove);
    }

    /** Whoever reads while others write finds what one of them wrote, whole. */
    @Test
    void keepsContentsWholeThatManyThreadsPut() throws Exception {
        store.put(name(1), filled(0));
        AtomicInteger writing = new AtomicInteger(Race.THREADS / 2);
        try (Race race = new Race()) {
            race.run(number -> {
                if (number % 2 == 0) {
                    for (int i = 0; i < ROUNDS; i++) {
                        patiently(() -> store.put(name(1), filled(number)));
                    }
                    return writing.decrementAndGet();
                }
                while (writing.get() > 0) {
                    Entry there = store.get(name(1)).orElseThrow();
                    assertEquals(filled(there.content()[0]), there);
                }
                return 0;
            });
        }
    }

    @Test
    void keepsAThousandEntries() throws StoreException {
        for (int i = 0; i < 1000; i++) {
            store.put(name(i), new Entry(new byte[100], later));
        }
        for (int i = 0; i < 1000; i++) {
            assertTrue(store.get(name(i)).isPresent(), "entry " + i);
        }
    }

    @Test
    void refusesToWorkOnceItIsClosed() {
        store.close();
        assertDoesNotThrow(store::close);

        for (Executable call : List.<Executable>of(
                () -> store.put(name(1), entry("session")),
                () -> store.putDurably(name(1), entry("session")),
                () -> store.get(name(1)),
                () -> store.remove(name(1)),
                () -> store.remove(name(1), bytes("session")),
                () -> store.purgeExpired(now))) {
            assertThrows(StoreException.class, call);
        }
    }

    /** Of threads that use these, which share their entries, one consumes each entry. */
    final void letsOneOfAllConsume(List<SessionStore> handles) throws Exception {
        letsOneOfAll(handles, (handle, name) -> handle.remove(name, bytes("session")));
    }

    /** How an entry is removed. */
    private interface Removal {
        boolean of(SessionStore store, byte[] name) throws StoreException;
    }

    private void letsOneOfAll(List<SessionStore> handles, Removal removal) throws Exception {
        SessionStore first = handles.get(0);
        int decided = 0;
        try (Race race = new Race()) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] name = name(round);
                first.put(name, entry("session"));
                AtomicInteger failed = new AtomicInteger();
                int winners = race.winners(number -> {
                    try {
                        return removal.of(handles.get(number % handles.size()), name);
                    } catch (StoreException slow) {
                        failed.incrementAndGet();
                        return false;
                    }
                });
                if (failed.get() == 0) {
                    decided++;
                    assertEquals(1, winners, "threads that removed it");
                    assertEquals(Optional.empty(), first.get(name));
                } else {
                    // It may have been one of those that removed it: they cannot know.
                    assertTrue(winners <= 1, () -> winners + " threads removed it");
                }
            }
        }
        assertTrue(decided > ROUNDS / 2, "calls failed in more than half of the rounds");
    }

    /** A call that may be made again. */
    private interface Repeatable {
        void make() throws StoreException;
    }

    /** Many threads at one entry may take longer than a store waits. */
    private static void patiently(Repeatable call) throws StoreException {
        for (int left = PATIENCE; ; left--) {
            try {
                call.make();
                return;
            } catch (StoreException slow) {
                if (left == 0) {
                    throw slow;
                }
            }
        }
    }

    private Entry filled(int value) {
        byte[] content = new byte[5000];
        Arrays.fill(content, (byte) value);
        return new Entry(content, later);
    }

    /** A name like those that stores are given: 32 bytes, each as likely as any. The same number gives the same. */
    protected static byte[] name(int number) {
        byte[] name = new byte[32];
        new Random(number).nextBytes(name);
        return name;
    }

    /** An entry that expires {@link #later}. */
    protected final Entry entry(String content) {
        return new Entry(bytes(content), later);
    }

    /** The letters as bytes. */
    protected static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
