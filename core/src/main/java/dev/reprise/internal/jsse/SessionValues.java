package dev.reprise.internal.jsse;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import org.jspecify.annotations.Nullable;

/**
 * What an application binds to the sessions of one connection. It has no effect on anything else, resumption least of
 * all.
 */
final class SessionValues {
    /** Not held: a session that is listed does not keep its connection. */
    private final WeakReference<Endpoint> owner;

    private final Map<String, Object> values = new ConcurrentHashMap<>();

    SessionValues(Endpoint owner) {
        this.owner = new WeakReference<>(owner);
    }

    /** The engine or socket whose sessions have these values; null once nobody has it any more. */
    @Nullable
    Endpoint owner() {
        return owner.get();
    }

    void put(SSLSession session, String name, Object value) {
        Object before = values.put(name, value);
        if (value instanceof SSLSessionBindingListener bound) {
            bound.valueBound(new SSLSessionBindingEvent(session, name));
        }
        tellUnbound(session, name, before);
    }

    @Nullable
    Object get(String name) {
        return values.get(name);
    }

    void remove(SSLSession session, String name) {
        tellUnbound(session, name, values.remove(name));
    }

    String[] names() {
        return values.keySet().toArray(String[]::new);
    }

    private static void tellUnbound(SSLSession session, String name, @Nullable Object value) {
        if (value instanceof SSLSessionBindingListener unbound) {
            unbound.valueUnbound(new SSLSessionBindingEvent(session, name));
        }
    }
}
