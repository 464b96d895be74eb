package dev.reprise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of performance says of many connections at once. */
class BurstTest {
    @Test
    void resumesAsThePageSays() throws Exception {
        List<String> page = Files.readAllLines(Path.of("../docs/performance.md"));

        assertThat(Burst.rows()).hasSize(6).extracting(Burst.Row::toString).allMatch(page::contains);
    }

    @Test
    void resumesWhateverThePoolHoldsAlsoAtARebuiltContext() throws Exception {
        assertThat(Burst.rows().stream().filter(row -> row.provider() == Burst.Provider.REPRISE_POOL))
                .allMatch(row -> row.resumed() == Burst.SIZE && row.resumedAnew() == Burst.SIZE);
    }
}
