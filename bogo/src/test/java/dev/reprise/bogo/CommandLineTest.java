package dev.reprise.bogo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static CommandLine parse(String... arguments) {
        return CommandLine.parse(List.of(arguments));
    }

    @Test
    void aFlagCountsForAllConnections() {
        CommandLine command = parse("-server", "-resume-count", "2");
        assertThat(command.initial().has(Flag.SERVER)).isTrue();
        assertThat(command.resume().has(Flag.SERVER)).isTrue();
        assertThat(command.initial().number(Flag.RESUME_COUNT, 0)).isEqualTo(2);
    }

    @Test
    void aPrefixSaysForWhichConnection() {
        CommandLine command = parse("-on-initial-expect-alpn", "foo", "-on-resume-expect-alpn", "bar");
        assertThat(command.initial().text(Flag.EXPECT_ALPN)).contains("foo");
        assertThat(command.resume().text(Flag.EXPECT_ALPN)).contains("bar");
    }

    @Test
    void whatIsForARetryOfEarlyDataCountsForNoConnection() {
        CommandLine command = parse("-on-retry-verify-fail");
        assertThat(command.initial().has(Flag.VERIFY_FAIL)).isFalse();
        assertThat(command.resume().has(Flag.VERIFY_FAIL)).isFalse();
    }

    @Test
    void whatIsForTheShimAsAgainstAHandshakerCountsHere() {
        CommandLine command = parse("-on-shim-on-resume-no-ticket");
        assertThat(command.initial().has(Flag.NO_TICKET)).isFalse();
        assertThat(command.resume().has(Flag.NO_TICKET)).isTrue();
    }

    @Test
    void numbersAddUpToAListAndOthersReplaceEachOther() {
        CommandLine command = parse("-curves", "29", "-curves", "23", "-host-name", "a", "-host-name", "b");
        assertThat(command.initial().numbers(Flag.CURVES)).containsExactly(29, 23);
        assertThat(command.initial().text(Flag.HOST_NAME)).contains("b");
    }

    @Test
    void aTextMayLookLikeAFlag() {
        assertThat(parse("-export-label", "-server").initial().has(Flag.SERVER)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-dtls", "-on-resume-psk", "server", "-on-handshaker-curves", ""})
    void whatNobodyKnowsIsNotImplemented(String flag) {
        assertThatExceptionOfType(Unimplemented.class).isThrownBy(() -> parse(flag, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-port", "-curves", "-host-name"})
    void aValueMustFollow(String flag) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(flag)).withMessageContaining(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-port", "-curves"})
    void aNumberMustBeOne(String flag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(flag, "many"))
                .withMessageContaining("many");
    }

    @ParameterizedTest
    @EnumSource
    void everyFlagIsFoundByItsText(Flag flag) {
        assertThat(flag.text()).matches("-[a-z0-9-]+");
        assertThat(Flag.of(flag.text())).contains(flag);
    }

    @Test
    void applicationProtocolsStandAsOnTheWire() {
        assertThat(Alpn.list("\u0003foo\u0002h2")).containsExactly("foo", "h2");
        assertThat(Alpn.list("")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Alpn.list("\u0004foo"));
    }

    @Test
    void authoritiesStandInHexadecimalDigits() {
        assertThat(AuthorityList.names("3000,3001")).containsExactly(new byte[] {0x30, 0}, new byte[] {0x30, 1});
        assertThat(AuthorityList.names("<NULL>")).isEmpty();
        assertThat(AuthorityList.names("<EMPTY>")).isEmpty();
    }
}
