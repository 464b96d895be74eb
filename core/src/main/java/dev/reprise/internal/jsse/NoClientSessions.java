package dev.reprise.internal.jsse;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.Optional;

/** Keeps nothing: for a connection whose peer has no name to keep sessions under. */
enum NoClientSessions implements ClientSessions {
    INSTANCE;

    /** What stands for a peer without a name. */
    static final Server NOWHERE = new Server("unknown", 0, new byte[0]);

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public void add(Server server, TlsSession session) {}

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return Optional.empty();
    }

    @Override
    public void giveBack(Server server, TlsSession session) {}

    @Override
    public void remove(Server server, TlsSession session) {}

    @Override
    public int available(Server server, Instant now) {
        return 0;
    }

    @Override
    public void removeOrigin(byte[] originId) {}

    @Override
    public void close() {}
}
