package dev.reprise.internal.handshake.client;

import dev.reprise.internal.message.CertificateRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proof that the server is who it should be. A client goes on to the server's Finished only with one of these: made where a signature over this
 * handshake verified under a certificate that was accepted, or where a session is resumed whose certificates were.
 */
final class ServerIdentity {
    private final List<X509Certificate> chain;
    private final @Nullable CertificateRequest request;

    private ServerIdentity(List<X509Certificate> chain, @Nullable CertificateRequest request) {
        this.chain = chain;
        this.request = request;
    }

    /** The server resumes: its binder-proven secret stands for the certificates of the session. */
    static ServerIdentity resumed(List<X509Certificate> sessionChain) {
        return new ServerIdentity(sessionChain, null);
    }

    /** The server's signature verified. */
    static ServerIdentity verified(List<X509Certificate> chain, @Nullable CertificateRequest request) {
        return new ServerIdentity(chain, request);
    }

    List<X509Certificate> chain() {
        return chain;
    }

    /** What the server asks of the client; null if nothing. */
    @Nullable
    CertificateRequest request() {
        return request;
    }
}
