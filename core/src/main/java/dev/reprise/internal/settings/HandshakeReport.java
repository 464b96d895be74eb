package dev.reprise.internal.settings;

import dev.reprise.session.Resumption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended, for those who listen.
 *
 * @param client whether this side was the client
 * @param peer the peer's name or address and its port; null where nobody said
 * @param serverName the host name that the client asked for
 * @param protocol JSSE's name of the version; null where it was not agreed on
 * @param cipherSuite IANA's name; null where it was not agreed on
 * @param group IANA's name of the key exchange; null without one
 * @param applicationProtocol null where none was agreed on
 * @param resumption null where the handshake failed
 * @param duration from the first byte to the last
 * @param bytesIn of all records of the handshake
 * @param bytesOut of all records of the handshake, tickets included
 * @param failure null where it succeeded
 */
public record HandshakeReport(
        boolean client,
        @Nullable String peer,
        @Nullable String serverName,
        @Nullable String protocol,
        @Nullable String cipherSuite,
        @Nullable String group,
        @Nullable String applicationProtocol,
        @Nullable Resumption resumption,
        Duration duration,
        long bytesIn,
        long bytesOut,
        @Nullable Failed failure) {

    /**
     * Why a handshake failed.
     *
     * @param alert IANA's name of the alert that was sent or received
     * @param received whether the peer sent it
     * @param message one plain sentence
     */
    public record Failed(String alert, boolean received, String message) {}
}
