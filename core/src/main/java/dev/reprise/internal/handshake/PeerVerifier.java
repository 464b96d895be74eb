package dev.reprise.internal.handshake;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the peer's certificates. Called in a task: it may block. */
public interface PeerVerifier {

    /**
     * Judges a chain for the connection at hand, its name included where names are checked.
     *
     * @param chain the leaf first; never empty
     * @param progress the handshake so far
     * @return the name that the peer was found to have, in lower case; null where none was checked, or where it cannot be told which
     * @throws CertificateException if the chain is not to be trusted
     */
    @Nullable
    String verify(List<X509Certificate> chain, HandshakeProgress progress) throws CertificateException;

    /** DER-encoded names of the authorities this side accepts, for a CertificateRequest; empty: not said. */
    List<byte[]> acceptedAuthorities();

    /**
     * What this is, where the issuers it accepts do not say all of how it judges: bytes that are its own and nobody else's. Empty where they do; then any other of which the same is true
     * judges alike.
     */
    default byte[] judge() {
        return new byte[0];
    }

    /** Whether a server is asked for what its authority says of its certificate (OCSP), to judge it by. */
    default boolean asksForStatus() {
        return false;
    }

    /** Trusts nobody: for a server that asks for no certificates. */
    PeerVerifier NOBODY = new PeerVerifier() {
        @Override
        public @Nullable String verify(List<X509Certificate> chain, HandshakeProgress progress)
                throws CertificateException {
            throw new CertificateException("no trust is configured");
        }

        @Override
        public List<byte[]> acceptedAuthorities() {
            return List.of();
        }
    };
}
