package dev.reprise.internal.store;

import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Why the last lease for a server gave nothing, for the servers asked for most recently. */
final class Absences {
    private static final int MAX_SERVERS = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Server, Reason> reasons = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Server, Reason> eldest) {
            return size() > MAX_SERVERS;
        }
    };

    void note(Server server, Reason reason) {
        lock.lock();
        try {
            reasons.put(server, reason);
        } finally {
            lock.unlock();
        }
    }

    /** The reason noted last; {@link Reason#NO_SESSION_OFFERED} if there is none. */
    Reason of(Server server) {
        lock.lock();
        try {
            return reasons.getOrDefault(server, Reason.NO_SESSION_OFFERED);
        } finally {
            lock.unlock();
        }
    }
}
