package dev.reprise.cli;

import dev.reprise.FleetSecret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which secret seals what a SPEC keeps outside of the process. */
final class FleetSecrets {
    private static final Pattern OF_ONE_MACHINE = Pattern.compile("memory|none|ephemeral|derive|(file|dir|derive):.*");
    private static final String FILE = "file:";

    private FleetSecrets() {}

    /** The one in this file, if one is named. */
    static Optional<FleetSecret> named(@Nullable Path file) {
        try {
            return file == null ? Optional.empty() : Optional.of(FleetSecret.read(file));
        } catch (IOException e) {
            throw Failure.wrongUsage("--secret", e);
        }
    }

    /** The named one; of a store of files that was given none the one beside it, made if it is not there. */
    static Optional<FleetSecret> of(String store, @Nullable Path file) {
        if (file != null || !store.startsWith(FILE)) {
            return named(file);
        }
        try {
            // Beside the directory, not in it: a copy of the one does not open the other.
            Path directory = Path.of(store.substring(FILE.length()));
            return Optional.of(FleetSecret.readOrMake(directory.resolveSibling(directory.getFileName() + ".secret")));
        } catch (IOException e) {
            throw Failure.wrongUsage("--secret", e);
        }
    }

    /** Whether the nodes of a fleet reach what the SPEC names over a network, or as whoever brings it will have it. */
    static boolean isShared(String spec) {
        return !OF_ONE_MACHINE.matcher(spec).matches();
    }
}
