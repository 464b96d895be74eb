package dev.reprise.internal.session;

import dev.reprise.session.TlsSession;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one way between the public {@link TlsSession} and the state that it hides. It stands in a package that the module does not
 * export, so nothing outside can take a session's secret through it.
 */
public final class SessionBridge {
    /** What {@link TlsSession} installs when it is initialised. */
    public interface Access {
        TlsSession wrap(SessionState state);

        SessionState state(TlsSession session);
    }

    private static volatile @Nullable Access access;

    private SessionBridge() {}

    /** Called once, by {@link TlsSession} itself. */
    public static void install(Access given) {
        if (access != null) {
            throw new IllegalStateException("installed already");
        }
        access = given;
    }

    /** The public value over this state. */
    public static TlsSession wrap(SessionState state) {
        return access().wrap(Objects.requireNonNull(state, "state"));
    }

    /** The state under this public value. */
    public static SessionState state(TlsSession session) {
        return access().state(session);
    }

    private static Access access() {
        Access installed = access;
        if (installed == null) {
            try {
                MethodHandles.lookup().ensureInitialized(TlsSession.class);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            installed = Objects.requireNonNull(access, "TlsSession installs its access when it is initialised");
        }
        return installed;
    }
}
