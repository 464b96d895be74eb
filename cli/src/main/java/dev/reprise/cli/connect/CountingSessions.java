package dev.reprise.cli.connect;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Counts the tickets that servers issue on their way into the place where they are kept. */
public final class CountingSessions implements ClientSessions {
    private final ClientSessions kept;
    private final AtomicInteger issued = new AtomicInteger();

    /** @param kept the place; closed with this */
    public CountingSessions(ClientSessions kept) {
        this.kept = kept;
    }

    /** How many were issued since this was asked the last time. */
    public int takeCount() {
        return issued.getAndSet(0);
    }

    /** How many were issued since {@link #takeCount} was asked. */
    public int count() {
        return issued.get();
    }

    @Override
    public void add(Server server, TlsSession session) {
        kept.add(server, session);
        if (session.ticketLength() > 0) {
            issued.incrementAndGet(); // after it is kept: who waits for the count may end the process
        }
    }

    @Override
    public boolean mayBlock() {
        return kept.mayBlock();
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return kept.lease(server, now);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        return kept.lease(server, now, suits);
    }

    @Override
    public void giveBack(Server server, TlsSession session) {
        kept.giveBack(server, session);
    }

    @Override
    public void remove(Server server, TlsSession session) {
        kept.remove(server, session);
    }

    @Override
    public int available(Server server, Instant now) {
        return kept.available(server, now);
    }

    @Override
    public Reason absence(Server server, Instant now) {
        return kept.absence(server, now);
    }

    @Override
    public void removeOrigin(byte[] originId) {
        kept.removeOrigin(originId);
    }

    @Override
    public void close() {
        kept.close();
    }
}
