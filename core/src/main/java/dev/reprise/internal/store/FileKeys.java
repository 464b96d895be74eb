package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One ticket key in one file. Other content in the file's place is the next key: it opens at once and seals after its announcement,
 * while this process keeps the one before as long as what it sealed may live. A process that starts later does not have it:
 * where that matters, a directory is the better source.
 *
 * <p>{@link #rotate} with {@code revoke} writes a mark into a file beside this one, {@code NAME.revoked}: a process that finds another mark there
 * than before lets go of all keys but the file's.
 */
public final class FileKeys extends WatchedKeys {
    private static final String REVOKED = ".revoked";
    private static final int MARK_LENGTH = 16;
    private static final int LONGEST_MARK = 1024;

    private final SecureRandom random;
    private List<String> before = List.of();
    private String mark = "";

    /**
     * Reads the file.
     *
     * @param schedule of which only the lifetime counts: when another key seals is for whoever writes the file to say
     * @param announcement how long a key is there before it seals; two minutes unless said otherwise
     * @param random for the key that {@link #rotate} writes
     * @throws java.io.UncheckedIOException if the file holds no key that can be used
     */
    public FileKeys(Path file, KeySchedule schedule, Duration announcement, SecureRandom random, Instant now) {
        super(file, schedule, announcement);
        this.random = Objects.requireNonNull(random, "random");
        lookFirst(now);
    }

    /** With an announcement of two minutes. */
    public FileKeys(Path file, KeySchedule schedule, SecureRandom random, Instant now) {
        this(file, schedule, KeyFiles.DEFAULT_ANNOUNCEMENT, random, now);
    }

    /** The keys that were there before and are not over, and the one that is there now: in the order they came. */
    @Override
    List<Seen> read() throws IOException {
        String found = readMark();
        KeyMaterial now = KeyMaterial.read(path());
        List<Seen> seen = new ArrayList<>();
        // Under the names of the keys, since all have had the file's.
        if (found.equals(mark)) {
            for (String former : before) {
                if (holds(former) && !former.equals(now.hexName())) {
                    seen.add(new Seen(former, null, null));
                }
            }
        }
        seen.add(new Seen(now.hexName(), now, null));
        before = seen.stream().map(Seen::fileName).toList();
        mark = found;
        return seen;
    }

    /**
     * Puts a new key in the file's place.
     *
     * @param revoke marks all keys before it as revoked, for every process that has them
     */
    @Override
    public void rotate(Instant now, boolean revoke) throws IOException {
        byte[] fresh = KeyMaterial.generate(random);
        try {
            DurableFiles.replace(path(), fresh);
        } finally {
            Arrays.fill(fresh, (byte) 0);
        }
        if (revoke) {
            // After the key: whoever sees the mark sees a key to go on with.
            byte[] fresher = new byte[MARK_LENGTH];
            random.nextBytes(fresher);
            DurableFiles.replace(markFile(), HexFormat.of().formatHex(fresher).getBytes(StandardCharsets.US_ASCII));
        }
        lookAgain();
    }

    private Path markFile() {
        return path().resolveSibling(path().getFileName() + REVOKED);
    }

    private String readMark() throws IOException {
        try {
            return new String(PrivateFiles.read(markFile(), LONGEST_MARK), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Override
    public String describe() {
        return "file:" + path();
    }
}
