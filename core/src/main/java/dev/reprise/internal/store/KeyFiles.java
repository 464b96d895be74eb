package dev.reprise.internal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/** What is to be known of ticket key files without reading one. */
public final class KeyFiles {
    /**
     * How long a new key is there before it seals. Two minutes: what a kubelet may take until a changed Secret is in its pods
     * (its period of a minute, and as much for its cache), and more than copying a file to all nodes does.
     */
    public static final Duration DEFAULT_ANNOUNCEMENT = Duration.ofMinutes(2);

    private KeyFiles() {}

    /** Writes a new key file, mode 0600, never over an existing one. */
    public static void writeNew(Path file, SecureRandom random) throws IOException {
        KeyMaterial.writeNew(file, random);
    }
}
