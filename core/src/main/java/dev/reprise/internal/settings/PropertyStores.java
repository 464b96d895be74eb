package dev.reprise.internal.settings;

import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.store.DirectoryClientSessions;
import dev.reprise.internal.store.SecretFile;
import dev.reprise.internal.store.SessionFile;
import dev.reprise.internal.store.StoreSpec;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What system properties name is opened once a process, however many contexts are made, and lives as long as the
 * process: nobody else could close it.
 */
final class PropertyStores {
    private static final String FILE = "file:";
    private static final String DIRECTORY = "dir:";
    private static final Map<String, SessionStore> STORES = new ConcurrentHashMap<>();
    private static final Map<String, ClientSessions> CLIENT_SESSIONS = new ConcurrentHashMap<>();

    private PropertyStores() {}

    /** The store of that SPEC; null for the memory that all contexts share anyway. */
    static @Nullable SessionStore store(String spec) {
        return spec.equals("memory") ? null : STORES.computeIfAbsent(spec, PropertyStores::open);
    }

    private static SessionStore open(String spec) {
        try {
            return StoreSpec.open(spec, InstantSource.system());
        } catch (StoreException e) {
            throw new IllegalArgumentException("the store cannot be opened: " + e.getMessage(), e);
        }
    }

    static MasterKeys secret(String file) {
        try {
            return SecretFile.read(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * The secret of a store of files that was given none: beside it, made if it is not there. Null for any other store.
     */
    static @Nullable MasterKeys secretBeside(String spec) {
        if (!spec.startsWith(FILE)) {
            return null;
        }
        try {
            return SecretFile.readOrMake(Path.of(spec.substring(FILE.length()) + ".secret"), new SecureRandom());
        } catch (IOException e) {
            throw new IllegalArgumentException("no secret for the store " + spec + ": " + e.getMessage(), e);
        }
    }

    /** Where a client's sessions are kept; null for the memory that all contexts share anyway. */
    static @Nullable ClientSessions clientSessions(String spec) {
        if (spec.equals("memory")) {
            return null;
        }
        if (!spec.startsWith(DIRECTORY) && !spec.startsWith(FILE)) {
            throw new IllegalArgumentException("expected memory, dir:PATH or file:PATH");
        }
        return CLIENT_SESSIONS.computeIfAbsent(spec, PropertyStores::openClientSessions);
    }

    private static ClientSessions openClientSessions(String spec) {
        try {
            return spec.startsWith(DIRECTORY)
                    ? new DirectoryClientSessions(Path.of(spec.substring(DIRECTORY.length())))
                    : new SessionFile(Path.of(spec.substring(FILE.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
