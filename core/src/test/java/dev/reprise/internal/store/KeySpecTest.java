package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.MasterKeys;
import dev.reprise.internal.resumption.TicketKeySource;
import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpecTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final TestRandom random = new TestRandom(1);

    @TempDir
    private Path directory;

    @Test
    void ephemeralIsSharedByAllContextsOfTheProcess() {
        TicketKeySource one = open("ephemeral", null);
        TicketKeySource other = open("ephemeral", null);

        assertThat(one.at(NOW).sealing()).isNotNull().isEqualTo(other.at(NOW).sealing());
    }

    @Test
    void isolatedIsNot() {
        TicketKeySource one = new KeySpec.Isolated().open(KeySchedule.DEFAULT, null, random, NOW);
        TicketKeySource other = new KeySpec.Isolated().open(KeySchedule.DEFAULT, null, random, NOW);

        assertThat(one.at(NOW).sealing()).isNotNull().isNotEqualTo(other.at(NOW).sealing());
        assertThat(one.at(NOW).sealing())
                .isNotEqualTo(open("ephemeral", null).at(NOW).sealing());
    }

    @Test
    void fileAndDirAreReadAtTheirPath() throws IOException {
        Path file = directory.resolve("ticket.key");
        KeyFiles.writeNew(file, random);

        TicketKeySource inFile = open("file:" + file, null);
        TicketKeySource inDirectory = open("dir:" + directory, null);

        assertThat(inFile.at(NOW).all()).hasSize(1);
        assertThat(inFile.at(NOW).sealing().key())
                .isEqualTo(inDirectory.at(NOW).sealing().key());
        assertThat(inFile.describe()).isEqualTo("file:" + file);
        assertThat(inDirectory.describe()).isEqualTo("dir:" + directory);
    }

    @Test
    void deriveTakesTheFleetsSecret() {
        MasterKeys secret = MasterKeys.ephemeral(random);

        assertThat(open("derive", secret).at(NOW).all())
                .isEqualTo(open("derive", secret).at(NOW).all());
        assertThatIllegalStateException()
                .isThrownBy(() -> open("derive", null))
                .withMessageContaining("there is no fleet secret");
    }

    @Test
    void deriveWithAPathTakesASecretOfItsOwn() throws IOException {
        Path file = directory.resolve("secret");
        SecretFile.writeNew(file, random);
        TicketKeySource source = open("derive:" + file, MasterKeys.ephemeral(random));

        assertThat(source.at(NOW).all())
                .isEqualTo(new DerivedKeys(SecretFile.read(file), KeySchedule.DEFAULT)
                        .at(NOW)
                        .all());
        assertThat(source.describe()).isEqualTo("derive:" + file);
        assertThat(source.forwardSecret()).isFalse();
        Files.delete(file);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> open("derive:" + file, null))
                .withMessageContaining("no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ephemeral",
                "ephemeral:",
                "redis://host",
                "file",
                "file:",
                "dir:",
                "derive:",
                "/etc/key",
                ":"
            })
    void whatIsNoneSaysWhatThereIs(String spec) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeySpec.parse(spec))
                .withMessageContaining("\"" + spec + "\"")
                .withMessageContaining("expected ephemeral, file:PATH, dir:PATH, derive or derive:PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ephemeral", "file:/etc/key", "dir:keys", "derive", "derive:/etc/secret"})
    void isDescribedAsItIsWritten(String spec) {
        assertThat(KeySpec.parse(spec).describe()).isEqualTo(spec);
    }

    private TicketKeySource open(String spec, @Nullable MasterKeys secret) {
        return KeySpec.parse(spec).open(KeySchedule.DEFAULT, secret, random, NOW);
    }
}
