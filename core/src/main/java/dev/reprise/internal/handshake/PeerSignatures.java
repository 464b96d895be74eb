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
        if (!scheme.allowedInTls13Handshake()) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the peer signed with " + scheme.name() + ", which was not offered");
        }
        return verify(scheme, scheme.suits(leaf.getPublicKey()), message.signature(), leaf, content, enabled);
    }

    /** The same in TLS 1.2, where an ECDSA scheme goes with any curve, and PKCS #1 is allowed (RFC 5246 sections 4.7, 7.4.3 and 7.4.8). */
    public static SignatureScheme verifyTls12(
            SignatureScheme scheme,
            byte[] signature,
            X509Certificate leaf,
            byte[] content,
            List<SignatureScheme> enabled) {
        return verify(scheme, scheme.suitsInTls12(leaf.getPublicKey()), signature, leaf, content, enabled);
    }

    private static SignatureScheme verify(
            SignatureScheme scheme,
            boolean suits,
            byte[] signature,
            X509Certificate leaf,
            byte[] content,
            List<SignatureScheme> enabled) {
        if (!enabled.contains(scheme)) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the peer signed with " + scheme.name() + ", which was not offered");
        }
        if (!suits) {
            throw new PeerMisbehaved(
                    AlertDescription.ILLEGAL_PARAMETER,
                    "the peer signed with " + scheme.name() + ", which its certificate's key is not for");
        }
        if (!scheme.verify(leaf.getPublicKey(), content, signature)) {
            throw new PeerMisbehaved(
                    AlertDescription.DECRYPT_ERROR, "the peer's signature over the handshake does not verify");
        }
        return scheme;
    }
}
