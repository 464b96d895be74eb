package dev.reprise;

import dev.reprise.internal.jsse.Connections;

/** A connection that will offer a session bound to it; see {@link Reprise#resume}. */
public final class Binding {
    private final Object socketOrEngine;

    Binding(Object socketOrEngine) {
        this.socketOrEngine = socketOrEngine;
    }

    /**
     * Resume or fail: if the session cannot be offered, the handshake fails before a byte leaves. Whether the server
     * takes the offer is its own decision; {@link Reprise#resumption} says.
     *
     * @throws IllegalStateException if the handshake has begun
     */
    public Binding required() {
        Connections.mustResume(socketOrEngine);
        return this;
    }
}
