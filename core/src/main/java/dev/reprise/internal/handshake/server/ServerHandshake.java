package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;

/** Where a server's handshake begins. */
public final class ServerHandshake {
    private ServerHandshake() {}

    public static HandshakeState start(ServerConfig config, HandshakeProgress progress) {
        return new ExpectClientHello(config, progress);
    }
}
