package dev.reprise.internal.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionCodec;
import dev.reprise.internal.session.SessionState;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's sessions in a directory, one file each, for any number of processes at once.
 *
 * <pre>
 * DIRECTORY/                                0700, checked when opened
 *   .swept                                  when it was last put in order
 *   ORIGIN.removed                          empty, 0600; hash of an origin that was invalidated, for a week
 *   SERVER/                                 hash of host, port and partition
 *     ISSUED-EXPIRES-ORIGIN-ID.session      0600; two times, two hashes; everything but the session itself is told from the name
 *     ISSUED-...tmp                         not whole yet
 * </pre>
 *
 * <p><b>Exactly one taker:</b> a lease reads a file and then deletes it, and of all processes that try, the file system lets one
 * delete it; one of TLS 1.2, which may serve many, is read and left. A session given back has the name that it had. No lock is held, so no process that stops or dies is in another's way.
 *
 * <p>What cannot be read is deleted, with a line in the log. The oldest go where a server has more than
 * {@value MemoryClientSessions#MAX_FOR_ONE_SERVER}; about once a minute in which it is used, the whole is put in order: what
 * expired, what is left of writers that died, and the oldest of what is too many.
 */
public final class DirectoryClientSessions implements ClientSessions {
    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private static final int MAX_FILE_LENGTH = SessionCodec.MAX_LENGTH + 0x20000;
    private static final int HASH_LENGTH = 12;
    private static final int ADDS_BETWEEN_SWEEPS = 128;
    private static final int ATTEMPTS_TO_WRITE = 8;

    private final Path directory;
    private final DirectorySweep sweep;
    private final Absences absences = new Absences();
    private final AtomicInteger addsSinceSweep = new AtomicInteger();
    private volatile boolean closed;

    /**
     * Opens the directory, and makes it if it is not there.
     *
     * @throws IOException if it cannot be made or used, or others can write into it
     */
    public DirectoryClientSessions(Path directory) throws IOException {
        this(directory, MemoryClientSessions.DEFAULT_MAX_SESSIONS, MemoryClientSessions.DEFAULT_MAX_BYTES);
    }

    /**
     * The same with other bounds on all sessions together.
     *
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public DirectoryClientSessions(Path directory, int maxSessions, long maxBytes) throws IOException {
        if (maxSessions < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("room for " + maxSessions + " sessions of " + maxBytes + " bytes");
        }
        this.directory = PrivateFiles.directory(directory);
        this.sweep = new DirectorySweep(this.directory, maxSessions, maxBytes);
    }

    @Override
    public void add(Server server, TlsSession session) {
        SessionState state = SessionBridge.state(session);
        if (closed || state.expiresAt() <= state.issuedAt() || !SessionCodec.fits(state)) {
            return;
        }
        try {
            Path removed = directory.resolve(removedMark(state.originId()));
            if (Files.exists(removed)) {
                return;
            }
            write(server, session, state);
            if (Files.exists(removed)) {
                remove(server, session); // whoever removed the origin just now may have looked before
                return;
            }
            dropOldest(server);
            boolean many = addsSinceSweep.incrementAndGet() >= ADDS_BETWEEN_SWEEPS;
            if (sweep.runIfDue(state.issuedAt(), many)) {
                addsSinceSweep.set(0);
            }
        } catch (IOException e) {
            LOG.log(WARNING, () -> "a session for " + server + " was not kept in " + directory + ": " + e);
        }
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return lease(server, now, any -> true);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        if (closed) {
            return Optional.empty();
        }
        try {
            Reason absence = Reason.NO_SESSION_OFFERED;
            for (SessionFileName name : newestFirst(server)) {
                Path file = folder(server).resolve(name.toString());
                if (name.expiresAt() <= now.toEpochMilli()) {
                    Files.deleteIfExists(file);
                    absence = Reason.EXPIRED;
                    continue;
                }
                TlsSession session = read(server, file);
                if (session != null && !suits.test(session)) {
                    continue;
                }
                if (session != null && SessionBridge.state(session).isLent()) {
                    return Optional.of(session);
                }
                // Whoever deletes the file has the session; the others go on to the next one.
                boolean ours = Files.deleteIfExists(file);
                if (ours && session != null) {
                    return Optional.of(session);
                }
                absence = ours ? Reason.UNREADABLE : absence;
            }
            absences.note(server, absence);
        } catch (IOException e) {
            LOG.log(WARNING, () -> "no session for " + server + " could be taken from " + directory + ": " + e);
            absences.note(server, Reason.STORE_UNAVAILABLE);
        } finally {
            sweep.runIfDue(now.toEpochMilli(), false); // afterwards: it would take away what tells why
        }
        return Optional.empty();
    }

    /**
     * Why the last lease of this process gave nothing: {@link Reason#EXPIRED}, {@link Reason#UNREADABLE},
     * {@link Reason#STORE_UNAVAILABLE}, or {@link Reason#NO_SESSION_OFFERED}.
     */
    @Override
    public Reason absence(Server server, Instant now) {
        return absences.of(server);
    }

    @Override
    public void giveBack(Server server, TlsSession session) {
        add(server, session);
    }

    @Override
    public void remove(Server server, TlsSession session) {
        try {
            Files.deleteIfExists(
                    folder(server).resolve(nameOf(SessionBridge.state(session)).toString()));
        } catch (IOException e) {
            LOG.log(WARNING, () -> "a session for " + server + " may be left in " + directory + ": " + e);
        }
    }

    @Override
    public int available(Server server, Instant now) {
        if (closed) {
            return 0;
        }
        try {
            long live = newestFirst(server).stream()
                    .filter(name -> name.expiresAt() > now.toEpochMilli())
                    .count();
            return Math.toIntExact(live);
        } catch (IOException e) {
            LOG.log(
                    WARNING,
                    () -> "the sessions for " + server + " in " + directory + " could not be counted" + ": " + e);
            return 0;
        }
    }

    @Override
    public void removeOrigin(byte[] originId) {
        String origin = hash(originId);
        try {
            // First: what is added from now on is not kept, and what was is found.
            PrivateFiles.createIfAbsent(directory.resolve(removedMark(originId)));
            for (Path folder : list(directory)) {
                for (Path file : list(folder)) {
                    SessionFileName name = SessionFileName.of(file);
                    if (name != null && name.origin().equals(origin)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(WARNING, () -> "invalidated sessions may be left in " + directory + ": " + e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void write(Server server, TlsSession session, SessionState state) throws IOException {
        Path folder = folder(server);
        SessionFileName name = nameOf(state);
        byte[] content = new StoredSessions(server, List.of(session)).encode();
        for (int attempt = 1; ; attempt++) {
            try {
                PrivateFiles.subdirectory(folder);
                PrivateFiles.replace(
                        folder.resolve(name.toString()), content, SessionFileName.temporaryPrefix(state.issuedAt()));
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Another process found the folder empty and removed it: before the file was written, or just when it
                // was seen to be there.
                if (attempt == ATTEMPTS_TO_WRITE) {
                    throw e;
                }
            }
        }
    }

    private static SessionFileName nameOf(SessionState state) {
        return new SessionFileName(
                state.issuedAt(), state.expiresAt(), hash(state.originId()), hash(state.sessionId(), state.ticket()));
    }

    private void dropOldest(Server server) throws IOException {
        List<SessionFileName> names = newestFirst(server);
        for (int i = MemoryClientSessions.MAX_FOR_ONE_SERVER; i < names.size(); i++) {
            Files.deleteIfExists(folder(server).resolve(names.get(i).toString()));
        }
    }

    /** {@code null} if it is gone, damaged, or not this server's. */
    private static @Nullable TlsSession read(Server server, Path file) throws IOException {
        try {
            StoredSessions stored = StoredSessions.decode(PrivateFiles.read(file, MAX_FILE_LENGTH));
            if (!stored.server().equals(server)) {
                LOG.log(WARNING, () -> file + " belongs to " + stored.server() + ": removed");
                return null;
            }
            return stored.sessions().stream().findFirst().orElse(null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (DecodeFault | PrivateFiles.FileTooLargeException e) {
            LOG.log(WARNING, () -> file + " is damaged: removed (" + e.getMessage() + ")");
            return null;
        }
    }

    private List<SessionFileName> newestFirst(Server server) throws IOException {
        List<SessionFileName> names = new ArrayList<>();
        for (Path file : list(folder(server))) {
            SessionFileName name = SessionFileName.of(file);
            if (name != null) {
                names.add(name);
            }
        }
        names.sort(Collections.reverseOrder());
        return names;
    }

    private Path folder(Server server) {
        byte[] host = server.host().getBytes(StandardCharsets.UTF_8);
        byte[] port = {0, (byte) (server.port() >>> 8), (byte) server.port()};
        return directory.resolve(hash(host, port, server.partition()));
    }

    private static String removedMark(byte[] originId) {
        return hash(originId) + DirectorySweep.REMOVED;
    }

    private static String hash(byte[]... parts) {
        return HexFormat.of().formatHex(HashAlgorithm.SHA256.digest(parts), 0, HASH_LENGTH);
    }

    /** What is in a directory; nothing, if it is gone or none. */
    static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.log(DEBUG, () -> folder + " is no directory");
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
