package dev.reprise.bogo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reprise.internal.crypto.NamedGroup;
import dev.reprise.internal.wire.AlertDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the runner is told of this shim: {@code config.json}. */
class ConfigTest {
    /** What a reason begins with; {@code docs/conformance.md} counts by these. */
    private static final Pattern REASON = Pattern.compile("(out of scope|not there yet|differs|no interface): \\S.*");

    /** A pattern of Go's path.Match, as far as test names need it. */
    private static final Pattern GLOB = Pattern.compile("([A-Za-z0-9_*?-]|\\[\\^?[A-Za-z0-9-]+])+");

    private static final Pattern FAULT = Pattern.compile(
            "(?::(DECODE_FAULT|PEER_MISBEHAVED|PEER_INCOMPATIBLE|ALERT_RECEIVED|LOCAL_FAULT))?:(?:([A-Z_]+):( .*)?)?");

    private final JsonNode config;

    ConfigTest() throws IOException {
        config = new ObjectMapper().readTree(Path.of("config.json").toFile());
    }

    private List<Map.Entry<String, JsonNode>> entries(String name) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
        entries.addAll(config.get(name).properties());
        return entries;
    }

    @Test
    void hasNothingThatTheRunnerDoesNotRead() {
        assertThat(config.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("AllCurves", "DisabledTests", "ErrorMap");
    }

    @Test
    void givesAReasonForEveryTestThatDoesNotRun() {
        assertThat(entries("DisabledTests"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getValue().textValue())
                        .as(entry.getKey())
                        .matches(REASON));
    }

    @Test
    void namesTestsByPatternsThatTheRunnerUnderstandsAndThatDoNotMatchAll() {
        assertThat(entries("DisabledTests")).allSatisfy(entry -> {
            assertThat(entry.getKey()).matches(GLOB);
            assertThat(entry.getKey().replaceAll("[*?]", "")).hasSizeGreaterThan(2);
        });
    }

    @Test
    void namesEveryGroupThatBothSidesKnow() {
        List<Integer> groups = new ArrayList<>();
        config.get("AllCurves").forEach(code -> groups.add(code.intValue()));
        assertThat(groups)
                .containsExactlyInAnyOrderElementsOf(NamedGroup.defaults().stream()
                        .filter(NamedGroup::allowedInTls12)
                        .map(NamedGroup::code)
                        .toList());
    }

    /** An error that stands for anything would prove nothing. */
    @Test
    void saysErrorsAsTheShimSaysFaults() {
        assertThat(entries("ErrorMap")).isNotEmpty().allSatisfy(entry -> {
            String said = entry.getValue().textValue();
            if (entry.getKey().startsWith(":")) {
                assertThat(entry.getKey()).matches(":[A-Z0-9_]+:");
                Matcher fault = FAULT.matcher(said);
                assertThat(fault.matches()).as(said).isTrue();
                assertThat(fault.group(1) == null && fault.group(2) == null)
                        .as("%s stands for anything", said)
                        .isFalse();
                if (fault.group(2) != null) {
                    assertThat(alerts()).contains(fault.group(2));
                }
            } else {
                assertThat(said).isNotBlank();
            }
        });
    }

    private static List<String> alerts() {
        return Arrays.stream(AlertDescription.values())
                .map(alert -> alert.ianaName().toUpperCase(Locale.ROOT))
                .toList();
    }
}
