package dev.reprise;

import dev.reprise.internal.jsse.Connections;
import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Makes contexts, and says and does with connections what JSSE has no words for: take a session out, bind one to a
 * connection, ask how a handshake came about.
 *
 * <pre>{@code
 * SSLContext server = Reprise.server().identity(Path.of("cert.pem"), Path.of("key.pem")).build();
 * SSLContext client = Reprise.client().trust(Path.of("ca.pem")).build();
 *
 * Optional<TlsSession> session = Reprise.session(socket);
 * Reprise.resume(otherSocket, session.get()).required();
 * Resumption how = Reprise.resumption(otherSocket);
 * }</pre>
 *
 * <p>Every method refuses engines, sockets and sessions that another library made, with an {@link
 * IllegalArgumentException}.
 */
public final class Reprise {
    private Reprise() {}

    /** A builder of a server's context. */
    public static ServerBuilder server() {
        return new ServerBuilder();
    }

    /** A builder of a client's context. */
    public static ClientBuilder client() {
        return new ClientBuilder();
    }

    // ---------------------------------------------------------------- taking a session out

    /**
     * The newest session that the server issued on this connection, among those that have arrived. Never waits: TLS 1.3
     * servers issue sessions after the handshake, and a client takes them in as it reads; {@link #awaitSession} waits
     * for one. Empty on a server.
     */
    public static Optional<TlsSession> session(SSLSocket socket) {
        return Connections.session(socket);
    }

    /**
     * The newest session that the server issued on this connection, among those that were unwrapped. Empty on a server.
     */
    public static Optional<TlsSession> session(SSLEngine engine) {
        return Connections.session(engine);
    }

    /**
     * Reads until the server has issued a session, making the handshake first if that was not done. Application data
     * that comes before it is kept for the next read.
     *
     * @param patience how long at most
     * @return empty if none came in time, the peer is done, or more than 256 KiB of data came first
     * @throws IOException if the connection fails
     */
    public static Optional<TlsSession> awaitSession(SSLSocket socket, Duration patience) throws IOException {
        return Connections.awaitSession(socket, patience);
    }

    // ---------------------------------------------------------------- binding one

    /**
     * Makes a connection offer this session and no other. The session keeps its own server name and the name that its
     * peer was verified as, whatever the connection's host is; it may be bound to any number of connections, and what
     * they receive does not replace it. If this side's rules or the server refuse it, there is a full handshake, and
     * {@link #resumption} says why.
     *
     * <p>Where the session's peer was identified by name, so it is here, also if the connection does not ask for it. One whose peer was not
     * identified is not offered, and lends no name, where the connection asks for one. What is issued on the connection is of the peer that was
     * verified on it.
     *
     * @throws IllegalStateException if the handshake has begun, or on a server
     */
    public static Binding resume(SSLSocket socket, TlsSession session) {
        return bind(socket, session);
    }

    /** The same for an engine. */
    public static Binding resume(SSLEngine engine, TlsSession session) {
        return bind(engine, session);
    }

    private static Binding bind(Object socketOrEngine, TlsSession session) {
        Connections.bind(socketOrEngine, session, session.peerName().isPresent() ? "HTTPS" : null);
        return new Binding(socketOrEngine);
    }

    /**
     * Makes one connection go on from another: an FTPS client's data connection from its control connection, for
     * example. If the server has issued no session on the other one, none is offered; {@link Binding#required()} makes
     * that an error.
     *
     * @param data the connection to come
     * @param control an established one, which may go on being used
     * @throws IllegalStateException if the handshake of {@code data} has begun
     */
    public static Binding resumeFrom(SSLSocket data, SSLSocket control) {
        return bindFrom(data, control);
    }

    /** The same for engines. */
    public static Binding resumeFrom(SSLEngine data, SSLEngine control) {
        return bindFrom(data, control);
    }

    private static Binding bindFrom(Object data, Object control) {
        @Nullable TlsSession session = Connections.resumable(control);
        Connections.bind(data, session, Connections.identification(control));
        return new Binding(data);
    }

    // ---------------------------------------------------------------- asking

    /**
     * How the connection came about.
     *
     * @throws IllegalStateException before the handshake has completed
     */
    public static Resumption resumption(SSLSocket socket) {
        return Connections.resumption((Object) socket);
    }

    /** The same for an engine. */
    public static Resumption resumption(SSLEngine engine) {
        return Connections.resumption((Object) engine);
    }

    /** The same for a session, also behind the wrapper that {@code java.net.http} hands out. */
    public static Resumption resumption(SSLSession session) {
        return Connections.resumption(session);
    }

    /**
     * Keying material for the application, the same on both ends (RFC 9846, section 7.5; RFC 5705).
     *
     * @param label as registered with IANA, or beginning with {@code EXPERIMENTAL}
     * @param context what else it depends on; null for nothing, which is the same as an empty one in TLS 1.3 only
     * @param length bytes
     * @throws IllegalStateException before the handshake has completed
     */
    public static byte[] exportKeyingMaterial(SSLSocket socket, String label, byte @Nullable [] context, int length) {
        return Connections.exportKeyingMaterial(socket, label, context, length);
    }

    /** The same for an engine. */
    public static byte[] exportKeyingMaterial(SSLEngine engine, String label, byte @Nullable [] context, int length) {
        return Connections.exportKeyingMaterial(engine, label, context, length);
    }
}
