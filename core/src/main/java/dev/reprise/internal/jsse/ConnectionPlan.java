package dev.reprise.internal.jsse;

import dev.reprise.internal.crypto.HashAlgorithm;
import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.ConnectionListener;
import dev.reprise.internal.handshake.ApplicationProtocolSelector;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.handshake.client.ClientConfig;
import dev.reprise.internal.handshake.server.ServerConfig;
import dev.reprise.internal.session.Names;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.session.Side;
import dev.reprise.internal.settings.Face;
import dev.reprise.internal.settings.Identification;
import dev.reprise.internal.settings.ManagedVerifier;
import dev.reprise.internal.settings.PskKe;
import dev.reprise.internal.settings.Settings;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.TlsSession;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What was set on an engine or a socket when its handshake begins, and how its connection comes of that.
 *
 * @param parameters a copy, which nobody changes any more
 * @param bound the session that the application bound to it; null if none
 * @param mustResume whether it fails before a byte leaves if no session can be offered
 */
record ConnectionPlan(
        ContextCore context,
        Face face,
        Side side,
        Peer peer,
        ConnectionParameters parameters,
        @Nullable TlsSession bound,
        boolean mustResume) {
    private static final long RECORDS_PER_KEY = Long.MAX_VALUE; // no fewer than the algorithm allows
    private static final int NO_PADDING = 1;

    /**
     * The context's settings with what this connection has instead, and without what is forbidden.
     *
     * @throws SSLHandshakeException if that leaves nothing to connect with
     */
    Settings settings() throws SSLHandshakeException {
        Settings settings = parameters.settings().permitted();
        if (!settings.canConnect()) {
            throw new SSLHandshakeException("no protocol version, cipher suite, group or signature scheme is enabled");
        }
        return settings;
    }

    Connection connect(Settings settings, ConnectionListener listener) {
        EndpointConfig config = new EndpointConfig(
                settings.versions(),
                settings.suites(),
                settings.groups(),
                settings.signatureSchemes(),
                settings.signatureSchemes(),
                settings.applicationProtocols(),
                settings.recordSizeLimit(),
                NO_PADDING,
                RECORDS_PER_KEY,
                settings.pskKe() != PskKe.OFF,
                settings.revalidation(),
                context.lifetime(side),
                settings.clock(),
                settings.random(),
                settings.keyLog(),
                side == Side.SERVER
                        ? settings.stapling().around(settings.identities().chooserFor(face, side))
                        : settings.identities().chooserFor(face, side),
                new ManagedVerifier(
                        settings.trust(),
                        face,
                        side,
                        new Identification(settings.endpointIdentification() != null, identifiedAs()),
                        settings.judge(side),
                        side == Side.CLIENT && settings.stapling().asked()),
                context.fingerprint(settings, side));
        Connection connection = side == Side.CLIENT
                ? Connection.client(clientConfig(config, settings), listener)
                : Connection.server(serverConfig(config, settings), listener);
        if (parameters.largestContent() < EndpointConfig.MAX_PLAINTEXT) {
            connection.limitRecords(parameters.largestContent());
        }
        return connection;
    }

    /**
     * What the peer is identified as. A bound session keeps the name that its peer was verified as: a certificate that comes instead is checked for
     * that one.
     */
    @Nullable
    String identifiedAs() {
        String name = side == Side.CLIENT && bound != null
                ? SessionBridge.state(bound).peerName()
                : null;
        return name == null ? peer.host() : name;
    }

    private ClientConfig clientConfig(EndpointConfig config, Settings settings) {
        String serverName = parameters.serverName(peer.host());
        String peerName =
                settings.endpointIdentification() == null ? null : serverName == null ? addressOf(peer) : serverName;
        return new ClientConfig(
                config,
                serverName,
                peerName,
                peer.isKnown() ? serverOf(peer, serverName, config.fingerprint()) : NoClientSessions.NOWHERE,
                peer.isKnown() ? context.clientSessions() : NoClientSessions.INSTANCE,
                context.invalidated(),
                bound,
                !settings.sessionCreation()
                        ? ClientConfig.Resuming.ALWAYS
                        : mustResume ? ClientConfig.Resuming.OFFERED : ClientConfig.Resuming.IF_POSSIBLE,
                settings.client().tickets(),
                settings.client().pool(),
                settings.compatibilityMode());
    }

    /** Sessions of another name than the host's have a place of their own: a server resumes none under another name, and each would wear out the other's. */
    private static ClientSessions.Server serverOf(Peer peer, @Nullable String serverName, byte[] fingerprint) {
        String host = peer.host();
        if (host == null) {
            throw new IllegalStateException("sessions are kept for peers with a name only");
        }
        byte[] partition = fingerprint;
        if (!Names.same(serverName, HostNames.toServerName(host))) {
            byte[] name = serverName == null
                    ? new byte[0]
                    : Names.lowerCase(serverName).getBytes(StandardCharsets.UTF_8);
            partition = HashAlgorithm.SHA256.digest(fingerprint, name);
        }
        return new ClientSessions.Server(host, peer.port(), partition);
    }

    private static @Nullable String addressOf(Peer peer) {
        String host = peer.host();
        return host == null || host.isEmpty() ? null : host;
    }

    private ServerConfig serverConfig(EndpointConfig config, Settings settings) {
        ApplicationProtocolSelector selector = face.selectsApplicationProtocol()
                ? face::selectApplicationProtocol
                : ApplicationProtocolSelector.preferring(settings.applicationProtocols());
        return new ServerConfig(
                config,
                settings.clientAuthentication(),
                settings.serverOrder(),
                parameters::serves,
                selector,
                context.serverSessions(),
                settings.server().ticketCount(),
                !settings.sessionCreation());
    }
}
