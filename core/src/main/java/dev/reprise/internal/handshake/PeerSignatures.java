package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.message.CertificateVerify;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerMisbehaved;
import java.security.cert.X509Certificate;
import java.util.List;

/** Verifies that a peer has the key of the certificate it showed (RFC 9846, section 4.5.2). */
public final class PeerSignatures {
    private PeerSignatures() {}

    /**
     * @param content what was to be signed, see {@link HandshakeSignatures}
     * @param enabled the schemes this side announced
     * @return the scheme it was signed with
     */
    public static SignatureScheme verify(
            CertificateVerify message, X509Certificate leaf, byte[] content, List<SignatureScheme> enabled) {
        SignatureScheme scheme = message.scheme();
        if (!enabled.contains(scheme) || !scheme.allowedInTls13Handshake()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the peer signed with " + scheme.name() + ", which was not offered");
        }
        if (!scheme.suits(leaf.getPublicKey())) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the peer signed with " + scheme.name() + ", which its certificate's key is not for");
        }
        if (!scheme.verify(leaf.getPublicKey(), content, message.signature())) {
            throw new PeerMisbehaved(
                    AlertDescription.DECRYPT_ERROR, "the peer's signature over the handshake does not verify");
        }
        return scheme;
    }
}
