package dev.reprise;

import dev.reprise.internal.settings.HandshakeReport;
import dev.reprise.session.Mechanism;
import dev.reprise.session.Reason;
import dev.reprise.session.Resumption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended. No secret and no certificate is in it.
 *
 * @param client whether this side was the client
 * @param peer name or address of the peer and its port, such as {@code 192.0.2.1:443}, as the application gave it to
 *     the engine or the socket has it; null if nobody said
 * @param serverName the host name that the client asked for, in lower case; null if none
 * @param protocol {@code TLSv1.3}; null where none was agreed on
 * @param cipherSuite the IANA name; null where none was agreed on
 * @param group the key exchange's IANA name, such as {@code x25519}; null without one
 * @param applicationProtocol the protocol agreed on by ALPN; null if none
 * @param resumption full or resumed, by what, and why; null where the handshake failed
 * @param duration from the first byte to the last, by the context's clock
 * @param bytesIn bytes of the handshake as they came over the network
 * @param bytesOut bytes of the handshake as they went over the network, a server's tickets included
 * @param failure why it failed; null where it succeeded
 */
public record HandshakeEvent(
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
        @Nullable Failure failure) {

    /**
     * Why a handshake failed.
     *
     * @param alert IANA's name of the alert that ended it, such as {@code unknown_ca}; {@code close_notify} for a peer
     *     that went away
     * @param received whether the peer sent the alert, else this side did
     * @param message one plain sentence, for the people on this side
     */
    public record Failure(String alert, boolean received, String message) {}

    /** Whether the handshake succeeded. */
    public boolean ok() {
        return failure == null;
    }

    /**
     * Full or resumed.
     *
     * @throws IllegalStateException where the handshake failed
     */
    public Resumption.Kind kind() {
        return decided().kind();
    }

    /**
     * What carried the session that was resumed; {@link Mechanism#NONE} if none was.
     *
     * @throws IllegalStateException where the handshake failed
     */
    public Mechanism mechanism() {
        return decided().mechanism();
    }

    /**
     * Why it was resumed or not.
     *
     * @throws IllegalStateException where the handshake failed
     */
    public Reason reason() {
        return decided().reason();
    }

    private Resumption decided() {
        if (resumption == null) {
            throw new IllegalStateException("the handshake failed: " + failure);
        }
        return resumption;
    }

    static HandshakeEvent of(HandshakeReport report) {
        HandshakeReport.Failed failed = report.failure();
        return new HandshakeEvent(
                report.client(),
                report.peer(),
                report.serverName(),
                report.protocol(),
                report.cipherSuite(),
                report.group(),
                report.applicationProtocol(),
                report.resumption(),
                report.duration(),
                report.bytesIn(),
                report.bytesOut(),
                failed == null ? null : new Failure(failed.alert(), failed.received(), failed.message()));
    }
}
