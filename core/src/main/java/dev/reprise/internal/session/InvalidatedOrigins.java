package dev.reprise.internal.session;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The origins that were invalidated last. A session may still be on its way when its origin is invalidated: a ticket that the server has not sent yet, or
 * one that another connection has leased. It must not come back to where it is taken from.
 *
 * <p>An ID is random and never used again, so none has to be forgotten for the time's sake; the number alone is bounded.
 */
public final class InvalidatedOrigins {
    /** Origins that are remembered unless said otherwise: {@value}. */
    public static final int DEFAULT_MAX = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Boolean> ids;

    public InvalidatedOrigins() {
        this(DEFAULT_MAX);
    }

    /** @param max how many are remembered; beyond, the one invalidated first is forgotten */
    public InvalidatedOrigins(int max) {
        this.ids = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > max;
            }
        };
    }

    public void add(byte[] originId) {
        lock.lock();
        try {
            ids.put(HexFormat.of().formatHex(originId), true);
        } finally {
            lock.unlock();
        }
    }

    public boolean contains(byte[] originId) {
        lock.lock();
        try {
            return !ids.isEmpty() && ids.containsKey(HexFormat.of().formatHex(originId));
        } finally {
            lock.unlock();
        }
    }
}
