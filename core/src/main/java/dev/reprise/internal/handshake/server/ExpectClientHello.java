package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.Transcript;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.handshake.server.tls12.Tls12Negotiation;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.Received;

/** Awaits the first ClientHello. */
final class ExpectClientHello implements ServerState {
    private final ServerConfig config;
    private final HandshakeProgress progress;

    ExpectClientHello(ServerConfig config, HandshakeProgress progress) {
        this.config = config;
        this.progress = progress;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof ClientHello hello)) {
            throw HandshakeState.unexpected(this, received);
        }
        if (HelloChoices.version(hello, config.endpoint()) == ProtocolVersion.TLS12) {
            return new Tls12Negotiation(config, progress, hello, received.encoded()).begin(effects);
        }
        HelloRound round = HelloRound.first(hello, received.encoded(), new Transcript());
        return new ServerNegotiation(config, progress, round).begin();
    }
}
