package dev.reprise.internal.handshake.client.tls12;

import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.SessionState;
import dev.reprise.session.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello that a server answered in TLS 1.2.
 *
 * @param encoded its very bytes
 * @param offered the TLS 1.2 session in it; null if none
 * @param reason why none is offered; {@link Reason#DECLINED} with one
 */
public record Tls12Hello(
        ClientConfig config,
        ClientHello hello,
        byte[] encoded,
        @Nullable SessionState offered,
        Reason reason,
        @Nullable String serverName) {
    /**
     * A fatal alert ended the connection that this session is of: it is not offered again (RFC 5246 section 7.2.2). One that the caller bound
     * is the caller's.
     */
    void forget(@Nullable SessionState session, Effects effects) {
        if (session != null && config.bound() == null) {
            effects.afterwards(() -> config.sessions().remove(config.server(), SessionBridge.wrap(session)));
        }
    }
}
