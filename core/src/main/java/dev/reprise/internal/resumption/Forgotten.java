package dev.reprise.internal.resumption;

import dev.reprise.session.StoreException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * References that are to be removed from a store which may block, noted by threads that must not wait: an alert comes to whichever thread reads the
 * connection. They are removed by the next that may wait, and lead nowhere meanwhile.
 */
final class Forgotten {
    /** More are not noted: then a session stays until it expires, as it does where the process ends. */
    static final int MOST = 1024;

    /** Whoever removes them has a handshake of its own to do. */
    private static final int AT_ONCE = 4;

    private final Set<ByteBuffer> references = ConcurrentHashMap.newKeySet();

    interface Removal {
        void of(byte[] reference) throws StoreException;
    }

    void add(byte[] reference) {
        if (references.size() < MOST) {
            references.add(ByteBuffer.wrap(reference.clone()));
        }
    }

    boolean contains(byte[] reference) {
        return references.contains(ByteBuffer.wrap(reference));
    }

    /** Removes some of them. May block; what is not removed now, for the store fails, is left for another time. */
    void removeSome(Removal removal) throws StoreException {
        for (ByteBuffer reference : references.stream().limit(AT_ONCE).toList()) {
            removal.of(reference.array());
            references.remove(reference);
        }
    }
}
