package dev.reprise.internal.handshake;

import dev.reprise.internal.crypto.Secret;

/** Receives traffic secrets for analysis (RFC 9850). Off unless a user switched it on by name. */
@FunctionalInterface
public interface KeyLog {
    KeyLog OFF = (label, clientRandom, secret) -> {};

    /**
     * @param label such as {@code CLIENT_HANDSHAKE_TRAFFIC_SECRET}
     * @param clientRandom the 32 bytes of the (first) ClientHello
     * @param secret to be read at once; it is destroyed later
     */
    void log(String label, byte[] clientRandom, Secret secret);
}
