package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.session.SessionStore;
import dev.reprise.session.SessionStore.Entry;
import dev.reprise.session.StoreException;
import dev.reprise.testing.Prevents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSessionStoreTest extends OpenStore {
    @TempDir
    private Path parent;

    private Path directory;

    @Override
    SessionStore open() {
        directory = parent.resolve("sessions");
        return open(FileSessionStore.DEFAULT_ENTRIES);
    }

    private FileSessionStore open(int maxEntries) {
        return new FileSessionStore(directory, maxEntries, clock);
    }

    @Nested
    class TheDirectory {
        @Test
        void belongsToItsOwnerAlone() throws Exception {
            store.put(name(1), entry("session"));

            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                }
            }
        }

        @Test
        void isMadeWithThoseAboveIt() throws StoreException {
            Path deep = parent.resolve("a/b/c");
            try (FileSessionStore made = new FileSessionStore(deep, clock)) {
                made.put(name(1), entry("session"));
            }
            assertThat(deep).isDirectory();
        }

        @Test
        void isNotAFile() throws IOException {
            Path file = Files.createFile(parent.resolve("file"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new FileSessionStore(file, clock))
                    .withMessageContaining("is a file; a session store is a directory");
        }

        @Test
        void isNotADirectoryOfOtherThings() throws IOException {
            Path home = Files.createDirectory(parent.resolve("home"));
            Files.createFile(home.resolve("letter.txt"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new FileSessionStore(home, clock))
                    .withMessageContaining("has other things in it");
            assertThat(home.toFile().list()).containsExactly("letter.txt");
        }

        @Test
        void mayNotBeOneThatOthersWriteTo() throws IOException {
            Path shared = Files.createDirectory(parent.resolve("shared"));
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> new FileSessionStore(shared, clock))
                    .withMessageContaining("others can write into it");
        }

        @Test
        void thatGoesAwayIsAnError() throws Exception {
            store.put(name(1), entry("session"));
            removeAll(directory);

            assertThat(store.get(name(1))).isEmpty();
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.put(name(1), entry("session")));
        }
    }

    @Nested
    class FullOfRevocations {
        /** A name in shard 1. */
        private byte[] inShard(int number) {
            return new byte[] {1, (byte) (number >>> 8), (byte) number};
        }

        private long files() {
            return Objects.requireNonNull(directory.resolve("01").toFile().list()).length;
        }

        @Test
        @Prevents("invalidated-session")
        void forgetsNoRevocationForASession() throws StoreException {
            FileSessionStore small = open(256 * 4);
            small.putDurably(inShard(0), new Entry(bytes("revoked"), NOW.plusSeconds(60))); // the first to expire
            for (int i = 1; i <= 100; i++) {
                small.put(inShard(i), entry("session"));
            }
            assertThat(small.get(inShard(0))).isPresent();
            assertThat(small.get(inShard(1))).isEmpty();

            clock.set(LATER);
            small.purgeExpired(clock.instant());
            assertThat(files()).as("marks of nothing").isZero();
        }

        @Test
        void isBoundedInRevocationsToo() throws StoreException {
            FileSessionStore small = open(256 * 4);
            small.put(inShard(1000), entry("session"));
            for (int i = 0; i < 100; i++) {
                small.putDurably(inShard(i), entry("revoked"));
            }
            assertThat(small.get(inShard(1000))).isPresent();
            assertThat(small.get(inShard(99))).isPresent();
            assertThat(files()).isEqualTo(1 + 2 * 16);
        }

        @Test
        void leavesNothingOfWhatIsRemoved() throws StoreException {
            store.putDurably(inShard(1), entry("revoked"));
            assertThat(files()).isEqualTo(2);
            store.remove(inShard(1));
            assertThat(files()).isZero();
        }
    }

    @Nested
    class AnotherProcess {
        @Test
        void findsWhatThisOnePut() throws StoreException {
            store.put(name(1), entry("session"));
            store.close();

            store = open(1000);
            assertThat(store.get(name(1))).contains(entry("session"));
        }

        @Test
        void inTheSameProcessSharesTheLocks() throws StoreException {
            try (FileSessionStore other = open(1000)) {
                store.put(name(1), entry("session"));
                assertThat(other.remove(name(1), bytes("session"))).isTrue();
                assertThat(store.remove(name(1), bytes("session"))).isFalse();
            }
            store.put(name(2), entry("session"));
            assertThat(store.remove(name(2))).isTrue();
        }
    }

    @Nested
    class AFile {
        @Test
        void isNamedByItsEntryAndSaysWhenThatExpires() throws Exception {
            store.put(name(1), entry("session"));

            String hex = HexFormat.of().formatHex(name(1));
            Path file = directory.resolve(hex.substring(0, 2)).resolve(hex);
            assertThat(file).isRegularFile();
            assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(LATER);
            assertThat(Files.readAllBytes(file)).startsWith(bytes("RPS1")).endsWith(bytes("session"));
        }

        @Test
        void thatIsCutShortIsNone() throws Exception {
            store.put(name(1), entry("session"));
            Path file = files().get(0);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, java.util.Arrays.copyOf(whole, length));
                assertThat(store.get(name(1))).as("the first %d bytes", length).isEmpty();
                assertThat(store.remove(name(1), bytes("session"))).isFalse();
            }
        }

        @Test
        void inWhichAnyBitIsChangedIsNone() throws Exception {
            store.put(name(1), entry("session"));
            Path file = files().get(0);
            byte[] whole = Files.readAllBytes(file);
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte[] changed = whole.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, changed);
                assertThat(store.get(name(1))).as("bit %d", bit).isEmpty();
            }
        }

        @Test
        void thatIsMuchTooLongIsNone() throws Exception {
            store.put(name(1), entry("session"));
            Files.write(files().get(0), new byte[StoredEntry.LONGEST + 10]);

            assertThat(store.get(name(1))).isEmpty();
        }

        @Test
        void thatIsNoneIsReplacedAndRemovedLikeAnyOther() throws Exception {
            store.put(name(1), entry("session"));
            Files.write(files().get(0), new byte[3]);
            store.put(name(1), entry("again"));
            assertThat(store.get(name(1))).contains(entry("again"));

            Files.write(files().get(0), new byte[3]);
            assertThat(store.remove(name(1))).isTrue();
        }

        @Test
        void halfWrittenByAProcessThatDiedIsOverwritten() throws Exception {
            store.put(name(1), entry("session"));
            Path half = files().get(0).resolveSibling(".new");
            Files.write(half, new byte[100_000]);

            store.put(name(1), entry("again"));

            assertThat(store.get(name(1))).contains(entry("again"));
            assertThat(half).doesNotExist();
        }

        @Test
        void ofSomebodyElseIsLeftAlone() throws Exception {
            store.put(name(1), entry("session"));
            Path readme = Files.createFile(files().get(0).resolveSibling("README"));
            store.purgeExpired(LATER);

            assertThat(readme).exists();
            assertThat(files()).containsExactly(readme);
        }
    }

    @Nested
    class Expiry {
        @Test
        void goesByWhatTheEntrySaysAndNotByTheFilesTime() throws Exception {
            store.put(name(1), entry("session"));
            Path file = files().get(0);
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

            assertThat(store.purgeExpired(NOW)).isZero();
            assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(LATER);
            assertThat(store.purgeExpired(LATER)).isEqualTo(1);
        }

        @Test
        void takesWhatNobodyCanRead() throws Exception {
            store.put(name(1), entry("session"));
            Files.write(files().get(0), new byte[3]);
            Files.setLastModifiedTime(files().get(0), FileTime.from(NOW));

            assertThat(store.purgeExpired(NOW)).isEqualTo(1);
            assertThat(files()).isEmpty();
        }

        @Test
        void isSeenToAShardAtATimeByWhoeverWrites() throws Exception {
            for (int shard = 0; shard < 256; shard++) {
                store.put(new byte[] {(byte) shard, 1}, new Entry(bytes("short"), NOW.plusSeconds(1)));
            }
            for (int second = 1; second <= 300; second++) {
                clock.advance(Duration.ofSeconds(1));
                store.put(new byte[] {0, 0}, entry("session"));
                store.put(new byte[] {0, 0}, entry("session"));
                // One more than seconds, since the shard that is written to is counted as well.
                assertThat(files().size()).as("after %d seconds", second).isGreaterThanOrEqualTo(256 - second);
            }
            assertThat(files()).hasSize(1);
        }
    }

    @Nested
    class Full {
        @Test
        void dropsWhatExpiresFirst() throws Exception {
            store.close();
            store = open(256);
            for (int i = 0; i < 10; i++) {
                store.put(new byte[] {7, (byte) i}, new Entry(bytes("session"), LATER.plusSeconds(i)));
                assertThat(files()).hasSize(1);
            }
            assertThat(store.get(new byte[] {7, 9})).isPresent();
        }

        @Test
        void keepsWhatWasJustPutThoughThatExpiresFirst() throws Exception {
            store.close();
            store = open(256);
            store.put(new byte[] {7, 1}, entry("session"));
            store.put(new byte[] {7, 2}, new Entry(bytes("session"), NOW.plusSeconds(1)));

            assertThat(store.get(new byte[] {7, 2})).isPresent();
            assertThat(store.get(new byte[] {7, 1})).isEmpty();
        }

        @Test
        void staysWithinItsBoundInEveryShard() throws Exception {
            store.close();
            store = open(256 * 40);
            for (int i = 0; i < 500; i++) {
                store.put(new byte[] {7, (byte) i, (byte) (i >> 8)}, new Entry(bytes("session"), LATER.plusSeconds(i)));
                assertThat(files().size()).isLessThanOrEqualTo(40);
            }
            assertThat(files().size()).isGreaterThanOrEqualTo(30);
        }

        /** Which is counted less often, and not by each process that comes to it. */
        @Test
        void staysWithinASixteenthOfItsBoundWhereItIsLarge() throws Exception {
            int perShard = 640;
            for (int process = 0; process < 3; process++) {
                store.close();
                store = open(256 * perShard);
                for (int i = 0; i < 400; i++) {
                    Entry entry = new Entry(bytes("session"), LATER.plusSeconds(1000 * process + i));
                    store.put(new byte[] {7, (byte) i, (byte) (i >> 8), (byte) process}, entry);
                }
                assertThat(files().size()).isLessThanOrEqualTo(perShard + perShard / 16);
            }
            assertThat(store.get(new byte[] {7, 0, 0, 0})).isEmpty();
            assertThat(store.get(new byte[] {7, 0, 0, 2})).isPresent();
        }

        @Test
        void refusesABoundOfNothing() {
            assertThatIllegalArgumentException().isThrownBy(() -> open(0));
        }
    }

    @Nested
    class Waiting {
        @Test
        void endsWhileAnotherThreadHoldsTheLock() throws Exception {
            try (ShardLocks locks = ShardLocks.open(directory, FileSessionStore.LOCK_FILE, FileSessionStore.SHARDS)) {
                Thread holder = new Thread(() -> hold(locks, 7));
                holder.start();
                while (holder.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.put(new byte[] {7, 1}, entry("session")))
                        .withMessageContaining("another thread has held shard 7");
                store.put(new byte[] {8, 1}, entry("session"));
                holder.interrupt();
                holder.join();
                store.put(new byte[] {7, 1}, entry("session"));
            }
        }

        private void hold(ShardLocks locks, int shard) {
            try {
                locks.holding(shard, Duration.ZERO, () -> {
                    try {
                        new java.util.concurrent.CountDownLatch(1).await();
                    } catch (InterruptedException released) {
                        return true;
                    }
                    return false;
                });
            } catch (IOException | StoreException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void inAThreadThatIsInterruptedFailsAndSpoilsNothing() throws Exception {
            store.put(name(1), entry("session"));
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.put(name(1), entry("again")));
            assertThat(store.get(name(1))).isPresent();
            assertThat(Thread.interrupted()).isTrue();

            assertThat(store.get(name(1))).contains(entry("session"));
            assertThat(store.remove(name(1), bytes("session"))).isTrue();
        }
    }

    @Test
    void refusesNamesThatAreNone() {
        for (byte[] wrong : List.of(new byte[0], new byte[SessionStore.LONGEST_NAME + 1])) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.put(wrong, entry("session")));
            assertThatIllegalArgumentException().isThrownBy(() -> store.get(wrong));
        }
    }

    @Test
    void mayWait() {
        assertThat(store.mayBlock()).isTrue();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(directory.resolve(FileSessionStore.LOCK_FILE)))
                    .toList();
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
