package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.MasterSecret;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server holds while it awaits the end of a client's flight.
 *
 * @param client the keys of the client's records from its change_cipher_spec on
 * @param peerChain the client's certificates, shown now or in the session that is resumed
 * @param resumed whether this server has said its Finished already
 */
record Tls12ClientAnswer(
        Tls12Handshake handshake,
        MasterSecret master,
        MasterSecret.Keys client,
        MasterSecret.Keys server,
        List<X509Certificate> peerChain,
        boolean resumed) {
    /** Destroys every secret: the handshake goes no further. */
    void discard() {
        master.destroy();
        client.destroy();
        server.destroy();
    }
}
