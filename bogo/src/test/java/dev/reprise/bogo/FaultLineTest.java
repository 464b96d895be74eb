package dev.reprise.bogo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.internal.wire.AlertReceived;
import dev.reprise.internal.wire.DecodeFault;
import dev.reprise.internal.wire.LocalFault;
import dev.reprise.internal.wire.PeerIncompatible;
import dev.reprise.internal.wire.PeerMisbehaved;
import org.junit.jupiter.api.Test;

class FaultLineTest {
    @Test
    void saysWhoseFaultItIsWhichAlertFollowsAndWhy() {
        assertThat(FaultLine.of(new DecodeFault("short"))).isEqualTo(":DECODE_FAULT:DECODE_ERROR: short");
        assertThat(FaultLine.of(new PeerMisbehaved(AlertDescription.BAD_RECORD_MAC, "no")))
                .isEqualTo(":PEER_MISBEHAVED:BAD_RECORD_MAC: no");
        assertThat(FaultLine.of(new PeerIncompatible(AlertDescription.PROTOCOL_VERSION, "old")))
                .isEqualTo(":PEER_INCOMPATIBLE:PROTOCOL_VERSION: old");
        assertThat(FaultLine.of(new AlertReceived(AlertDescription.UNKNOWN_CA, "who")))
                .isEqualTo(":ALERT_RECEIVED:UNKNOWN_CA: who");
        assertThat(FaultLine.of(new LocalFault("broken"))).isEqualTo(":LOCAL_FAULT:INTERNAL_ERROR: broken");
    }
}
