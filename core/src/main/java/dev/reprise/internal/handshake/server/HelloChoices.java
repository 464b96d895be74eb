package dev.reprise.internal.handshake.server;

import dev.reprise.internal.handshake.ClientAuthentication;
import dev.reprise.internal.handshake.EndpointConfig;
import dev.reprise.internal.message.ApplicationProtocols;
import dev.reprise.internal.message.ClientHello;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.message.ServerName;
import dev.reprise.internal.message.SupportedVersions;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.PeerIncompatible;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a server chooses of a ClientHello the same way in both versions. */
public final class HelloChoices {
    /** A client that offers less than it can says so (RFC 7507). */
    private static final int TLS_FALLBACK_SCSV = 0x5600;

    private HelloChoices() {}

    /** The highest version that the client offers and this server has enabled. */
    static int version(ClientHello hello, EndpointConfig endpoint) {
        SupportedVersions offered = hello.extensions().get(SupportedVersions.class);
        // Without the extension a client speaks what its legacy_version says, TLS 1.2 at most (RFC 9846 section 4.2.2).
        List<Integer> versions = offered != null
                ? offered.versions()
                : hello.legacyVersion() >= ProtocolVersion.TLS12 ? List.of(ProtocolVersion.TLS12) : List.of();
        int highest =
                endpoint.versions().stream().mapToInt(version -> version).max().orElse(0);
        int chosen = endpoint.versions().stream()
                .filter(versions::contains)
                .mapToInt(version -> version)
                .max()
                .orElseThrow(() -> new PeerIncompatible(
                        AlertDescription.PROTOCOL_VERSION, "the client offers no version of TLS that is enabled here"));
        if (chosen < highest && hello.cipherSuites().stream().anyMatch(suite -> suite.code() == TLS_FALLBACK_SCSV)) {
            throw new PeerIncompatible(
                    AlertDescription.INAPPROPRIATE_FALLBACK, "the client fell back to an older version for no reason");
        }
        return chosen;
    }

    /** The host name that the client asks for, lower case; null if none. */
    public static @Nullable String serverName(ClientHello hello, ServerConfig config) {
        ServerName requested = hello.extensions().get(ServerName.class);
        if (requested == null) {
            return null;
        }
        String name = requested.hostName().toLowerCase(Locale.ROOT);
        if (!config.serverNames().test(name)) {
            throw new PeerIncompatible(
                    AlertDescription.UNRECOGNIZED_NAME, "the client asks for a host name that is not served here");
        }
        return name;
    }

    /** What a client that is asked for a certificate is told of whom this server trusts: names in DER; empty if nothing. */
    public static List<byte[]> authorities(ServerConfig config) {
        return config.clientAuthentication() == ClientAuthentication.NONE
                ? List.of()
                : config.endpoint().verifier().acceptedAuthorities();
    }

    /** The application protocol; empty if none. */
    public static String applicationProtocol(ClientHello hello, ServerConfig config) {
        ApplicationProtocols offered = hello.extensions().get(ApplicationProtocols.class);
        if (offered == null) {
            return "";
        }
        String selected = config.applicationProtocols().select(offered.names());
        if (selected == null) {
            throw new PeerIncompatible(
                    AlertDescription.NO_APPLICATION_PROTOCOL,
                    "the client offers no application protocol that is served here");
        }
        return selected;
    }
}
