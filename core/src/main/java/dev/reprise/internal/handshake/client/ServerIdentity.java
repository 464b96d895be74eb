package dev.reprise.internal.handshake.client;

import dev.reprise.internal.handshake.AcceptedPeer;
import dev.reprise.internal.message.CertificateRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proof that the server is who it should be. A client goes on to the server's Finished only with one of these: made where a signature over this
 * handshake verified under a certificate that was accepted, or where a session is resumed whose certificates were.
 */
final class ServerIdentity {
    private final AcceptedPeer peer;
    private final @Nullable CertificateRequest request;

    private ServerIdentity(AcceptedPeer peer, @Nullable CertificateRequest request) {
        this.peer = peer;
        this.request = request;
    }

    /** The server resumes: its binder-proven secret stands for the certificates of the session. */
    static ServerIdentity resumed(AcceptedPeer ofTheSession) {
        return new ServerIdentity(ofTheSession, null);
    }

    /** The server's signature verified. */
    static ServerIdentity verified(AcceptedPeer peer, @Nullable CertificateRequest request) {
        return new ServerIdentity(peer, request);
    }

    List<X509Certificate> chain() {
        return peer.chain();
    }

    /** The name that these certificates were accepted for, in this handshake or in the one that is resumed; null if for none. */
    @Nullable
    String name() {
        return peer.name();
    }

    /** What the server asks of the client; null if nothing. */
    @Nullable
    CertificateRequest request() {
        return request;
    }
}
