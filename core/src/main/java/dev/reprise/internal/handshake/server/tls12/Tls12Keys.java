package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.crypto.MasterSecret;

/** The keys of both directions; the randoms come in the order that the derivation wants. */
final class Tls12Keys {
    private Tls12Keys() {}

    static MasterSecret.KeyBlock of(Tls12Handshake handshake, MasterSecret master) {
        byte[] clientRandom = handshake.terms().hello().random();
        handshake.terms().endpoint().keyLog().log("CLIENT_RANDOM", clientRandom, master.value());
        return master.keys(clientRandom, handshake.serverRandom());
    }
}
