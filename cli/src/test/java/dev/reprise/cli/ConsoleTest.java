package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What reaches the terminal. */
class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(Map<String, String> environment) {
        return new Console(InputStream.nullInputStream(), out, err, environment);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isAsciiUnlessTheTerminalSaysUtf8() {
        console(Map.of()).print("caf\u00e9 \u2192");
        assertThat(written()).isEqualTo("caf\\u{e9} \\u{2192}\n");
    }

    @Test
    void isUtf8WhereTheTerminalSaysSo() {
        console(Map.of("LANG", "de_DE.UTF-8")).print("caf\u00e9 \u2192 \ud83d\ude00");
        assertThat(written()).isEqualTo("caf\u00e9 \u2192 \ud83d\ude00\n");
    }

    @Test
    void believesTheFirstVariableThatIsSet() {
        Console console = console(Map.of("LC_ALL", "C", "LC_CTYPE", "", "LANG", "en_US.UTF-8"));
        assertThat(console.utf8()).isFalse();
    }

    @Test
    void lastsNoPeerSteerTheTerminal() {
        console(Map.of("LANG", "C.UTF-8")).print("name\u001b[2J\u0007\r\u009b1m\u202e");
        assertThat(written()).isEqualTo("name\\u{1b}[2J\\u{7}\\u{d}\\u{9b}1m\\u{202e}\n");
    }

    @Test
    void keepsMessagesOffStandardOutput() {
        console(Map.of()).note("only a word");
        assertThat(written()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("only a word\n");
    }

    @Test
    void doesNotMindThatNobodyReads() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        new Console(InputStream.nullInputStream(), broken, err, Map.of()).print("to nobody");
        assertThat(err.size()).isZero();
    }

    @Test
    void writesJsonOfEveryKindAsAsciiOnOneLine() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("text", "a\"\n\u00e9\u0001");
        fields.put("number", 5L);
        fields.put("small", 6);
        fields.put("real", 1.5);
        fields.put("bit", true);
        fields.put("nothing", null);
        fields.put("list", List.of(1L, "x"));
        fields.put("map", Map.of("k", "v"));
        console(Map.of()).json(fields);
        assertThat(written())
                .isEqualTo("{\"text\":\"a\\\"\\n\\u00E9\\u0001\",\"number\":5,\"small\":6,\"real\":1.5,\"bit\":true,"
                        + "\"nothing\":null,\"list\":[1,\"x\"],\"map\":{\"k\":\"v\"}}\n");
        Map<String, @Nullable Object> read = Json.parse(written());
        assertThat(read)
                .containsEntry("text", "a\"\n\u00e9\u0001")
                .containsEntry("number", 5L)
                .containsEntry("nothing", null);
        assertThat(read).doesNotContainKeys("list", "map");
    }
}
