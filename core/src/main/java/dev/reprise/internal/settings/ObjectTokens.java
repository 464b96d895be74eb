package dev.reprise.internal.settings;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes for objects whose policy nobody can describe: a trust manager or constraints of an application's own.
 * The same object has the same bytes for as long as it lives, and no other object, in this process or another, has
 * them.
 */
final class ObjectTokens {
    private static final int LENGTH = 32;
    private static final Map<Key, byte[]> TOKENS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

    private ObjectTokens() {}

    static byte[] of(Object object, SecureRandom random) {
        for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            TOKENS.remove(gone);
        }
        return TOKENS.computeIfAbsent(new Key(object), unused -> {
                    byte[] token = new byte[LENGTH];
                    random.nextBytes(token);
                    return token;
                })
                .clone();
    }

    /** An object by its identity, which does not keep it. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object) {
            super(object, GONE);
            hash = System.identityHashCode(object);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // identity is the point
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object mine = get();
            return other instanceof Key key && mine != null && mine == key.get();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
