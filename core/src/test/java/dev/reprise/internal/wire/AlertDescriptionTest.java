package dev.reprise.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertDescriptionTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsCodeAndNamedAsItsConstant(AlertDescription alert) {
        assertThat(AlertDescription.of(alert.code())).isSameAs(alert);
        assertThat(alert).hasToString(alert.name().toLowerCase(Locale.ROOT));
        assertThat(alert.ianaName()).isEqualTo(alert.toString());
    }

    /** RFC 9846 section 6, and no_renegotiation of RFC 5246. */
    @ParameterizedTest
    @CsvSource({
        "0, close_notify",
        "10, unexpected_message",
        "20, bad_record_mac",
        "22, record_overflow",
        "40, handshake_failure",
        "42, bad_certificate",
        "43, unsupported_certificate",
        "44, certificate_revoked",
        "45, certificate_expired",
        "46, certificate_unknown",
        "47, illegal_parameter",
        "48, unknown_ca",
        "49, access_denied",
        "50, decode_error",
        "51, decrypt_error",
        "70, protocol_version",
        "71, insufficient_security",
        "80, internal_error",
        "86, inappropriate_fallback",
        "90, user_canceled",
        "100, no_renegotiation",
        "109, missing_extension",
        "110, unsupported_extension",
        "112, unrecognized_name",
        "113, bad_certificate_status_response",
        "115, unknown_psk_identity",
        "116, certificate_required",
        "117, general_error",
        "120, no_application_protocol"
    })
    void hasTheCodeOfTheRfc(int code, String name) {
        assertThat(AlertDescription.of(code)).hasToString(name);
    }

    @Test
    void whatNobodyAssignedIsNoAlert() {
        assertThat(AlertDescription.of(1)).isNull();
        assertThat(AlertDescription.of(255)).isNull();
        assertThat(AlertDescription.of(256)).isNull();
        assertThat(AlertDescription.of(-1)).isNull();
    }
}
