package dev.reprise.internal.store;

import dev.reprise.internal.session.InvalidatedOrigins;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A client's sessions in the memory of this process. Bounded in three ways: for each server, in all, and in bytes. Where there is
 * no room, the server that was not used for longest loses its oldest session.
 *
 * <p>One lock, held for a few map operations: a lease costs far less than the handshake it spares.
 */
public final class MemoryClientSessions implements ClientSessions {
    /** Sessions for one server: {@value}. */
    public static final int MAX_FOR_ONE_SERVER = 32;

    /** Sessions in all, unless said otherwise: {@value}. */
    public static final int DEFAULT_MAX_SESSIONS = 10_000;

    /** About how many bytes in all, unless said otherwise: {@value}. */
    public static final long DEFAULT_MAX_BYTES = 64L << 20;

    private final int maxSessions;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    /** The server not used for longest first. A pool stays empty for a while, to remember why it is. */
    private final Map<Server, Pool> pools = new LinkedHashMap<>(16, 0.75f, true);

    /** What descends from them is not taken, neither new nor back. */
    private final InvalidatedOrigins removed = new InvalidatedOrigins();

    private int sessions;
    private long bytes;
    private boolean closed;

    public MemoryClientSessions() {
        this(DEFAULT_MAX_SESSIONS, DEFAULT_MAX_BYTES);
    }

    /** @throws IllegalArgumentException if one of the bounds is less than 1 */
    public MemoryClientSessions(int maxSessions, long maxBytes) {
        if (maxSessions < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("room for " + maxSessions + " sessions of " + maxBytes + " bytes");
        }
        this.maxSessions = maxSessions;
        this.maxBytes = maxBytes;
    }

    @Override
    public void add(Server server, TlsSession session) {
        SessionState state = SessionBridge.state(session);
        lock.lock();
        try {
            if (closed || state.expiresAt() <= state.issuedAt()) {
                return;
            }
            Pool pool = pools.computeIfAbsent(server, unused -> new Pool());
            pool.dropExpired(state.issuedAt());
            if (removed.contains(state.originId())) {
                pool.refuseInvalidated();
                makeRoom();
                return;
            }
            if (pool.holds(session)) {
                return;
            }
            pool.insert(session, state);
            if (pool.entries.size() > MAX_FOR_ONE_SERVER) {
                pool.dropOldest();
            }
            makeRoom();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return lease(server, now, any -> true);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        lock.lock();
        try {
            Pool pool = pools.get(server);
            if (pool == null) {
                return Optional.empty();
            }
            pool.dropExpired(now.toEpochMilli());
            return pool.leaseNewest(suits);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void giveBack(Server server, TlsSession session) {
        add(server, session);
    }

    @Override
    public void remove(Server server, TlsSession session) {
        lock.lock();
        try {
            Pool pool = pools.get(server);
            if (pool != null) {
                pool.removeIf(pool.entries.iterator(), entry -> entry.session.equals(session));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available(Server server, Instant now) {
        lock.lock();
        try {
            Pool pool = pools.get(server);
            if (pool == null) {
                return 0;
            }
            pool.dropExpired(now.toEpochMilli());
            return pool.entries.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public Reason absence(Server server, Instant now) {
        lock.lock();
        try {
            Pool pool = pools.get(server);
            return pool == null ? Reason.NO_SESSION_OFFERED : pool.absence;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void removeOrigin(byte[] originId) {
        lock.lock();
        try {
            removed.add(originId);
            pools.values().forEach(pool -> pool.dropOrigin(originId));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pools.clear();
            sessions = 0;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Sessions held for all servers, the expired among them that nobody asked for since. */
    int size() {
        lock.lock();
        try {
            return sessions;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        Iterator<Pool> longestUnused = pools.values().iterator();
        while (sessions > maxSessions || bytes > maxBytes || pools.size() > maxSessions) {
            Pool pool = longestUnused.next();
            while (!pool.entries.isEmpty() && (sessions > maxSessions || bytes > maxBytes)) {
                pool.dropOldest();
            }
            if (pool.entries.isEmpty()) {
                longestUnused.remove();
            }
        }
    }

    /** What is held for one server, the newest first. */
    private final class Pool {
        private final Deque<Entry> entries = new ArrayDeque<>();
        private Reason absence = Reason.NO_SESSION_OFFERED;

        /** In its place by age; before those of the same time, because it came after them. */
        void insert(TlsSession session, SessionState state) {
            Entry entry = new Entry(session, state);
            List<Entry> newer = new ArrayList<>();
            while (!entries.isEmpty() && entries.getFirst().state.issuedAt() > state.issuedAt()) {
                newer.add(entries.removeFirst());
            }
            entries.addFirst(entry);
            for (int i = newer.size() - 1; i >= 0; i--) {
                entries.addFirst(newer.get(i));
            }
            absence = Reason.NO_SESSION_OFFERED;
            sessions++;
            bytes += entry.state.weight();
        }

        boolean holds(TlsSession session) {
            return entries.stream().anyMatch(entry -> entry.session.equals(session));
        }

        Optional<TlsSession> leaseNewest(Predicate<? super TlsSession> suits) {
            for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
                Entry entry = each.next();
                if (suits.test(entry.session)) {
                    if (!entry.state.isLent()) {
                        each.remove();
                        forget(entry);
                    }
                    return Optional.of(entry.session);
                }
            }
            return Optional.empty();
        }

        void dropOldest() {
            forget(entries.removeLast());
        }

        void dropExpired(long now) {
            boolean had = !entries.isEmpty();
            removeIf(entries.iterator(), entry -> entry.state.expiresAt() <= now);
            if (had && entries.isEmpty()) {
                absence = Reason.EXPIRED;
            }
        }

        void dropOrigin(byte[] originId) {
            boolean had = !entries.isEmpty();
            removeIf(entries.iterator(), entry -> entry.state.descendsFrom(originId));
            if (had && entries.isEmpty()) {
                absence = Reason.INVALIDATED;
            }
        }

        void refuseInvalidated() {
            if (entries.isEmpty()) {
                absence = Reason.INVALIDATED;
            }
        }

        private void removeIf(Iterator<Entry> each, Predicate<Entry> unwanted) {
            while (each.hasNext()) {
                Entry entry = each.next();
                if (unwanted.test(entry)) {
                    each.remove();
                    forget(entry);
                }
            }
        }

        private void forget(Entry entry) {
            sessions--;
            bytes -= entry.state.weight();
        }
    }

    private record Entry(TlsSession session, SessionState state) {}
}
