package dev.reprise;

import dev.reprise.internal.store.BoundedStore;
import dev.reprise.internal.store.DeferringClientSessions;
import dev.reprise.internal.store.DirectoryClientSessions;
import dev.reprise.internal.store.FileSessionStore;
import dev.reprise.internal.store.MemoryClientSessions;
import dev.reprise.internal.store.MemoryKeyRegister;
import dev.reprise.internal.store.MemorySessionStore;
import dev.reprise.internal.store.NoSessionStore;
import dev.reprise.internal.store.SessionFile;
import dev.reprise.internal.store.StoreSpec;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

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

    /**
     * The same store, of which no call waits long behind others: at most so many threads ask it at once, and while it is known to be gone one call a second
     * finds out whether it is back and all others fail at once. Contexts put this around any store that may block, with 32 threads and 100 ms; made
     * here, several contexts share it.
     *
     * @param atOnce the most threads in the store, 1 or more
     * @param patience how long a thread waits for its turn, 0 or more; how long a call takes is the store's to bound
     */
    public static SessionStore bounded(SessionStore store, int atOnce, Duration patience) {
        return new BoundedStore(store, atOnce, patience, InstantSource.system());
    }

    /** A register of ticket keys in the memory of this process: for contexts that share them, and for tests of a fleet. */
    public static KeyRegister registerInMemory() {
        return new MemoryKeyRegister();
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

    /** A client's sessions in the memory of this process: at most 10,000 and 64 MiB, 32 for one server, the oldest going first. */
    public static ClientSessions clientMemory() {
        return new MemoryClientSessions();
    }

    /**
     * A client's sessions in a directory, for all processes of this machine that name it: they outlive the process.
     *
     * @param directory made (0700) if it is not there
     * @throws UncheckedIOException if it cannot be made, is no directory, or if others may write into it
     */
    public static ClientSessions clientDirectory(Path directory) {
        return opening(() -> new DirectoryClientSessions(directory));
    }

    /**
     * A client's sessions for one server in one file (0600), which may be used by several processes at once. What is damaged, or of
     * another server, is passed over and replaced.
     *
     * @param file need not be there yet; its directory must
     * @throws UncheckedIOException if its directory is not there, or it is itself a directory
     */
    public static ClientSessions clientFile(Path file) {
        return opening(() -> new SessionFile(file));
    }

    /**
     * The same sessions, written by others: what may be kept, given back or dropped after a handshake is handed to the executor, so that the thread
     * that moves a connection's bytes, an event loop for example, waits for no disk. What was handed over last may be missing when the next
     * connection begins, and is lost, with a line in the log, if the executor takes no more. Closing it closes the sessions; the executor remains
     * its owner's.
     *
     * @param sessions those of {@link #clientDirectory} or {@link #clientFile}, or another place that may block
     */
    public static ClientSessions clientDeferring(ClientSessions sessions, Executor executor) {
        return new DeferringClientSessions(sessions, executor);
    }

    /**
     * What a file of {@link #clientFile} holds, for people. Nothing is taken from it.
     *
     * @throws IOException if it cannot be read
     * @throws dev.reprise.session.SessionFormatException if it is not such a file, or damaged
     */
    public static ClientFile describeClientFile(Path file) throws IOException {
        SessionFile.Description found = SessionFile.describe(file);
        return new ClientFile(found.host(), found.port(), found.sessions(), found.unreadable());
    }

    /**
     * What a file of a client's sessions holds.
     *
     * @param host the server's name or address
     * @param port the server's port
     * @param sessions the newest first
     * @param unreadable how many more there are which this version cannot read
     */
    public record ClientFile(String host, int port, List<TlsSession> sessions, int unreadable) {
        public ClientFile {
            sessions = List.copyOf(sessions);
        }
    }

    @FunctionalInterface
    private interface Opening {
        ClientSessions open() throws IOException;
    }

    private static ClientSessions opening(Opening opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
