package dev.reprise.internal.settings;

import dev.reprise.internal.handshake.IdentityChooser;
import dev.reprise.internal.resumption.PolicyFingerprint;
import dev.reprise.internal.session.Side;
import java.security.SecureRandom;

/** What this side can authenticate with. */
public sealed interface Identities permits NamedIdentities, ManagedIdentities, Identities.None {
    /** The chooser for one connection. */
    IdentityChooser chooserFor(Face face, Side side);

    /** Says in a client's fingerprint whom it can show itself as. */
    void describe(PolicyFingerprint.Builder fingerprint, SecureRandom random);

    /** Nothing at all. */
    static Identities none() {
        return None.INSTANCE;
    }

    /** Nothing at all. */
    enum None implements Identities {
        INSTANCE;

        @Override
        public IdentityChooser chooserFor(Face face, Side side) {
            return IdentityChooser.NONE;
        }

        @Override
        public void describe(PolicyFingerprint.Builder fingerprint, SecureRandom random) {
            fingerprint.identities(null);
        }
    }
}
