package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Logged;
import dev.reprise.testing.TestRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory of ticket keys, and what its ring is to be. */
abstract class KeyDirectory {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration ANNOUNCEMENT = KeyFiles.DEFAULT_ANNOUNCEMENT;
    static final KeySchedule SCHEDULE = new KeySchedule(Duration.ofHours(1), Duration.ofHours(3));
    static final Duration OPENS_FOR = SCHEDULE.opensAfterSealing();

    final TestRandom random = new TestRandom(1);
    final Logged log = new Logged("dev.reprise.keys");
    KeyFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = new KeyFolder(path);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    final DirectoryKeys opened() {
        return new DirectoryKeys(folder.path(), SCHEDULE, random, NOW);
    }

    final TicketKey key(TicketKeyring ring, int number) {
        return Objects.requireNonNull(ring.named(folder.name(number)));
    }

    final void assertSeals(TicketKeyring ring, int number) {
        assertThat(ring.sealing()).isNotNull();
        assertThat(ring.sealing().name()).isEqualTo(folder.name(number));
        assertThat(ring.sealing().key().isDestroyed()).isFalse();
    }

    final void assertOpens(TicketKeyring ring, int... numbers) {
        for (int number : numbers) {
            assertThat(ring.named(folder.name(number))).as("key %d", number).isNotNull();
        }
    }
}
