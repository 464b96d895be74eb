package dev.reprise.internal.store;

import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in a directory, for several processes of one machine at once. They outlive the processes.
 *
 * <pre>
 * DIRECTORY/              0700
 *     store.lock          one byte to lock for each shard
 *     00/ ... ff/         a shard for each first byte of a name
 *         NAME-IN-HEX     an entry, 0600; its time of modification is its expiry
 *         NAME-IN-HEX.durable     empty: that entry was put durably
 *         .new            an entry being written, of use only to whoever holds the lock
 * </pre>
 *
 * <p><b>Several processes.</b> Whoever writes to a shard holds its lock; readers need none, since entries appear, change and go
 * whole. A lock ends with its process. Waits for it end after 100 ms, with a {@link StoreException}. The file system has to
 * be a local one: locks and renames over a network are promises of another kind.
 *
 * <p><b>Crashes.</b> A process killed at any moment leaves every entry as it was or as it was to be. A loss of power may lose
 * entries put shortly before, each of which costs its client a full handshake, and what is half written then is
 * known by its checksum and taken for absent; but what {@code remove} and {@code putDurably} said is done is on the disk.
 *
 * <p><b>Bounds.</b> At most so many entries, evenly over the shards, whose files are counted every few writes, 32 or a sixteenth of what they may be: several processes
 * together may be some entries over for that long. What is too much goes first that expires first. Entries
 * put durably have a bound of their own, a quarter as many beyond the others and 16 a shard at least: no number of others makes one of them go. Once a second at most, a
 * write also looks through one more shard for what is over.
 */
public final class FileSessionStore implements SessionStore {
    /** Entries kept unless said otherwise: {@value}. */
    public static final int DEFAULT_ENTRIES = 100_000;

    /** How long a call waits for a lock that another process holds. */
    public static final Duration PATIENCE = Duration.ofMillis(100);

    static final String LOCK_FILE = "store.lock";
    static final int SHARDS = 256;

    private static final String NEW_ENTRY = ".new";
    private static final String DURABLE = ".durable";
    private static final int FEWEST_DURABLE_PER_SHARD = 16;
    private static final Pattern ENTRY_NAME = Pattern.compile("(?:[0-9a-f]{2}){1," + LONGEST_NAME + "}");
    private static final int WRITES_PER_COUNT = 32;
    private static final long MILLIS_PER_SWEEP = 1000;
    private static final Logger LOG = System.getLogger("dev.reprise.store");

    private final Path directory;
    private final int entriesPerShard;
    private final Duration patience;
    private final InstantSource clock;
    private final ShardLocks locks;

    /** For each shard, the writes left until its files are counted again; guarded by its lock. */
    private final int[] writesUntilCount = new int[SHARDS];

    private final AtomicLong lastSweep = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger nextToSweep;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @see #FileSessionStore(Path, int, InstantSource) */
    public FileSessionStore(Path directory, InstantSource clock) {
        this(directory, DEFAULT_ENTRIES, clock);
    }

    /**
     * Opens the store, and makes the directory if it is not there.
     *
     * @param maxEntries about how many entries are kept, 1 or more; rounded up to a multiple of 256
     * @throws IllegalArgumentException if there is something else at that path: a file, or a directory with other things in it
     * @throws UncheckedIOException if the directory cannot be made or written to
     */
    public FileSessionStore(Path directory, int maxEntries, InstantSource clock) {
        this(directory, maxEntries, PATIENCE, clock);
    }

    /**
     * Opens the store with another patience.
     *
     * @param patience how long a call waits for another thread, and again for another process, before it fails
     * @see #FileSessionStore(Path, int, InstantSource)
     */
    public FileSessionStore(Path directory, int maxEntries, Duration patience, InstantSource clock) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("a store of " + maxEntries + " entries: expected 1 or more");
        }
        this.directory = directory;
        this.entriesPerShard = (maxEntries + SHARDS - 1) / SHARDS;
        this.patience = patience;
        this.clock = Objects.requireNonNull(clock, "clock");
        // By the time, so that processes which live for a moment do not all look through the same one.
        this.nextToSweep = new AtomicInteger(Math.floorMod(clock.instant().getEpochSecond(), SHARDS));
        if (writesPerCount() > WRITES_PER_COUNT) {
            Arrays.fill(
                    writesUntilCount, writesPerCount()); // a large one is not counted by each process that comes to it
        }
        try {
            ensureThisIsAStore(directory);
            this.locks = ShardLocks.open(directory, LOCK_FILE, SHARDS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the session store " + directory + ": " + e, e);
        }
    }

    private static void ensureThisIsAStore(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    directory + " is a file; a session store is a directory, which is made if it is not there");
        }
        PrivateFiles.directory(directory);
        if (!Files.exists(directory.resolve(LOCK_FILE))) {
            try (DirectoryStream<Path> contents = Files.newDirectoryStream(directory)) {
                // Another process may be making the same store: it makes the file of locks before all else.
                if (contents.iterator().hasNext() && !Files.exists(directory.resolve(LOCK_FILE))) {
                    throw new IllegalArgumentException(
                            directory + " has other things in it; a session store needs a directory of its own");
                }
            }
        }
    }

    @Override
    public void put(byte[] name, Entry entry) throws StoreException {
        put(name, entry, false);
    }

    @Override
    public void putDurably(byte[] name, Entry entry) throws StoreException {
        put(name, entry, true);
    }

    private void put(byte[] name, Entry entry, boolean durably) throws StoreException {
        Path file = fileOf(name);
        int shard = name[0] & 0xff;
        Path home = shardOf(shard);
        try {
            if (!Files.isDirectory(home)) {
                PrivateFiles.subdirectory(home);
                DurableFiles.syncDirectory(directory);
            }
            locks.holding(shard, patience, () -> {
                write(home.resolve(NEW_ENTRY), entry, durably);
                if (durably) {
                    PrivateFiles.createIfAbsent(markOf(file)); // first: a crash leaves no entry without it
                }
                Files.move(home.resolve(NEW_ENTRY), file, StandardCopyOption.ATOMIC_MOVE);
                if (!durably) {
                    Files.deleteIfExists(markOf(file));
                }
                return durably || --writesUntilCount[shard] < 0 ? sweep(shard, clock.instant(), file) : 0;
            });
            if (durably) {
                DurableFiles.syncDirectory(home);
            }
        } catch (IOException e) {
            throw new StoreException("cannot write to " + home, e);
        }
        sweepNextShardIfDue();
    }

    private static void write(Path file, Entry entry, boolean durably) throws IOException {
        try (FileChannel channel = DurableFiles.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            DurableFiles.writeAll(channel, StoredEntry.encode(entry));
            if (durably) {
                channel.force(true);
            }
        }
        Files.setLastModifiedTime(file, FileTime.from(entry.expiresAt()));
    }

    @Override
    public Optional<Entry> get(byte[] name) throws StoreException {
        Path file = fileOf(name);
        try {
            return Optional.ofNullable(read(file));
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    @Override
    public boolean remove(byte[] name, byte[] expected) throws StoreException {
        return removeIf(name, Objects.requireNonNull(expected, "expected"));
    }

    @Override
    public boolean remove(byte[] name) throws StoreException {
        return removeIf(name, null);
    }

    private boolean removeIf(byte[] name, byte @Nullable [] expected) throws StoreException {
        Path file = fileOf(name);
        if (!Files.exists(file)) {
            return false;
        }
        int shard = name[0] & 0xff;
        try {
            boolean removed = locks.holding(
                    shard,
                    patience,
                    () -> (expected == null || isThere(file, expected))
                            && Files.deleteIfExists(file)
                            && forgetMark(file));
            if (!removed) {
                return false;
            }
            // Before anybody relies on it: a loss of power must not bring back what was used.
            DurableFiles.syncDirectory(shardOf(shard));
        } catch (IOException e) {
            throw new StoreException("cannot remove from " + shardOf(shard), e);
        }
        sweepNextShardIfDue();
        return true;
    }

    @Override
    public int purgeExpired(Instant now) throws StoreException {
        ensureOpen();
        int purged = 0;
        for (int shard = 0; shard < SHARDS; shard++) {
            if (Files.isDirectory(shardOf(shard))) {
                try {
                    int looked = shard;
                    purged += locks.holding(shard, patience, () -> sweep(looked, now, null));
                } catch (IOException e) {
                    throw new StoreException("cannot look through " + shardOf(shard), e);
                }
            }
        }
        return purged;
    }

    /** Lets go of the locks; the entries stay. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            locks.close();
        }
    }

    @Override
    public String toString() {
        return "file:" + directory;
    }

    private void sweepNextShardIfDue() {
        Instant now = clock.instant();
        long last = lastSweep.get();
        long millis = now.toEpochMilli();
        if ((last != Long.MIN_VALUE && Math.abs(millis - last) < MILLIS_PER_SWEEP)
                || !lastSweep.compareAndSet(last, millis)) {
            return;
        }
        int shard = nextToSweep.getAndUpdate(before -> (before + 1) % SHARDS);
        if (!Files.isDirectory(shardOf(shard))) {
            return;
        }
        try {
            locks.holding(shard, Duration.ZERO, () -> sweep(shard, now, null));
        } catch (IOException | StoreException e) {
            LOG.log(Level.DEBUG, () -> "did not look through " + shardOf(shard), e);
        }
    }

    private record Candidate(Path file, FileTime expiry) {}

    /** Under the shard's lock: drops what is over, then what is too much, but not the newest. Returns how many were over. */
    private int sweep(int shard, Instant now, @Nullable Path newest) throws IOException {
        int over = 0;
        List<Candidate> kept = new ArrayList<>();
        Set<Path> marks = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shardOf(shard))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(DURABLE)) {
                    marks.add(file);
                }
                if (!ENTRY_NAME.matcher(name).matches()) {
                    continue;
                }
                FileTime expiry = Files.getLastModifiedTime(file);
                if (!expiry.toInstant().isAfter(now) && isOver(file, now)) {
                    Files.deleteIfExists(file);
                    over++;
                } else {
                    kept.add(new Candidate(file, expiry));
                }
            }
        }
        Map<Boolean, List<Candidate>> byKind =
                kept.stream().collect(Collectors.partitioningBy(entry -> marks.remove(markOf(entry.file))));
        for (Path ofNothing : marks) {
            Files.deleteIfExists(ofNothing);
        }
        dropTooMany(
                byKind.getOrDefault(true, List.of()), Math.max(entriesPerShard / 4, FEWEST_DURABLE_PER_SHARD), newest);
        int count = dropTooMany(byKind.getOrDefault(false, List.of()), entriesPerShard, newest);
        writesUntilCount[shard] = Math.min(writesPerCount(), entriesPerShard - count);
        return over;
    }

    private int writesPerCount() {
        return Math.max(WRITES_PER_COUNT, entriesPerShard / 16);
    }

    /** Returns how many are left. */
    private static int dropTooMany(List<Candidate> entries, int most, @Nullable Path newest) throws IOException {
        if (entries.size() <= most) {
            return entries.size();
        }
        List<Candidate> mayGo = new ArrayList<>(entries);
        mayGo.removeIf(entry -> entry.file.equals(newest));
        mayGo.sort(Comparator.comparing(Candidate::expiry));
        // A little more than needed, so that a full shard is not counted at every write.
        int evicted = Math.min(mayGo.size(), entries.size() - most + most / 16);
        for (Candidate entry : mayGo.subList(0, evicted)) {
            Files.deleteIfExists(entry.file);
            forgetMark(entry.file);
        }
        return entries.size() - evicted;
    }

    /** The time of modification is a hint, which copying a store loses; the entry itself knows. */
    private static boolean isOver(Path file, Instant now) throws IOException {
        Entry entry = read(file);
        if (entry == null || entry.isExpired(now)) {
            return true;
        }
        Files.setLastModifiedTime(file, FileTime.from(entry.expiresAt()));
        return false;
    }

    private static Path markOf(Path file) {
        return file.resolveSibling(file.getFileName() + DURABLE);
    }

    private static boolean forgetMark(Path file) throws IOException {
        Files.deleteIfExists(markOf(file));
        return true;
    }

    private static boolean isThere(Path file, byte[] expected) throws IOException {
        Entry entry = read(file);
        return entry != null && entry.holds(expected);
    }

    private static @Nullable Entry read(Path file) throws IOException {
        try (var in = Files.newInputStream(file, StandardOpenOption.READ)) {
            return StoredEntry.decode(in.readNBytes(StoredEntry.LONGEST + 1));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    private Path fileOf(byte[] name) throws StoreException {
        ensureOpen();
        if (name.length < 1 || name.length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a name of " + name.length + " bytes, 1 to " + LONGEST_NAME + " are allowed");
        }
        return shardOf(name[0] & 0xff).resolve(HexFormat.of().formatHex(name));
    }

    private Path shardOf(int shard) {
        return directory.resolve(HexFormat.of().toHexDigits((byte) shard));
    }

    private void ensureOpen() throws StoreException {
        if (closed.get()) {
            throw new StoreException("the store " + directory + " is closed");
        }
    }
}
