package dev.reprise.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScheduleTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void isSixHoursEachUnlessSaidOtherwise() {
        assertThat(KeySchedule.DEFAULT).isEqualTo(new KeySchedule(Duration.ofHours(6), Duration.ofHours(6)));
    }

    @Test
    void takesUpToSevenDays() {
        assertThat(new KeySchedule(Duration.ofDays(7), Duration.ofDays(7)).opensAfterSealing())
                .isEqualTo(Duration.ofDays(7).plusMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H", "PT0.000999S"})
    void refusesNothingAndLess(Duration wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySchedule(wrong, HOUR))
                .withMessage("rotate is " + wrong + ": expected more than 0 and at most 7 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySchedule(HOUR, wrong))
                .withMessage("lifetime is " + wrong + ": expected more than 0 and at most 7 days");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P7DT0.001S", "P8D", "PT2562047788015215H"})
    void refusesMoreThanSevenDays(Duration wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySchedule(wrong, HOUR))
                .withMessageContaining("rotate is " + wrong);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySchedule(HOUR, wrong))
                .withMessageContaining("at most 7 days, the limit of TLS 1.3");
    }

    @Test
    void refusesMoreKeysThanAreKept() {
        assertThat(new KeySchedule(Duration.ofSeconds(1), Duration.ofHours(6))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySchedule(Duration.ofMillis(1), Duration.ofDays(7)))
                .withMessageContaining("604800000 keys to keep, at most 65536")
                .withMessageContaining("choose a longer rotate");
    }
}
