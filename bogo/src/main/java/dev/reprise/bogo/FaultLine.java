package dev.reprise.bogo;

import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import dev.reprise.internal.wire.TlsFault;
import java.util.Locale;

/**
 * How a fault is said to the runner, which looks for a part of it: {@code :PEER_MISBEHAVED:ILLEGAL_PARAMETER: why}. The error map of
 * {@code config.json} has BoringSSL's names for these.
 */
final class FaultLine {
    private FaultLine() {}

    static String of(TlsFault fault) {
        return ":" + kind(fault) + ":" + fault.alert().ianaName().toUpperCase(Locale.ROOT) + ": " + fault.getMessage();
    }

    /** Whose fault it is. */
    private static String kind(TlsFault fault) {
        if (fault instanceof DecodeFault) {
            return "DECODE_FAULT";
        } else if (fault instanceof PeerMisbehaved) {
            return "PEER_MISBEHAVED";
        } else if (fault instanceof PeerIncompatible) {
            return "PEER_INCOMPATIBLE";
        } else if (fault instanceof AlertReceived) {
            return "ALERT_RECEIVED";
        } else if (fault instanceof LocalFault) {
            return "LOCAL_FAULT";
        }
        throw new IllegalArgumentException("a fault of another kind: " + fault.getClass());
    }
}
