package dev.reprise.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TlsFaultTest {
    @Test
    void aDecodeFaultIsADecodeErrorUnlessAnRfcSaysOtherwise() {
        assertThat(new DecodeFault("short").alert()).isEqualTo(AlertDescription.DECODE_ERROR);
        assertThat(new DecodeFault(AlertDescription.ILLEGAL_PARAMETER, "twice").alert())
                .isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    @Test
    void aLocalFaultIsAnInternalErrorUnlessToldOtherwise() {
        assertThat(new LocalFault("full").alert()).isEqualTo(AlertDescription.INTERNAL_ERROR);
        assertThat(new LocalFault(AlertDescription.HANDSHAKE_FAILURE, "no key").alert())
                .isEqualTo(AlertDescription.HANDSHAKE_FAILURE);
    }

    @Test
    void faultsOfThePeerCarryTheirAlertAndCause() {
        Exception cause = new IllegalArgumentException("why");
        assertThat(new PeerIncompatible(AlertDescription.BAD_CERTIFICATE, "not trusted", cause))
                .hasCause(cause)
                .hasMessage("not trusted")
                .extracting(TlsFault::alert)
                .isEqualTo(AlertDescription.BAD_CERTIFICATE);
        assertThat(new PeerMisbehaved(AlertDescription.UNEXPECTED_MESSAGE, "out of order").alert())
                .isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }
}
