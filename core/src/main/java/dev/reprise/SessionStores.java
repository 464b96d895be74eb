package dev.reprise;

import dev.reprise.internal.store.FileSessionStore;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.internal.store.NoSessionStore;
import dev.reprise.internal.store.StoreSpec;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;

/** The session stores that need nothing but the JDK. Whoever makes one closes it. */
public final class SessionStores {
    private SessionStores() {}

    /** A server's sessions in the memory of this process: at most 100,000 and 64 MiB, the oldest going first. */
    public static SessionStore memory() {
        return new MemorySessionStore(InstantSource.system());
    }

    /**
     * A server's sessions in the memory of this process, the oldest going first.
     *
     * @param maxEntries the most sessions, 1 or more
     * @param maxBytes about the most memory they take, 1 or more
     */
    public static SessionStore memory(long maxEntries, long maxBytes) {
        return new MemorySessionStore(maxEntries, maxBytes, InstantSource.system());
    }

    /**
     * A server's sessions in a directory, for all processes of this machine that name it: they outlive restarts. At most about
     * 100,000, those that expire first going first. Needs a {@link FleetSecret} that outlives the process too; with
     * {@link FleetSecret#readOrMake} beside the directory, not in it, so that a copy of the one does not open the other.
     *
     * @param directory made (0700) if it is not there; on a local file system, with nothing else in it
     * @throws IllegalArgumentException if there is something else at that path
     * @throws java.io.UncheckedIOException if it cannot be made or written to
     */
    public static SessionStore file(Path directory) {
        return new FileSessionStore(directory, InstantSource.system());
    }

    /** No store: whatever is put into it is gone. Clients then can only resume by tickets. */
    public static SessionStore none() {
        return NoSessionStore.INSTANCE;
    }

    /**
     * The store that a SPEC names: {@code memory}, {@code none}, {@code file:PATH}, or what a {@link dev.reprise.session.StoreProvider}
     * on the class path or module path answers to, such as {@code redis://HOST:PORT}.
     *
     * @throws IllegalArgumentException if there is no such store; the message names those that there are
     * @throws StoreException if it cannot be opened
     */
    public static SessionStore of(String spec) throws StoreException {
        return StoreSpec.open(spec, InstantSource.system());
    }
}
