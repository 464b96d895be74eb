package dev.reprise.internal.store;

import static java.lang.System.Logger.Level.WARNING;

import dev.reprise.session.ClientSessions;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/** Sessions whose changes somebody else makes: whoever gives one goes on at once. Questions are answered where they are asked. */
public final class DeferringClientSessions implements ClientSessions {
    private static final System.Logger LOG = System.getLogger("dev.reprise.store");

    private final ClientSessions inside;
    private final Executor executor;

    public DeferringClientSessions(ClientSessions inside, Executor executor) {
        this.inside = Objects.requireNonNull(inside, "sessions");
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    private void later(Runnable change) {
        try {
            executor.execute(change);
        } catch (RejectedExecutionException full) {
            LOG.log(
                    WARNING,
                    () -> "a change of a client's sessions is lost, since its executor does not take it: " + full);
        }
    }

    @Override
    public boolean mayBlock() {
        return inside.mayBlock();
    }

    @Override
    public void add(Server server, TlsSession session) {
        later(() -> inside.add(server, session));
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now) {
        return inside.lease(server, now);
    }

    @Override
    public Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        return inside.lease(server, now, suits);
    }

    @Override
    public void giveBack(Server server, TlsSession session) {
        later(() -> inside.giveBack(server, session));
    }

    @Override
    public void remove(Server server, TlsSession session) {
        later(() -> inside.remove(server, session));
    }

    @Override
    public int available(Server server, Instant now) {
        return inside.available(server, now);
    }

    @Override
    public Reason absence(Server server, Instant now) {
        return inside.absence(server, now);
    }

    @Override
    public void removeOrigin(byte[] originId) {
        byte[] origin = originId.clone();
        later(() -> inside.removeOrigin(origin));
    }

    @Override
    public void close() {
        inside.close();
    }

    @Override
    public String toString() {
        return inside + ", written by others";
    }
}
