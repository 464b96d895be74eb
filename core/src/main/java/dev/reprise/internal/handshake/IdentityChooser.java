package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.SignatureScheme;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses what this side authenticates with. Called in a task: it may block. */
public interface IdentityChooser {
    /** Has no identity, ever. */
    IdentityChooser NONE = new IdentityChooser() {
        @Override
        public @Nullable Identity choose(
                List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
            return null;
        }

        @Override
        public byte[] bindings() {
            return new byte[0];
        }
    };

    /**
     * Chooses an identity.
     *
     * @param schemes the handshake schemes that the peer verifies and this side has enabled, in order of preference
     * @param authorities DER-encoded names of the authorities that the peer accepts; empty: any
     * @param progress the handshake so far: server name asked for, the peer's certificate schemes
     * @return the identity, or null if none suits
     */
    @Nullable
    Identity choose(List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress);

    /**
     * The chain that this side would show, leaf first, without getting at the key: a resumption is bound to the names in it and signs nothing. May be a
     * second old where chains are dear to ask for.
     *
     * @param schemes as for {@link #choose}
     * @param progress the handshake so far
     * @param now the time
     * @return empty if no identity suits
     */
    default List<X509Certificate> shown(List<SignatureScheme> schemes, HandshakeProgress progress, Instant now) {
        Identity identity = choose(schemes, List.of(), progress);
        return identity == null ? List.of() : identity.chain();
    }

    /**
     * What this side could authenticate with, as {@link IdentityBinding}: a client's session that showed a certificate is offered only while that is
     * still one of them. A server may answer with nothing.
     */
    byte[] bindings();

    /** Whether {@link #bindings()} may make its caller wait, or runs what others wrote: then it is asked in a task too. */
    default boolean mayBlock() {
        return false;
    }
}
