package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How entries in memory are spread: what holds a call up is how many entries share a lock and a place in a table. */
class BoundedEntriesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1023, 1", "1024, 16", "100000, 16", "1000000, 128", "100000000, 1024"})
    void hasMoreShardsTheMoreItMayHold(long maxEntries, int shards) {
        assertThat(BoundedEntries.shardsFor(maxEntries)).isEqualTo(shards);
    }

    @ParameterizedTest
    @CsvSource({"16", "128", "1024"})
    void spreadsNamesOverShards(int shards) {
        int[] counts = new int[shards];
        for (int i = 0; i < 64 * shards; i++) {
            counts[BoundedEntries.indexOf(Arrays.hashCode(OpenStore.name(i)), shards)]++;
        }

        assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(3 * 64);
    }

    /** A table's place is the hash's low bits, mixed with the high ones: where a shard was chosen by the same bits, a table of any size had but one place in sixteen. */
    @Test
    void spreadsTheNamesOfAShardOverItsTable() {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < 16_000; i++) {
            int hash = Arrays.hashCode(OpenStore.name(i));
            if (BoundedEntries.indexOf(hash, 16) == 3) {
                places.merge((hash ^ hash >>> 16) & 1023, 1, Integer::sum);
            }
        }

        assertThat(places).hasSizeGreaterThan(500);
    }
}
