package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.wire.AlertDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each case of the closed list has for an alert; that it comes is shown where its hello or answer is made. */
class BrokenOfferTest {
    private static AlertDescription asked(BrokenOffer offer) {
        return switch (offer) {
            case BINDER -> AlertDescription.DECRYPT_ERROR;
            case HELLO_WITHOUT_EXTENDED_MASTER_SECRET, ANSWER_OF_OTHER_EXTENDED_MASTER_SECRET ->
                AlertDescription.HANDSHAKE_FAILURE;
            case PSK_WITHOUT_OFFER -> AlertDescription.UNSUPPORTED_EXTENSION;
            case SESSION_ID_WITHOUT_OFFER, SELECTED_IDENTITY, OTHER_HASH, OTHER_SUITE, PSK_KE_NOT_OFFERED ->
                AlertDescription.ILLEGAL_PARAMETER;
            case NEITHER_KEY_NOR_SESSION -> AlertDescription.MISSING_EXTENSION;
        };
    }

    @ParameterizedTest
    @EnumSource
    void endsTheConnectionWithTheAlertThatItsRfcAsksFor(BrokenOffer offer) {
        assertThat(offer.alert()).isEqualTo(asked(offer));
        assertThat(offer.fault().alert()).isEqualTo(asked(offer));
        assertThat(offer.fault()).hasMessageNotContainingAny("null");
    }
}
