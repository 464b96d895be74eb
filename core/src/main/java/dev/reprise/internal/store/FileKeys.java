package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One ticket key in one file. Other content in the file's place is the next key: it opens at once and seals after its announcement,
 * while this process keeps the one before as long as what it sealed may live. A process that starts later does not have it:
 * where that matters, a directory is the better source.
 *
 * <p>{@link #rotate} with {@code revoke} names the keys it takes back in a file beside this one, {@code NAME.revoked}, one a line, so that
 * processes that kept them let go of them.
 */
public final class FileKeys extends WatchedKeys {
    private static final String REVOKED = ".revoked";
    private static final int LONGEST_REVOKED = 1 << 16;

    private final SecureRandom random;
    private List<Seen> before = List.of();

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
        Set<String> revoked = revoked();
        KeyMaterial now = KeyMaterial.read(path());
        List<Seen> seen = new ArrayList<>();
        for (Seen former : before) {
            KeyMaterial material = Objects.requireNonNull(former.material());
            if (!material.key().isDestroyed()
                    && !material.hexName().equals(now.hexName())
                    && !revoked.contains(material.hexName())) {
                seen.add(former);
            }
        }
        // Under the name of its key, since all have had the file's.
        seen.add(new Seen(now.hexName(), now, null));
        before = List.copyOf(seen);
        return seen;
    }

    /** Puts a new key in the file's place. */
    @Override
    public void rotate(Instant now, boolean revoke) throws IOException {
        if (revoke) {
            Set<String> revoked = revoked();
            at(now).all().forEach(key -> revoked.add(key.hexName()));
            DurableFiles.replace(revokedFile(), String.join("\n", revoked).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] fresh = KeyMaterial.generate(random);
        try {
            DurableFiles.replace(path(), fresh);
        } finally {
            Arrays.fill(fresh, (byte) 0);
        }
        lookAgain();
    }

    @Override
    public String describe() {
        return "file:" + path();
    }

    private Path revokedFile() {
        return path().resolveSibling(path().getFileName() + REVOKED);
    }

    private Set<String> revoked() throws IOException {
        if (!Files.exists(revokedFile())) {
            return new TreeSet<>();
        }
        try {
            String names = new String(PrivateFiles.read(revokedFile(), LONGEST_REVOKED), StandardCharsets.US_ASCII);
            return names.lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        }
    }
}
