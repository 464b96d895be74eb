package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.ExporterSecret;
import dev.reprise.internal.crypto.MainSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.HandshakeProgress;

/**
 * What a server holds while it awaits the client's answer to its flight.
 *
 * @param clientHandshake the secret that the client's Finished is made with
 * @param clientApplication the secret of the client's records after its Finished
 */
record ClientFlight(
        ServerConfig config,
        HandshakeProgress progress,
        ServerFlight.Terms terms,
        ServerOutcome outcome,
        MainSecret main,
        ExporterSecret exporter,
        Secret clientHandshake,
        Secret clientApplication) {
    /** Destroys every secret: the client's answer will not come. */
    void discard() {
        main.destroy();
        exporter.destroy();
        clientHandshake.destroy();
        clientApplication.destroy();
    }

    Transcript transcript() {
        return terms.round().transcript();
    }
}
