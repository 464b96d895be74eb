package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.TicketKeys.Key;
import dev.reprise.TicketKeys.Status;
import dev.reprise.TicketKeys.Use;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-06-01T12:30:00Z");
    private static final Instant THE_HOUR = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    private Path directory;

    @Nested
    class Derived {
        private final TicketKeys keys = TicketKeys.derived(FleetSecret.generate());

        @Test
        void sayWhatSealsWhatOpensUntilWhenAndWhatComes() {
            Status status = keys.status(HOUR, HOUR, NOW);

            assertThat(status.source()).isEqualTo("derive");
            assertThat(status.nextRotation()).contains(THE_HOUR.plus(HOUR));
            assertThat(status.keys())
                    .extracting(Key::use)
                    .containsExactly(Use.OPENS, Use.OPENS, Use.SEALS, Use.ANNOUNCED);
            Key seals = status.keys().get(2);
            assertThat(seals.name()).matches("[0-9a-f]{32}");
            assertThat(seals.sealsFrom()).isEqualTo(THE_HOUR);
            assertThat(seals.sealsUntil()).contains(THE_HOUR.plus(HOUR));
            assertThat(seals.opensUntil()).contains(THE_HOUR.plus(HOUR.multipliedBy(3)));
        }

        @Test
        void sayThatTheyHaveNoForwardSecrecy() {
            assertThat(keys.status(HOUR, HOUR, NOW).forwardSecret()).isFalse();
        }

        @Test
        void areNotRotatedByHand() {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> keys.rotate(true, NOW))
                    .withMessageContaining("change the secret");
        }

        @Test
        void needASecret() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TicketKeys.derived().status(HOUR, HOUR, NOW))
                    .withMessageContaining("no fleet secret");
        }
    }

    @Nested
    class InADirectory {
        private TicketKeys keys;

        @BeforeEach
        void nameDirectory() {
            keys = TicketKeys.of("dir:" + directory);
        }

        @Test
        void areWrittenShownAndRotated() throws IOException {
            Path first = directory.resolve("1.key");
            TicketKeys.writeNewKey(first);
            Files.setLastModifiedTime(first, FileTime.from(NOW.minus(HOUR)));

            Status before = keys.status(HOUR, HOUR, NOW);
            assertThat(before.keys()).extracting(Key::use).containsExactly(Use.SEALS);
            assertThat(before.keys().get(0).sealsUntil()).isEmpty();
            assertThat(before.nextRotation()).isEmpty();
            assertThat(before.forwardSecret()).isTrue();

            keys.rotate(false, NOW);
            try (var files = Files.list(directory)) {
                Path second =
                        files.filter(file -> !file.equals(first)).findFirst().orElseThrow();
                Files.setLastModifiedTime(second, FileTime.from(NOW));
            }
            Status after = keys.status(HOUR, HOUR, NOW);
            assertThat(after.keys()).extracting(Key::use).containsExactly(Use.SEALS, Use.ANNOUNCED);
            assertThat(after.keys().get(0).name())
                    .isEqualTo(before.keys().get(0).name());
            assertThat(after.nextRotation()).contains(NOW.plus(Duration.ofMinutes(2)));

            keys.rotate(true, NOW);
            assertThat(keys.status(HOUR, HOUR, NOW).keys()).hasSize(1).doesNotContainAnyElementsOf(after.keys());
        }

        @Test
        void areNeverShown() throws IOException {
            Path file = directory.resolve("1.key");
            TicketKeys.writeNewKey(file);
            byte[] bytes = Files.readAllBytes(file);

            String shown = keys + " " + keys.status(HOUR, HOUR, NOW);

            assertThat(shown)
                    .doesNotContain(HexFormat.of().formatHex(bytes, 0, 8))
                    .doesNotContain(Base64.getEncoder().encodeToString(bytes).substring(0, 10));
        }
    }

    @Test
    void ofTheProcessAreTheSameForAllThatAskForThem() {
        Status one = TicketKeys.ephemeral().status(HOUR, HOUR, NOW);
        Status other = TicketKeys.of("ephemeral").status(HOUR, HOUR, NOW);

        assertThat(other.keys()).isEqualTo(one.keys());
        assertThat(TicketKeys.isolated().status(HOUR, HOUR, NOW).keys()).doesNotContainAnyElementsOf(one.keys());
    }

    @Test
    void inAFileAreNeverWrittenOverOthers() throws IOException {
        Path file = directory.resolve("key");
        TicketKeys.writeNewKey(file);

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> TicketKeys.writeNewKey(file));
        assertThat(TicketKeys.file(file).status(HOUR, HOUR, NOW).keys()).hasSize(1);
    }

    @Test
    void refuseDurationsThatAreNone() {
        for (Duration wrong : List.of(Duration.ZERO, HOUR.negated(), Duration.ofDays(8))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TicketKeys.isolated().status(wrong, HOUR, NOW))
                    .withMessageContaining("rotate is " + wrong);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TicketKeys.isolated().status(HOUR, wrong, NOW))
                    .withMessageContaining("lifetime is " + wrong);
        }
    }

    @Test
    void areNamedLikeTheirSpec() {
        for (String spec : List.of("ephemeral", "file:/etc/key", "dir:/etc/keys", "derive", "derive:/etc/secret")) {
            assertThat(TicketKeys.of(spec)).hasToString(spec);
        }
        assertThat(TicketKeys.directory(Path.of("/etc/keys"), Duration.ZERO)).hasToString("dir:/etc/keys");
    }
}
