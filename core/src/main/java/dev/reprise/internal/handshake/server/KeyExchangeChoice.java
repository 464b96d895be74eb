package dev.reprise.internal.handshake.server;

import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.message.KeyShareEntry;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How keys are exchanged: with a share that the client sent, with one it has to be asked for, or, on a resumption that both sides allow it for, not at all.
 *
 * @param entry the client's share that is answered; null if there is none
 * @param retryGroup the group to ask for; null if none is needed
 */
record KeyExchangeChoice(
        @Nullable KeyShareEntry entry, @Nullable NamedGroup retryGroup) {
    private static final KeyExchangeChoice NONE = new KeyExchangeChoice(null, null);

    /**
     * Our first group that the client has a share for; else our first that it knows (a round trip more is better than no group). A
     * resumption without a key exchange is the last choice before that round trip: it has no forward secrecy.
     */
    static KeyExchangeChoice of(HelloParameters parameters, EndpointConfig endpoint, boolean resuming) {
        boolean withExchange = !resuming || parameters.pskDheKe();
        List<NamedGroup> common =
                endpoint.groups().stream().filter(parameters.groups()::contains).toList();
        if (withExchange) {
            for (NamedGroup group : common) {
                for (KeyShareEntry entry : parameters.shares()) {
                    if (entry.group().equals(group)) {
                        return new KeyExchangeChoice(entry, null);
                    }
                }
            }
        }
        if (resuming && parameters.pskKe()) {
            return NONE;
        }
        if (common.isEmpty()) {
            throw new PeerIncompatible(
                    AlertDescription.HANDSHAKE_FAILURE, "the client offers no group that is enabled here");
        }
        return new KeyExchangeChoice(null, common.get(0));
    }
}
