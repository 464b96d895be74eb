package dev.reprise.cli.demo;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.Optional;

/** A place where sessions are not kept. */
final class Forgetful implements ClientSessions {
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
