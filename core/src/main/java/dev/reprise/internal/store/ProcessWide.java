package dev.reprise.internal.store;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all contexts of this process share that were given nothing of their own: one keyring, one secret, one memory store for
 * servers and one for clients. So
 * a framework that makes a new context to reload a certificate goes on resuming; the policy fingerprint keeps contexts
 * of different policies apart.
 *
 * <p>Made when first asked for, by the clock and the randomness of who asks: they are the system's, or the context has sources of
 * its own. It lives as long as the process.
 */
public final class ProcessWide {
    private static final ReentrantLock MAKING = new ReentrantLock();
    private static @Nullable EphemeralKeys keys;
    private static @Nullable MasterKeys secret;
    private static @Nullable MemorySessionStore sessions;

    private static @Nullable MemoryClientSessions clientSessions;

    private ProcessWide() {}

    /** The keys, turning by this schedule. */
    public static EphemeralKeys keys(KeySchedule schedule, SecureRandom random) {
        MAKING.lock();
        try {
            if (keys == null) {
                keys = new EphemeralKeys(schedule, random);
            }
            return keys.withSchedule(schedule);
        } finally {
            MAKING.unlock();
        }
    }

    /** What seals in {@link #sessions}. */
    public static MasterKeys secret(SecureRandom random) {
        MAKING.lock();
        try {
            if (secret == null) {
                secret = MasterKeys.ephemeral(random);
            }
            return secret;
        } finally {
            MAKING.unlock();
        }
    }

    /** The store. Nobody closes it. */
    public static SessionStore sessions(InstantSource clock) {
        MAKING.lock();
        try {
            if (sessions == null) {
                sessions = new MemorySessionStore(clock);
            }
            return sessions;
        } finally {
            MAKING.unlock();
        }
    }

    /** What clients were given. Nobody closes it. */
    public static ClientSessions clientSessions() {
        MAKING.lock();
        try {
            if (clientSessions == null) {
                clientSessions = new MemoryClientSessions();
            }
            return clientSessions;
        } finally {
            MAKING.unlock();
        }
    }
}
