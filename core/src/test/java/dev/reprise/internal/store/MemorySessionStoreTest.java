package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.Prevents;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySessionStoreTest extends OpenStore {
    @Override
    SessionStore open() {
        return new MemorySessionStore(clock);
    }

    @Nested
    class Full {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 10, 1023, 1024, 5000})
        void forgetsTheOldest(int maxEntries) throws StoreException {
            MemorySessionStore small = new MemorySessionStore(maxEntries, 1L << 30, clock);
            for (int i = 0; i < 3 * maxEntries; i++) {
                small.put(name(i), entry("session"));
                assertThat(small.size()).isLessThanOrEqualTo(maxEntries);
            }
            assertThat(small.size()).isEqualTo(maxEntries);
            for (int i = 0; i < 3 * maxEntries; i++) {
                assertThat(small.get(name(i)).isPresent()).as("entry %d", i).isEqualTo(i >= 2 * maxEntries);
            }
        }

        @Test
        @Prevents("invalidated-session")
        void forgetsNoRevocationForASession() throws StoreException {
            MemorySessionStore small = new MemorySessionStore(50, 1L << 30, clock);
            small.putDurably(name(0), entry("revoked"));
            for (int i = 1; i <= 1000; i++) {
                small.put(name(i), entry("session"));
            }
            assertThat(small.get(name(0))).contains(entry("revoked"));
            assertThat(small.size()).isEqualTo(51);
        }

        @Test
        void isBoundedInRevocationsToo() throws StoreException {
            MemorySessionStore small = new MemorySessionStore(1000, 1L << 20, clock);
            small.put(name(-1), entry("session"));
            for (int i = 0; i < 1000; i++) {
                small.putDurably(name(i), entry("revoked"));
            }
            assertThat(small.size()).isEqualTo(251);
            assertThat(small.get(name(-1))).isPresent();
            assertThat(small.get(name(749))).isEmpty();
            assertThat(small.get(name(750))).isPresent();
        }

        @Test
        void keepsWhatWasPutAgain() throws StoreException {
            MemorySessionStore small = new MemorySessionStore(3, 1L << 20, clock);
            for (int i = 0; i < 3; i++) {
                small.put(name(i), entry("session"));
            }
            small.put(name(0), entry("again"));
            small.put(name(3), entry("session"));

            assertThat(small.get(name(0))).contains(entry("again"));
            assertThat(small.get(name(1))).isEmpty();
        }

        @Test
        void isBoundedInBytesToo() throws StoreException {
            long maxBytes = 100_000;
            MemorySessionStore small = new MemorySessionStore(1_000_000, maxBytes, clock);
            for (int i = 0; i < 1000; i++) {
                small.put(name(i), new Entry(new byte[1000], LATER));
                assertThat(small.bytes()).isLessThanOrEqualTo(maxBytes);
            }
            assertThat(small.size()).isEqualTo(maxBytes / (1000 + 32 + MemorySessionStore.OVERHEAD));
            assertThat(small.get(name(999))).isPresent();
        }

        @Test
        void makesRoomForALargeEntryAndRefusesOneThatIsLargerThanItself() throws StoreException {
            MemorySessionStore small = new MemorySessionStore(1000, 10_000, clock);
            for (int i = 0; i < 20; i++) {
                small.put(name(i), entry("session"));
            }
            small.put(name(100), new Entry(new byte[9_000], LATER));
            assertThat(small.get(name(100))).isPresent();

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> small.put(name(101), new Entry(new byte[10_000], LATER)))
                    .withMessageContaining("a store that holds 10000 in all");
            assertThat(small.get(name(100))).isPresent();
        }

        @Test
        void refusesBoundsThatLeaveNoRoom() {
            assertThatIllegalArgumentException().isThrownBy(() -> new MemorySessionStore(0, 1, clock));
            assertThatIllegalArgumentException().isThrownBy(() -> new MemorySessionStore(1, 0, clock));
        }
    }

    @Nested
    class Expiry {
        private final MemorySessionStore small = new MemorySessionStore(clock);

        @Test
        void isLeftToWhoeverAsks() throws StoreException {
            small.put(name(1), entry("session"));
            clock.set(LATER);

            assertThat(small.get(name(1))).isPresent();
        }

        /** JDK-8210985: millions that expired together took minutes to be dropped. */
        @Test
        @Prevents("mass-expiry")
        void ofAllAtOnceIsDroppedAFewAtATime() throws StoreException {
            int many = 10_000;
            for (int i = 0; i < many; i++) {
                small.put(name(i), entry("session"));
            }
            clock.set(LATER);

            long before = small.size();
            for (int i = 0; small.size() > 0 && i < many; i++) {
                small.get(name(-i - 1));
                assertThat(before - small.size()).as("dropped by one call").isLessThanOrEqualTo(3);
                before = small.size();
            }
            assertThat(small.size()).isZero();
            assertThat(small.bytes()).isZero();
        }

        @Test
        void takesNothingElse() throws StoreException {
            for (int i = 0; i < 2000; i++) {
                small.put(name(i), new Entry(bytes("session"), i % 2 == 0 ? NOW.plusSeconds(1) : LATER));
            }
            clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 2000; i++) {
                small.get(name(-i - 1));
            }

            assertThat(small.size()).isEqualTo(1000);
            for (int i = 1; i < 2000; i += 2) {
                assertThat(small.get(name(i))).isPresent();
            }
        }
    }

    /** One context for each connection, as a database driver made them, must not cost a gigabyte. */
    @Test
    @Prevents("unbounded-cache")
    void costsLessThanAKilobyteWhileItIsEmpty() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemorySessionStore[] stores = new MemorySessionStore[1000];
        stores[0] = new MemorySessionStore(clock);

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 1; i < stores.length; i++) {
            stores[i] = new MemorySessionStore(clock);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / (stores.length - 1);

        assertThat(each).isBetween(50L, 1023L);
    }

    @Test
    void countsRightHoweverThreadsMeet() throws InterruptedException {
        MemorySessionStore small = new MemorySessionStore(500, 1L << 30, clock);
        AtomicInteger worst = new AtomicInteger();
        AtomicLong failures = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int seed = t;
            threads.add(new Thread(() -> {
                java.util.Random random = new java.util.Random(seed);
                try {
                    for (int i = 0; i < 20_000; i++) {
                        byte[] name = name(random.nextInt(2000));
                        switch (random.nextInt(4)) {
                            case 0 -> small.get(name);
                            case 1 -> small.remove(name);
                            default -> small.put(name, entry("session"));
                        }
                        worst.accumulateAndGet((int) small.size(), Math::max);
                    }
                } catch (StoreException e) {
                    failures.incrementAndGet();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).hasValue(0);
        assertThat(worst.get()).isLessThanOrEqualTo(500 + 8);
        long present = 0;
        for (int i = 0; i < 2000; i++) {
            try {
                present += small.get(name(i)).isPresent() ? 1 : 0;
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(small.size()).isEqualTo(present);
        assertThat(small.bytes()).isEqualTo(present * (7 + 32 + MemorySessionStore.OVERHEAD));
    }

    @Test
    void neverWaits() {
        assertThat(store.mayBlock()).isFalse();
    }
}
