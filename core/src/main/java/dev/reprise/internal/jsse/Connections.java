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
        RepriseSocket mine = (RepriseSocket) reached(socket);
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
        return reached(engine).endpoint().latestSession();
    }

    public static Optional<TlsSession> awaitSession(SSLSocket socket, Duration patience) throws IOException {
        RepriseSocket mine = (RepriseSocket) reached(socket);
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
        return reached(socketOrEngine).endpoint().resumable();
    }

    /** How that connection checks its peer's name; null if it does not. */
    public static @Nullable String identification(Object socketOrEngine) {
        return reached(socketOrEngine).endpoint().identification();
    }

    /** See {@link Endpoint#bind}. */
    public static void bind(Object socketOrEngine, @Nullable TlsSession session, @Nullable String identification) {
        reached(socketOrEngine).endpoint().bind(session, identification);
    }

    /** See {@link Endpoint#mustResume()}. */
    public static void mustResume(Object socketOrEngine) {
        reached(socketOrEngine).endpoint().mustResume();
    }

    /** The session, also behind the wrappers that some clients hand out. */
    public static Resumption resumption(SSLSession session) {
        return established(session).resumption();
    }

    public static Resumption resumption(Object socketOrEngine) {
        return established(reached(socketOrEngine)).resumption();
    }

    public static byte[] exportKeyingMaterial(
            Object socketOrEngine, String label, byte @Nullable [] context, int length) {
        return established(reached(socketOrEngine)).exportKeyingMaterialData(label, context, length);
    }

    private static ConnectionSession established(Reached reached) {
        ConnectionSession session = reached.endpoint().session();
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

    private static Reached reached(Object socketOrEngine) {
        if (socketOrEngine instanceof Reached reached) {
            return reached;
        }
        throw foreign(socketOrEngine);
    }

    private static IllegalArgumentException foreign(Object object) {
        return new IllegalArgumentException(
                "not made by Reprise: " + object.getClass().getName()
                        + ". Make it with an SSLContext of Reprise.server(), Reprise.client() or of the provider Reprise");
    }
}
