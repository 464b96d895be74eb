package dev.reprise.session;

import dev.reprise.internal.session.Names;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a client keeps the sessions that servers gave it, and takes them from to resume.
 *
 * <p><b>Sessions are leased.</b> {@link #lease} takes a session out: whoever got it is the only one who has it, in this process
 * and in every other that shares the place, so that no ticket is shown twice and two connections cannot be linked by one
 * (RFC 9846 appendix C.4). If the connection ended before the server answered, {@link #giveBack} returns it; if the answer was an
 * alert, {@link #removeOrigin} drops it with its like, or a server that cannot take them would never be reached again. If the handshake came to its end, what the server issued is {@linkplain #add added}. <b>A session of TLS 1.2 is lent</b>: it stays, for as many connections as
 * want it at once, until it is {@linkplain #remove removed}, because a server renewed it or did not want it.
 *
 * <p><b>Nothing in here may fail a connection.</b> No method throws because a disk is full, a file is damaged or a network is
 * down: {@code lease} is then empty, and what is added is lost, with a line in the log. Both cost a full handshake.
 *
 * <p><b>Implementations</b> are safe for use by many threads at once, hold sessions by the whole of {@link Server}, give the newest
 * first, bound what they hold, drop what has expired, and may block. After {@link #close} they take and give nothing.
 *
 * <p><b>Threads.</b> No method is called with a lock of a connection held. What a handshake has to know before its first byte, {@code lease},
 * {@code available}, {@code absence} and the {@code remove} of what may not be offered, is asked in a delegated task ({@code NEED_TASK}) where
 * {@link #mayBlock()}. What comes of a connection later, {@code add}, {@code giveBack} and {@code remove}, is done by the thread that moved its bytes,
 * behind the call that brought it about: JSSE has no tasks after the handshake that every framework would run. Around a place that blocks, an
 * event loop that must not wait for it has {@code SessionStores.clientDeferring}.
 */
public interface ClientSessions extends AutoCloseable {
    /**
     * What a session is good for.
     *
     * @param host the name or address that the client means to reach; kept in lower case
     * @param port 0 to 65535
     * @param partition the client's policy, and the server name that it asks for where that is not the host, as the library computes it: a session
     *     made under one is not offered under another. Compared by content only
     */
    record Server(String host, int port, byte[] partition) {
        /** @throws IllegalArgumentException if the host is empty or the port no port */
        public Server {
            if (host.isEmpty() || port < 0 || port > 0xffff) {
                throw new IllegalArgumentException("no server: host \"" + host + "\", port " + port);
            }
            host = Names.lowerCase(host);
            partition = partition.clone();
        }

        /** A copy of the partition. */
        @Override
        public byte[] partition() {
            return partition.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Server server
                    && port == server.port
                    && host.equals(server.host)
                    && Arrays.equals(partition, server.partition);
        }

        @Override
        public int hashCode() {
            return Objects.hash(host, port, Arrays.hashCode(partition));
        }

        @Override
        public String toString() {
            return host + ":" + port + "/" + HexFormat.of().formatHex(partition, 0, Math.min(4, partition.length));
        }
    }

    /** Whether calls may wait for a disk or a network; a handshake then makes them in a task. */
    default boolean mayBlock() {
        return true;
    }

    /** Keeps a session for this server. The oldest goes where there is no room; one that has expired already is not kept. */
    void add(Server server, TlsSession session);

    /**
     * Takes the newest session for this server that has not expired. No other caller gets it, ever, unless it is given back; one of
     * TLS 1.2 stays, and others may get it too.
     *
     * @param now the time by which to tell what has expired
     */
    Optional<TlsSession> lease(Server server, Instant now);

    /**
     * Takes the newest session for this server that has not expired and suits; those that do not are left where they are, for other connections. So a connection
     * that may not do TLS 1.3 leaves the tickets of those that may.
     *
     * <p>Unless an implementation does better, sessions are leased one by one and those that do not suit given back; others may find them missing
     * for as long, and no session is found behind one of TLS 1.2 that does not suit.
     *
     * @param suits whether the connection could use it; compares values, and waits for nothing
     */
    default Optional<TlsSession> lease(Server server, Instant now, Predicate<? super TlsSession> suits) {
        Deque<TlsSession> left = new ArrayDeque<>();
        try {
            for (Optional<TlsSession> next = lease(server, now); next.isPresent(); next = lease(server, now)) {
                TlsSession session = next.get();
                if (suits.test(session)) {
                    return next;
                }
                if (left.contains(session)) {
                    break; // it is lent, and would come again and again
                }
                left.push(session);
            }
            return Optional.empty();
        } finally {
            left.forEach(session -> giveBack(server, session)); // the oldest first
        }
    }

    /** Returns a session that was leased and not shown to the server, or to which the server never answered. */
    void giveBack(Server server, TlsSession session);

    /** Drops this session, if it is still there. */
    void remove(Server server, TlsSession session);

    /** How many sessions for this server could be leased now, so that a client asks for as many as it lacks (RFC 9149). */
    int available(Server server, Instant now);

    /**
     * Why {@link #lease} just gave nothing, for the report on the handshake: {@link Reason#NO_SESSION_OFFERED} unless an
     * implementation knows better, {@link Reason#EXPIRED} for example. For people, not for decisions: others may have come between.
     */
    default Reason absence(Server server, Instant now) {
        return Reason.NO_SESSION_OFFERED;
    }

    /**
     * Drops all sessions that descend from that {@linkplain Origin#id() origin}: they were invalidated. Those of them that are {@linkplain #add added} or
     * {@linkplain #giveBack given back} later are not to be kept either: a ticket may be on its way, or leased. The connections of the context that the session was
     * invalidated in see to that by themselves; a place that others share remembers the origin for them, of the last few thousand at least where it can.
     */
    void removeOrigin(byte[] originId);

    /** Gives back what the place itself holds, such as locks. Sessions on a disk stay there. Does not throw. */
    @Override
    void close();
}
