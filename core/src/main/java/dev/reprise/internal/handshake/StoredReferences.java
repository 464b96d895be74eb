package dev.reprise.internal.handshake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Under what a server's store has the sessions that one connection was given: a session ID, or tickets that are references. Known so that they can be
 * removed when the session is invalidated; tickets may be issued after the handshake is reported.
 */
public final class StoredReferences {
    private final List<byte[]> references = new CopyOnWriteArrayList<>();

    public void add(byte[] reference) {
        references.add(reference.clone());
    }

    public List<byte[]> all() {
        return List.copyOf(references);
    }
}
