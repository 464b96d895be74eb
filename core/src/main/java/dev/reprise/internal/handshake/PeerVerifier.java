package dev.reprise.internal.handshake;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Judges the peer's certificates. Called in a task: it may block. */
public interface PeerVerifier {

    /**
     * Judges a chain for the connection at hand, its name included where names are checked.
     *
     * @param chain the leaf first; never empty
     * @param progress the handshake so far
     * @throws CertificateException if the chain is not to be trusted
     */
    void verify(List<X509Certificate> chain, HandshakeProgress progress) throws CertificateException;

    /** DER-encoded names of the authorities this side accepts, for a CertificateRequest; empty: not said. */
    List<byte[]> acceptedAuthorities();

    /** Trusts nobody: for a server that asks for no certificates. */
    PeerVerifier NOBODY = new PeerVerifier() {
        @Override
        public void verify(List<X509Certificate> chain, HandshakeProgress progress) throws CertificateException {
            throw new CertificateException("no trust is configured");
        }

        @Override
        public List<byte[]> acceptedAuthorities() {
            return List.of();
        }
    };
}
