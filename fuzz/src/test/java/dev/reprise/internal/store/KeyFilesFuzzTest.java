package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.fuzz.Cost;
import dev.reprise.fuzz.Feed;
import dev.reprise.fuzz.Scratch;
import dev.reprise.fuzz.Seeds;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.wire.WireWriter;
import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files of ticket keys and of fleet secrets: whoever reads them twice has the same keys, or the same refusal. */
class KeyFilesFuzzTest {
    @FuzzTest
    void holdTheSameKeysForEverybodyOrNone(byte[] input) {
        Feed feed = new Feed(input);
        boolean secret = feed.u8() % 2 == 0;
        byte[] content = feed.rest();
        if (secret) {
            Cost.atMost(256 * 1024 + 300L * content.length, () -> secrets(content));
            assertThat(secrets(content)).isEqualTo(secrets(content));
        } else {
            Path file = Scratch.file("ticket.key", content);
            assertThat(key(file, content.length)).isEqualTo(key(file, content.length));
        }
    }

    /** Who seals entries, and all that open them; or why there is none. */
    private static Object secrets(byte[] content) {
        try {
            MasterKeys keys = SecretFile.parse(content.clone(), "the file");
            List<TicketKey> all = keys.entries().all();
            assertThat(all)
                    .hasSameSizeAs(keys.generations())
                    .contains(keys.entries().sealing());
            assertThat(content).hasSizeGreaterThanOrEqualTo(MasterKeys.SHORTEST_SECRET);
            return all;
        } catch (IOException refused) {
            return refused.getMessage();
        }
    }

    private static Object key(Path file, int length) {
        try {
            KeyMaterial key = KeyMaterial.read(file);
            assertThat(length).isBetween(KeyMaterial.SHORTEST, KeyMaterial.LONGEST);
            return key;
        } catch (IOException refused) {
            return refused.getMessage();
        }
    }

    static void seeds(Seeds seeds) {
        byte[] one = SecretFile.newLine(new TestRandom(1));
        byte[] two = SecretFile.newLine(new TestRandom(2));
        seeds.put("one-secret", 0, one);
        seeds.put(
                "two-secrets",
                0,
                new WireWriter()
                        .bytes(one)
                        .bytes(new byte[] {'#', 'x', '\n', '\r'})
                        .bytes(two)
                        .toByteArray());
        seeds.put("twice", 0, new WireWriter().bytes(one).bytes(one).toByteArray());
        seeds.put("cut", 0, Arrays.copyOf(one, 40));
        seeds.put("raw", 0, KeyMaterial.generate(new TestRandom(3)));
        seeds.put("key", 1, KeyMaterial.generate(new TestRandom(4)));
        seeds.put("short-key", 1, Arrays.copyOf(KeyMaterial.generate(new TestRandom(4)), 47));
        seeds.put("zeros", 1, new byte[80]);
    }
}
