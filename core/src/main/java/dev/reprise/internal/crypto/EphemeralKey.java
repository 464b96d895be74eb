package dev.reprise.internal.crypto;

import java.security.PrivateKey;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;

/** A private key that is used once. */
final class EphemeralKey {
    private @Nullable PrivateKey key;

    EphemeralKey(PrivateKey key) {
        this.key = key;
    }

    /** Hands the key out, the first time. The caller {@linkplain #destroy(PrivateKey) destroys} it when done. */
    synchronized PrivateKey take() {
        PrivateKey taken = key;
        if (taken == null) {
            throw new IllegalStateException("the key of this offer was used or destroyed");
        }
        key = null;
        return taken;
    }

    synchronized void destroy() {
        if (key != null) {
            destroy(key);
            key = null;
        }
    }

    /** The keys of the JDK's own providers cannot be destroyed; to let go of them is all that can be done. */
    static void destroy(PrivateKey key) {
        try {
            key.destroy();
        } catch (DestroyFailedException e) {
            // See above.
        }
    }
}
