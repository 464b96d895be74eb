package dev.reprise.internal.jsse;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.internal.resumption.KeySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one side of a context, as JSSE lists them: those of the last connections, one for each
 * authentication. A list to look at and to invalidate by; what is resumed comes from the stores and tickets, whether it
 * is listed here or not.
 */
final class SessionRegister implements SSLSessionContext {
    private static final System.Logger LOG = System.getLogger("dev.reprise.handshake");

    /** Sessions listed unless a smaller cache is asked for. */
    private static final int MAX_LISTED = 1_000;

    /** What {@link #getSessionCacheSize()} says until somebody says otherwise; the JDK's number. */
    private static final int DEFAULT_CACHE_SIZE = 20_480;

    private static final long MAX_SECONDS = KeySchedule.LONGEST.toSeconds();

    private final Supplier<Duration> lifetime;
    private final Consumer<Duration> newLifetime;
    private final Consumer<ConnectionSession> invalidation;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ConnectionSession> listed = new LinkedHashMap<>(16, 0.75f, true);
    private int cacheSize = DEFAULT_CACHE_SIZE;

    /**
     * @param lifetime how long a session may be resumed
     * @param newLifetime takes another one
     * @param invalidation drops all that descends from a session's origin
     */
    SessionRegister(
            Supplier<Duration> lifetime, Consumer<Duration> newLifetime, Consumer<ConnectionSession> invalidation) {
        this.lifetime = lifetime;
        this.newLifetime = newLifetime;
        this.invalidation = invalidation;
    }

    void add(ConnectionSession session) {
        lock.lock();
        try {
            listed.put(key(session.getId()), session);
            trim();
        } finally {
            lock.unlock();
        }
    }

    void invalidate(ConnectionSession session) {
        lock.lock();
        try {
            listed.remove(key(session.getId()));
        } finally {
            lock.unlock();
        }
        invalidation.accept(session);
    }

    @Override
    public @Nullable SSLSession getSession(byte[] sessionId) {
        if (sessionId == null) {
            throw new NullPointerException("the session ID is null");
        }
        lock.lock();
        try {
            ConnectionSession session = listed.get(key(sessionId));
            return session == null || !session.isValid() ? null : session;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Enumeration<byte[]> getIds() {
        List<byte[]> ids = new ArrayList<>();
        lock.lock();
        try {
            listed.values().removeIf(session -> !session.isValid());
            listed.values().forEach(session -> ids.add(session.getId()));
        } finally {
            lock.unlock();
        }
        return Collections.enumeration(ids);
    }

    /** In seconds; 0 and more than 7 days mean 7 days, the most that TLS 1.3 allows (RFC 9846, section 4.7.1). */
    @Override
    public void setSessionTimeout(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("a session timeout of " + seconds + " seconds");
        }
        if (seconds == 0 || seconds > MAX_SECONDS) {
            LOG.log(
                    WARNING,
                    "a session timeout of {0} seconds is taken as 7 days, the most that TLS 1.3 allows",
                    seconds);
        }
        newLifetime.accept(Duration.ofSeconds(seconds == 0 ? MAX_SECONDS : Math.min(seconds, MAX_SECONDS)));
    }

    @Override
    public int getSessionTimeout() {
        return (int) Math.max(1, lifetime.get().toSeconds());
    }

    @Override
    public void setSessionCacheSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a session cache of " + size + " entries");
        }
        lock.lock();
        try {
            cacheSize = size;
            trim();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getSessionCacheSize() {
        lock.lock();
        try {
            return cacheSize;
        } finally {
            lock.unlock();
        }
    }

    private void trim() {
        int most = cacheSize == 0 ? MAX_LISTED : Math.min(cacheSize, MAX_LISTED);
        while (listed.size() > most) {
            listed.remove(listed.keySet().iterator().next());
        }
    }

    private static String key(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
