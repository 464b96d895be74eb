package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedStoreTest extends OpenStore {
    @Override
    SessionStore open() {
        return new BoundedStore(new MemorySessionStore(clock), 2, Duration.ofSeconds(60), clock);
    }

    @Test
    void letsNoMoreThreadsInThanItsBound() throws Exception {
        HangingStore hanging = new HangingStore();
        BoundedStore bounded = new BoundedStore(hanging, 2, Duration.ZERO, clock);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(() -> bounded.get(name(1)));
            Future<?> second = threads.submit(() -> bounded.get(name(2)));
            hanging.entered.await();

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> bounded.get(name(3)))
                    .withMessageContaining("no turn within 0 ms");

            hanging.release.countDown();
            first.get();
            second.get();
            assertThat(bounded.get(name(3))).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void givesATurnBackAfterAFailure() throws StoreException {
        MemorySessionStore closed = new MemorySessionStore(clock);
        closed.close();
        BoundedStore bounded = new BoundedStore(closed, 1, Duration.ZERO, clock);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> bounded.get(name(1)))
                    .withMessage("the store is closed");
        }
    }

    @Test
    void passesEveryCallOn() throws StoreException {
        store.put(name(1), entry("first"));
        store.putDurably(name(2), entry("second"));
        store.put(name(3), entry("third"));

        assertThat(store.get(name(1))).contains(entry("first"));
        assertThat(store.remove(name(1), bytes("second"))).isFalse();
        assertThat(store.remove(name(1), bytes("first"))).isTrue();
        assertThat(store.remove(name(2))).isTrue();
        assertThat(store.purgeExpired(LATER)).isEqualTo(1);
        assertThat(store.get(name(3))).isEmpty();
    }

    @Test
    void doesNotWaitInAThreadThatIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.get(name(1)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void isPutAroundStoresThatMayWait(@TempDir Path directory) {
        SessionStore file = new FileSessionStore(directory, clock);
        SessionStore memory = new MemorySessionStore(clock);

        assertThat(BoundedStore.around(file, clock)).isInstanceOf(BoundedStore.class);
        assertThat(BoundedStore.around(BoundedStore.around(file, clock), clock).mayBlock())
                .isTrue();
        assertThat(BoundedStore.around(memory, clock)).isSameAs(memory);
        assertThat(BoundedStore.around(NoSessionStore.INSTANCE, clock)).isSameAs(NoSessionStore.INSTANCE);
        file.close();
    }

    @Test
    void refusesBoundsThatLeaveNoRoom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedStore(store, 0, Duration.ZERO, clock));
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedStore(store, 1, Duration.ofMillis(-1), clock));
    }

    /** Answers once it is released. */
    private static final class HangingStore implements SessionStore {
        final CountDownLatch entered = new CountDownLatch(2);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public Optional<Entry> get(byte[] name) throws StoreException {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new StoreException("interrupted", e);
            }
            return Optional.empty();
        }

        @Override
        public void put(byte[] name, Entry entry) {}

        @Override
        public boolean remove(byte[] name, byte[] expected) {
            return false;
        }

        @Override
        public boolean remove(byte[] name) {
            return false;
        }

        @Override
        public int purgeExpired(java.time.Instant now) {
            return 0;
        }

        @Override
        public void close() {}
    }
}
