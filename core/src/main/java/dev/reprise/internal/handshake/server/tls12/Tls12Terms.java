package dev.reprise.internal.handshake.server.tls12;

import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.message.ClientHello;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS 1.2 hello led to, whether it is resumed or not.
 *
 * @param encoded the hello's very bytes
 * @param ownNames the names of this server's certificate, hashed
 * @param authorities whose certificates a client is asked for, names in DER; empty where that is not said
 */
record Tls12Terms(
        ServerConfig config,
        HandshakeProgress progress,
        ClientHello hello,
        byte[] encoded,
        Tls12HelloParameters parameters,
        @Nullable String serverName,
        String applicationProtocol,
        byte[] ownNames,
        List<byte[]> authorities) {
    EndpointConfig endpoint() {
        return config.endpoint();
    }

    /** Whether a session may be kept at all: without the extended master secret none is (RFC 7627 section 5.4). */
    boolean sessionMayBeKept() {
        return parameters.extendedMasterSecret() && config.sessions().isEnabled();
    }
}
