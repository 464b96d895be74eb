package dev.reprise.internal.engine;

import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.record.InboundRecord;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.PeerMisbehaved;

/**
 * What the peer's alerts mean, and how many it may send that mean nothing. In TLS 1.3 the description alone says whether an alert ends the
 * connection (RFC 9846 section 6); in TLS 1.2 its level does (RFC 5246 section 7.2), and servers of TLS 1.2 warn before they have said which
 * version they speak.
 */
final class PeerAlerts {
    private static final int MAX_USER_CANCELED = 4;
    private static final int MAX_WARNINGS = 8;
    private static final int WARNING = 1;

    private final boolean tls12Enabled;
    private int userCanceled;
    private int warnings;

    PeerAlerts(boolean tls12Enabled) {
        this.tls12Enabled = tls12Enabled;
    }

    /**
     * Takes one alert.
     *
     * @param version the negotiated version, 0 while it is open
     * @return whether it is close_notify; any other that comes back ends nothing
     * @throws AlertReceived if it ends the connection
     */
    boolean isGoodbye(InboundRecord alert, int version) {
        int level = alert.array()[alert.offset()] & 0xff;
        int code = alert.array()[alert.offset() + 1] & 0xff;
        AlertDescription description = AlertDescription.of(code);
        if (description == AlertDescription.CLOSE_NOTIFY) {
            return true;
        }
        if (description == AlertDescription.USER_CANCELED && ++userCanceled <= MAX_USER_CANCELED) {
            return false; // close_notify follows (RFC 9846 section 6.1)
        }
        if (level == WARNING && mayWarn(version)) {
            if (++warnings > MAX_WARNINGS) {
                throw new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "the peer warns over and over");
            }
            return false;
        }
        if (description == null) {
            // What nobody knows is an error too (RFC 9846 section 6).
            throw new AlertReceived(
                    AlertDescription.INTERNAL_ERROR, "the peer ended the connection with the unknown alert " + code);
        }
        throw new AlertReceived(description, "the peer ended the connection with the alert " + description.ianaName());
    }

    private boolean mayWarn(int version) {
        return version == ProtocolVersion.TLS12 || version == 0 && tls12Enabled;
    }
}
