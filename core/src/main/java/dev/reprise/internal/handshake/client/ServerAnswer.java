package dev.reprise.internal.handshake.client;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.HandshakeSecret;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * What a client holds once the server's hello is accepted.
 *
 * @param group the group of the key exchange; null where there was none (psk_ke)
 * @param resumed the session that the server resumes; null on a full handshake
 * @param client the secret of the client's handshake records
 * @param server the secret of the server's handshake records
 */
record ServerAnswer(
        ClientConfig config,
        HandshakeProgress progress,
        HelloFlight flight,
        CipherSuite suite,
        @Nullable NamedGroup group,
        @Nullable SessionState resumed,
        HandshakeSecret schedule,
        Secret client,
        Secret server) {
    /** Destroys every secret: the handshake goes no further. */
    void discard() {
        schedule.destroy();
        client.destroy();
        server.destroy();
    }

    Transcript transcript() {
        return flight.transcript();
    }
}
