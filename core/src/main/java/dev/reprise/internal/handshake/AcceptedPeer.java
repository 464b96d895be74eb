package dev.reprise.internal.handshake;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose certificates were accepted.
 *
 * @param chain the leaf first
 * @param name what the peer was found to be called; null where no name was checked
 */
public record AcceptedPeer(
        List<X509Certificate> chain, @Nullable String name) {
    public AcceptedPeer {
        chain = List.copyOf(chain);
    }

    /** Has a chain judged; may block. A refusal is a fault whose alert tells the peer why. */
    public static AcceptedPeer judge(PeerVerifier verifier, List<X509Certificate> chain, HandshakeProgress progress) {
        try {
            return new AcceptedPeer(chain, verifier.verify(chain, progress));
        } catch (CertificateException refused) {
            throw CertificateFaults.refused(refused);
        }
    }
}
