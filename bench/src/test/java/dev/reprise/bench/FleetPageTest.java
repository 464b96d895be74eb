package dev.reprise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the guide to fleets shows of a fleet in a box comes of the commands that stand above it. */
@Tag("long")
class FleetPageTest {
    private static final Pattern SHOWN = Pattern.compile("\\$ \\./bench/run fleet (.*)\n((?:\\|.*\n)+)```");

    @Test
    void showsWhatIsPrinted() throws Exception {
        String page = Files.readString(Path.of("../docs/fleet.md"));
        List<String[]> shown = SHOWN.matcher(page)
                .results()
                .map(found -> new String[] {found.group(1), found.group(2)})
                .toList();
        assertThat(shown).hasSize(4);

        for (String[] run : shown) {
            StringWriter out = new StringWriter();
            FleetInABox.commandLine().setOut(new PrintWriter(out)).execute(run[0].split(" "));
            assertThat(out).as(run[0]).hasToString(run[1]);
        }
    }
}
