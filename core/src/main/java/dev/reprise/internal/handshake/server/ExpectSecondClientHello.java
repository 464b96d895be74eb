package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.HandshakeState;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.Received;

/**
 * Awaits the ClientHello that answers a HelloRetryRequest. Nothing that was decided for the first one holds but the
 * group, the suite and the transcript: offers are looked at anew.
 */
final class ExpectSecondClientHello implements ServerState {
    private final ServerConfig config;
    private final HandshakeProgress progress;
    private final HelloRound.Retry retry;

    ExpectSecondClientHello(ServerConfig config, HandshakeProgress progress, HelloRound.Retry retry) {
        this.config = config;
        this.progress = progress;
        this.retry = retry;
    }

    @Override
    public HandshakeState on(Received received, Effects effects) {
        if (!(received.message() instanceof ClientHello hello)) {
            throw HandshakeState.unexpected(this, received);
        }
        HelloRound round = HelloRound.second(hello, received.encoded(), retry);
        return new ServerNegotiation(config, progress, round).begin();
    }
}
