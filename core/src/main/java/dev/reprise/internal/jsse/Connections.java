package dev.reprise.internal.jsse;

import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What JSSE cannot say of a connection, for the public face above. Refuses what another library made. */
public final class Connections {
    private Connections() {}

    /** The newest session that the server issued; of those that have arrived, and without waiting for others. */
    public static Optional<TlsSession> session(SSLSocket socket) {
        RepriseSocket mine = socketOf(socket);
        if (mine.endpoint().latestSession().isEmpty()) {
            try {
                mine.takeArrived();
            } catch (IOException broken) {
                return Optional.empty(); // the next read says so
            }
        }
        return mine.endpoint().latestSession();
    }

    public static Optional<TlsSession> session(SSLEngine engine) {
        return endpointOf(engine).latestSession();
    }

    public static Optional<TlsSession> awaitSession(SSLSocket socket, Duration patience) throws IOException {
        RepriseSocket mine = socketOf(socket);
        mine.awaitSession(patience);
        return mine.endpoint().latestSession();
    }

    /** What a later connection can go on from: what was issued on this one, else what it was itself bound to. */
    public static @Nullable TlsSession resumable(Object socketOrEngine) {
        if (socketOrEngine instanceof SSLSocket socket) {
            Optional<TlsSession> issued = session(socket);
            if (issued.isPresent()) {
                return issued.get();
            }
        }
        return endpointOf(socketOrEngine).resumable();
    }

    /** How that connection checks its peer's name; null if it does not. */
    public static @Nullable String identification(Object socketOrEngine) {
        return endpointOf(socketOrEngine).identification();
    }

    /** See {@link Endpoint#bind}. */
    public static void bind(Object socketOrEngine, @Nullable TlsSession session, @Nullable String identification) {
        endpointToCome(socketOrEngine).bind(session, identification);
    }

    /** See {@link Endpoint#mustResume()}. */
    public static void mustResume(Object socketOrEngine) {
        endpointToCome(socketOrEngine).mustResume();
    }

    /** The session, also behind the wrappers that some clients hand out. */
    public static Resumption resumption(SSLSession session) {
        return established(session).resumption();
    }

    public static Resumption resumption(Object socketOrEngine) {
        return established(endpointOf(socketOrEngine)).resumption();
    }

    public static byte[] exportKeyingMaterial(
            Object socketOrEngine, String label, byte @Nullable [] context, int length) {
        return established(endpointOf(socketOrEngine)).exportKeyingMaterialData(label, context, length);
    }

    private static ConnectionSession established(Endpoint endpoint) {
        ConnectionSession session = endpoint.session();
        if (session == null) {
            throw new IllegalStateException("the handshake has not completed");
        }
        return session;
    }

    private static ConnectionSession established(SSLSession session) {
        Object self = session.getValue(BasicSession.SELF);
        if (self instanceof ConnectionSession mine) {
            return mine;
        }
        if (self instanceof BasicSession) {
            throw new IllegalStateException("the handshake has not completed");
        }
        throw foreign(session);
    }

    // ---------------------------------------------------------------- what stands behind a wrapper

    private static RepriseSocket socketOf(SSLSocket socket) {
        if (endpointOf(socket).face() instanceof RepriseSocket mine) {
            return mine;
        }
        throw foreign(socket);
    }

    /** Of an engine or a socket, also behind a wrapper: its session tells. Asking a wrapped socket for that makes its handshake. */
    private static Endpoint endpointOf(Object socketOrEngine) {
        if (socketOrEngine instanceof Reached reached) {
            return reached.endpoint();
        }
        if (isOfJdk(socketOrEngine)) {
            throw foreign(socketOrEngine);
        }
        SSLSession session = socketOrEngine instanceof SSLEngine engine
                ? sessionOf(engine)
                : socketOrEngine instanceof SSLSocket socket ? socket.getSession() : null;
        return ownerOf(session, socketOrEngine);
    }

    /** The same before the handshake, which for a wrapped socket nothing can be asked of without making it. */
    private static Endpoint endpointToCome(Object socketOrEngine) {
        if (socketOrEngine instanceof Reached reached) {
            return reached.endpoint();
        }
        if (socketOrEngine instanceof SSLEngine engine && !isOfJdk(engine)) {
            return ownerOf(sessionOf(engine), engine);
        }
        throw foreign(socketOrEngine);
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getModule() == Object.class.getModule();
    }

    private static @Nullable SSLSession sessionOf(SSLEngine engine) {
        SSLSession running = engine.getHandshakeSession();
        return running == null ? engine.getSession() : running;
    }

    private static Endpoint ownerOf(@Nullable SSLSession session, Object wrapper) {
        Object self = session == null ? null : session.getValue(BasicSession.SELF);
        Endpoint owner = self instanceof BasicSession mine ? mine.owner() : null;
        if (owner == null) {
            throw foreign(wrapper);
        }
        return owner;
    }

    private static IllegalArgumentException foreign(Object object) {
        return new IllegalArgumentException("not made by Reprise, or a wrapper that hides what is: "
                + object.getClass().getName()
                + ". Make it with an SSLContext of Reprise.server(), Reprise.client() or of the provider Reprise, and"
                + " give the engine or socket that it made");
    }
}
