package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * What a client holds once a TLS 1.2 ServerHello is accepted.
 *
 * @param sessionId what the server may know the session by
 * @param extendedMasterSecret whether both sides bind the master secret to the handshake
 * @param ticketAnnounced whether a NewSessionTicket comes before the server's change_cipher_spec
 * @param statusAnnounced whether a CertificateStatus may come behind the server's Certificate
 * @param resumed the session that the server resumes; null on a full handshake
 */
record Tls12ServerAnswer(
        Tls12Hello hello,
        HandshakeProgress progress,
        CipherSuite suite,
        byte[] serverRandom,
        byte[] sessionId,
        boolean extendedMasterSecret,
        boolean ticketAnnounced,
        boolean statusAnnounced,
        @Nullable SessionState resumed,
        Transcript transcript) {
    EndpointConfig endpoint() {
        return hello.config().endpoint();
    }
}
