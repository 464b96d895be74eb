package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands for durations and addresses. */
class ParsingTest {
    @Nested
    class ADuration {
        @ParameterizedTest
        @CsvSource({"90s,PT90S", "15m,PT15M", "6h,PT6H", "7d,P7D", "1s,PT1S"})
        void isANumberAndAUnit(String text, Duration duration) {
            assertThat(Durations.parse(text)).isEqualTo(duration);
        }

        @ParameterizedTest
        @ValueSource(strings = {"90s", "15m", "6h", "7d", "25h", "61s"})
        void isWrittenAsItIsRead(String text) {
            assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "s", "10", "-1s", "+1s", "1.5h", "1 s", "1S", "1w", "1s1m", "9999999999s"})
        void isNothingElse(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Durations.parse(text))
                    .withMessageContaining("90s, 15m, 6h or 7d");
        }

        @Test
        void takesTime() {
            assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("0h"));
        }

        @ParameterizedTest
        @CsvSource({"PT0S,0s", "PT59S,59s", "PT61S,1m 1s", "PT21599S,5h 59m", "P7D,7d", "PT169H,7d 1h"})
        void isToldRoughly(Duration duration, String text) {
            assertThat(Durations.rough(duration)).isEqualTo(text);
        }
    }

    @Nested
    class AnAddress {
        @ParameterizedTest
        @CsvSource({
            "example.com:443,example.com,443",
            "127.0.0.1:0,127.0.0.1,0",
            "[::1]:8443,::1,8443",
            "8443,127.0.0.1,8443",
            "a-b_c.test:65535,a-b_c.test,65535"
        })
        void isAHostAndAPort(String text, String host, int port) {
            assertThat(HostPort.parse(text, "127.0.0.1")).isEqualTo(new HostPort(host, port));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ":",
                    ":443",
                    "host",
                    "host:",
                    "host:65536",
                    "host:x",
                    "::1:443",
                    "a b:1",
                    "https://a:1",
                    "host:-1"
                })
        void isNothingElse(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text, "127.0.0.1"));
        }

        @Test
        void needsAHostWhereThereIsNoDefault() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HostPort.parse("443", null))
                    .withMessageContaining("HOST:PORT");
        }

        @ParameterizedTest
        @ValueSource(strings = {"example.com:443", "[::1]:8443", "10.0.0.1:1"})
        void isWrittenAsItIsRead(String text) {
            assertThat(HostPort.parse(text, null)).hasToString(text);
        }
    }
}
