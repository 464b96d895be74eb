package dev.reprise.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Resumption.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResumptionTest {
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final Origin origin = new Origin(new byte[32], THEN);
    private final Origin other = new Origin(filled(1), THEN);

    @Test
    void isOfTheConnectionsThatDescendFromOneAuthentication() {
        Resumption first = Resumption.full(Reason.NO_SESSION_OFFERED, origin);
        Resumption second = Resumption.resumed(Mechanism.PSK, Duration.ofSeconds(3), origin);
        Resumption third = Resumption.resumed(Mechanism.PSK, Duration.ZERO, other);

        assertThat(second.isResumptionOf(first)).isTrue();
        assertThat(first.isResumptionOf(second)).isTrue();
        assertThat(third.isResumptionOf(first)).isFalse();
    }

    @Test
    void doesNotContradictItself() {
        assertThat(Resumption.resumed(Mechanism.TICKET, Duration.ZERO, origin).resumed())
                .isTrue();
        assertThat(Resumption.full(Reason.EXPIRED, origin).resumed()).isFalse();
        assertThat(Resumption.full(Reason.EXPIRED, origin).age()).isNull();
        assertThatThrownBy(() -> Resumption.full(Reason.RESUMED, origin)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Resumption.resumed(Mechanism.NONE, Duration.ZERO, origin))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Resumption.resumed(Mechanism.PSK, Duration.ofMillis(-1), origin))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resumption(Kind.RESUMED, Mechanism.PSK, Reason.EXPIRED, Duration.ZERO, origin))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resumption(Kind.RESUMED, Mechanism.PSK, Reason.RESUMED, null, origin))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOriginIsAValueOf32BytesAndMilliseconds() {
        byte[] id = filled(7);
        Origin one = new Origin(id, THEN);
        id[0] = 0;
        one.id()[1] = 0;

        assertThat(one).isEqualTo(new Origin(filled(7), Instant.parse("2026-03-01T12:00:00.123Z")));
        assertThat(one.sameAs(new Origin(filled(7), Instant.EPOCH))).isTrue();
        assertThat(one.toString()).contains("07070707").doesNotContain("0707070707");
        assertThatThrownBy(() -> new Origin(new byte[31], THEN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reasonsHaveTheWordsOfTheClosedList() {
        assertThat(Reason.values())
                .extracting(Reason::word)
                .containsExactly(
                        "resumed",
                        "no_session_offered",
                        "resumption_disabled",
                        "unknown_session",
                        "unknown_ticket_key",
                        "unreadable",
                        "expired",
                        "issued_in_future",
                        "certificate_expired",
                        "certificate_not_trusted",
                        "peer_name_mismatch",
                        "server_name_mismatch",
                        "version_mismatch",
                        "cipher_not_enabled",
                        "hash_mismatch",
                        "extended_master_secret_mismatch",
                        "psk_mode_mismatch",
                        "client_authentication_mismatch",
                        "context_mismatch",
                        "already_used",
                        "invalidated",
                        "too_many_offers",
                        "too_large",
                        "store_unavailable",
                        "declined");
        assertThat(Reason.values()).allSatisfy(reason -> {
            assertThat(Reason.of(reason.word())).isSameAs(reason);
            assertThat(reason).hasToString(reason.word());
        });
        assertThatThrownBy(() -> Reason.of("tired")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mechanismsHaveTheWordsOfTheCommandLine() {
        assertThat(Mechanism.values())
                .extracting(Mechanism::word)
                .containsExactly("none", "session_id", "ticket", "psk_stateless", "psk_stored", "psk");
        assertThat(EarlyDataStatus.values())
                .extracting(EarlyDataStatus::word)
                .containsExactly("none", "accepted", "rejected");
        assertThat(Kind.values()).extracting(Kind::word).containsExactly("full", "resumed");
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
