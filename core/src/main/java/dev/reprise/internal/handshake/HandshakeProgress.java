package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running handshake has found out so far, for those who judge certificates and choose identities while it runs.
 * Written by the handshake, by its tasks too, one after the other; read from any thread.
 */
public final class HandshakeProgress {
    private volatile int version;
    private volatile @Nullable CipherSuite suite;
    private volatile List<String> requestedServerNames = List.of();
    private volatile List<SignatureScheme> peerSchemes = List.of();
    private volatile List<SignatureScheme> peerCertificateSchemes = List.of();
    private volatile @Nullable SignatureScheme peerSignature;
    private volatile List<X509Certificate> peerChain = List.of();
    private volatile List<X509Certificate> localChain = List.of();
    private volatile List<byte[]> peerStatus = List.of();
    private volatile boolean peerAsksForStatus;
    private volatile @Nullable String applicationProtocol;

    /** The negotiated version's code point, 0 while it is open. */
    public int version() {
        return version;
    }

    public void version(int negotiated) {
        version = negotiated;
    }

    public @Nullable CipherSuite suite() {
        return suite;
    }

    public void suite(CipherSuite negotiated) {
        suite = negotiated;
    }

    /** The host names that the client asked for: none or one. */
    public List<String> requestedServerNames() {
        return requestedServerNames;
    }

    public void requestedServerNames(List<String> names) {
        requestedServerNames = List.copyOf(names);
    }

    /** The schemes with which the peer verifies handshake signatures, in its order. */
    public List<SignatureScheme> peerSchemes() {
        return peerSchemes;
    }

    /** The schemes with which the peer verifies signatures on certificates, in its order. */
    public List<SignatureScheme> peerCertificateSchemes() {
        return peerCertificateSchemes;
    }

    public void peerSchemes(List<SignatureScheme> handshake, List<SignatureScheme> certificates) {
        peerSchemes = List.copyOf(handshake);
        peerCertificateSchemes = List.copyOf(certificates);
    }

    /** The scheme with which the peer proved that it has its certificate's key; null where it did not, as on a resumption. */
    public @Nullable SignatureScheme peerSignature() {
        return peerSignature;
    }

    public void peerSignature(SignatureScheme verified) {
        peerSignature = verified;
    }

    public List<X509Certificate> peerChain() {
        return peerChain;
    }

    public void peerChain(List<X509Certificate> chain) {
        peerChain = List.copyOf(chain);
    }

    /** OCSP responses for the peer's certificates, in their order; an empty array where one has none. Empty if none has one. */
    public List<byte[]> peerStatus() {
        return peerStatus.stream().map(byte[]::clone).toList();
    }

    public void peerStatus(List<byte[]> responses) {
        peerStatus = List.copyOf(responses);
    }

    /** Whether the client takes an OCSP response beside the server's certificates. */
    public boolean peerAsksForStatus() {
        return peerAsksForStatus;
    }

    public void peerAsksForStatus(boolean asks) {
        peerAsksForStatus = asks;
    }

    public List<X509Certificate> localChain() {
        return localChain;
    }

    public void localChain(List<X509Certificate> chain) {
        localChain = List.copyOf(chain);
    }

    /** The application protocol; null while it is open, empty where none was negotiated. */
    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    public void applicationProtocol(String negotiated) {
        applicationProtocol = negotiated;
    }
}
