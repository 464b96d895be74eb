package dev.reprise.internal.store;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionFormatException;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client's sessions for one server in one file, which outlives the process and may be used by several at once.
 *
 * <p>The file (0600) is replaced as a whole, under a lock on the empty {@code .NAME.lock} beside it. A lease takes a session out of the
 * file before it is used, so exactly one process has it; one of TLS 1.2, which may serve many, stays. What cannot be used is passed over, and replaced by the next session
 * that is added: a file that is damaged, cut short, from a later version or of another server. {@link #absence} says which it was.
 *
 * <p>A file that others may write is not used, since who writes it chooses the secret that the server is believed by. Keep it in a
 * directory in which nobody else can put a file.
 */
public final class SessionFile implements ClientSessions {
    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private static final int ATTEMPTS_TO_LOCK = 600; // 3 seconds
    private static final Comparator<TlsSession> NEWEST_FIRST =
            Comparator.comparing(TlsSession::issuedAt).reversed();

    private final Path file;
    private final Path lockFile;
    private final ReentrantLock lock = new ReentrantLock();
    private final InvalidatedOrigins removed = new InvalidatedOrigins();
    private Reason absence = Reason.NO_SESSION_OFFERED;
    private boolean closed;

    /**
     * The file need not be there yet; the directory must.
     *
     * @throws IOException if it could not be written: its directory is not there, or it is itself a directory
     */
    public SessionFile(Path file) throws IOException {
        Path absolute = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || Files.isDirectory(absolute)) {
            throw new FileSystemException(file.toString(), null, "is a directory; a file is needed");
        }
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "no such directory");
        }
        this.file = absolute;
        this.lockFile = directory.resolve("." + absolute.getFileName() + ".lock");
    }

    @Override
    public void add(Server server, TlsSession session) {
        put(server, session, true);
    }

    /** Not where the file belongs to another server meanwhile. */
    @Override
    public void giveBack(Server server, TlsSession session) {
        put(server, session, false);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return lease(server, now, any -> true);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        lock.lock();
        try {
            if (closed || !Files.exists(file)) {
                absence = Reason.NO_SESSION_OFFERED;
                return Optional.empty();
            }
            List<TlsSession> taken = new ArrayList<>();
            FileLockOnDisk.holding(lockFile, ATTEMPTS_TO_LOCK, () -> takeNewest(server, now, suits, taken));
            return taken.stream().findFirst();
        } catch (IOException e) {
            LOG.log(WARNING, () -> file + " was not used: no session could be taken from it" + ": " + e);
            absence = Reason.STORE_UNAVAILABLE;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available(Server server, Instant now) {
        lock.lock();
        try {
            StoredSessions stored = closed ? null : read();
            if (stored == null || !stored.server().equals(server)) {
                return 0;
            }
            return live(stored.sessions(), now).size();
        } catch (IOException e) {
            LOG.log(WARNING, () -> file + " could not be read" + ": " + e);
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Why the last lease gave nothing: {@link Reason#UNREADABLE}, {@link Reason#EXPIRED}, {@link Reason#SERVER_NAME_MISMATCH} (the
     * file belongs to another host or port), {@link Reason#CONTEXT_MISMATCH} (to another policy of this client),
     * {@link Reason#STORE_UNAVAILABLE}, or {@link Reason#NO_SESSION_OFFERED}: there is no file, or no session is left in it.
     */
    @Override
    public Reason absence(Server server, Instant now) {
        lock.lock();
        try {
            return absence;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(Server server, TlsSession session) {
        change(stored -> stored.server().equals(server) && stored.sessions().contains(session)
                ? stored.with(
                        server,
                        stored.sessions().stream()
                                .filter(each -> !each.equals(session))
                                .toList())
                : stored);
    }

    /** The file remembers the last {@value StoredSessions#MAX_INVALIDATED} origins for whoever uses it; one that is not there yet remembers nothing. */
    @Override
    public void removeOrigin(byte[] originId) {
        removed.add(originId);
        change(stored -> stored.without(originId));
    }

    private void change(UnaryOperator<StoredSessions> change) {
        lock.lock();
        try {
            FileLockOnDisk.holding(lockFile, ATTEMPTS_TO_LOCK, () -> {
                StoredSessions stored = read();
                StoredSessions changed = stored == null ? null : change.apply(stored);
                if (changed != null && !changed.equals(stored)) {
                    write(changed);
                }
            });
        } catch (IOException e) {
            LOG.log(WARNING, () -> "sessions that are good no longer may be left in " + file + ": " + e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a file of sessions holds, for people; nothing is taken from it.
     *
     * @throws IOException if it cannot be read
     * @throws SessionFormatException if it is not a file of sessions, or damaged
     */
    public static Description describe(Path file) throws IOException {
        try {
            StoredSessions stored = StoredSessions.decode(PrivateFiles.read(file, StoredSessions.MAX_LENGTH));
            return new Description(
                    stored.server().host(), stored.server().port(), stored.sessions(), stored.unreadable());
        } catch (DecodeFault | PrivateFiles.FileTooLargeException e) {
            throw new SessionFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What a file of sessions holds.
     *
     * @param host the server's name or address
     * @param port the server's port
     * @param sessions the newest first; none of their values is secret
     * @param unreadable how many more there are which this version cannot read
     */
    public record Description(String host, int port, List<TlsSession> sessions, int unreadable) {
        public Description {
            sessions = List.copyOf(sessions);
        }
    }

    private void put(Server server, TlsSession session, boolean replaceOthers) {
        SessionState state = SessionBridge.state(session);
        if (state.expiresAt() <= state.issuedAt() || !SessionCodec.fits(state)) {
            return;
        }
        lock.lock();
        try {
            if (!closed) {
                FileLockOnDisk.holding(lockFile, ATTEMPTS_TO_LOCK, () -> merge(server, session, replaceOthers));
            }
        } catch (IOException e) {
            LOG.log(WARNING, () -> "a session for " + server + " was not written to " + file + ": " + e);
        } finally {
            lock.unlock();
        }
    }

    private void merge(Server server, TlsSession session, boolean replaceOthers) throws IOException {
        StoredSessions stored = read();
        SessionState state = SessionBridge.state(session);
        if (removed.contains(state.originId()) || (stored != null && stored.isInvalidated(state))) {
            return;
        }
        List<TlsSession> sessions = new ArrayList<>();
        if (stored != null && stored.server().equals(server)) {
            sessions.addAll(live(stored.sessions(), session.issuedAt()));
        } else if (stored != null && !replaceOthers) {
            return;
        }
        if (!sessions.contains(session)) {
            sessions.add(0, session);
            sessions.sort(NEWEST_FIRST);
        }
        List<TlsSession> newest = sessions.subList(0, Math.min(sessions.size(), StoredSessions.MAX_SESSIONS));
        write(stored == null ? new StoredSessions(server, newest) : stored.with(server, newest));
    }

    private void takeNewest(Server server, Instant now, Predicate<? super TlsSession> suits, List<TlsSession> taken)
            throws IOException {
        StoredSessions stored = read();
        if (stored == null || !stored.server().equals(server)) {
            absence = stored == null ? whyUnusable() : whoseElse(stored, server);
            return;
        }
        List<TlsSession> live = live(stored.sessions(), now);
        if (live.isEmpty()) {
            absence = whyNoneIsLeft(stored);
            return;
        }
        absence = Reason.NO_SESSION_OFFERED;
        TlsSession newest = live.stream().filter(suits).findFirst().orElse(null);
        if (newest == null) {
            return;
        }
        if (!SessionBridge.state(newest).isLent()) {
            write(stored.with(
                    server,
                    live.stream().filter(session -> !session.equals(newest)).toList()));
        }
        taken.add(newest);
    }

    private Reason whyUnusable() throws IOException {
        return Files.exists(file) && Files.size(file) > 0 ? Reason.UNREADABLE : Reason.NO_SESSION_OFFERED;
    }

    private Reason whoseElse(StoredSessions stored, Server server) {
        Server holds = stored.server();
        if (stored.sessions().isEmpty()) {
            return Reason.NO_SESSION_OFFERED;
        }
        LOG.log(INFO, () -> file + " holds sessions for " + holds + ", not for " + server);
        boolean same = holds.host().equals(server.host()) && holds.port() == server.port();
        return same ? Reason.CONTEXT_MISMATCH : Reason.SERVER_NAME_MISMATCH;
    }

    private static Reason whyNoneIsLeft(StoredSessions stored) {
        if (!stored.sessions().isEmpty()) {
            return Reason.EXPIRED;
        }
        return stored.unreadable() > 0 ? Reason.UNREADABLE : Reason.NO_SESSION_OFFERED;
    }

    /** {@code null} if there is no file, or none that can be used. */
    private @Nullable StoredSessions read() throws IOException {
        try {
            if (PrivateFiles.othersMayWrite(file)) {
                LOG.log(WARNING, () -> file + " was not used: others may write it (chmod 600)");
                return null;
            }
            if (PrivateFiles.othersMayRead(file)) {
                LOG.log(WARNING, () -> file + " holds secrets, and others may read it (chmod 600)");
            }
            byte[] content = PrivateFiles.read(file, StoredSessions.MAX_LENGTH);
            return content.length == 0 ? null : StoredSessions.decode(content);
        } catch (NoSuchFileException e) {
            return null;
        } catch (DecodeFault | PrivateFiles.FileTooLargeException e) {
            LOG.log(WARNING, () -> file + " was not used, and will be replaced: " + e.getMessage());
            return null;
        }
    }

    private void write(StoredSessions stored) throws IOException {
        PrivateFiles.replaceAlone(file, stored.encode());
    }

    private static List<TlsSession> live(List<TlsSession> sessions, Instant now) {
        return sessions.stream()
                .filter(session -> session.expiresAt().isAfter(now))
                .sorted(NEWEST_FIRST)
                .toList();
    }
}
