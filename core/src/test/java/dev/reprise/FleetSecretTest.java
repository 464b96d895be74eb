package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetSecretTest {
    private Path file;

    @BeforeEach
    void nameFile(@TempDir Path directory) {
        file = directory.resolve("secret");
    }

    @Test
    void isWrittenOnceAndReadEverywhere() throws IOException {
        FleetSecret.writeNew(file);

        assertThat(FleetSecret.read(file).keys().generations())
                .isEqualTo(FleetSecret.read(file).keys().generations());
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> FleetSecret.writeNew(file));
    }

    @Test
    void isMadeWhereThereIsNone() throws IOException {
        FleetSecret made = FleetSecret.readOrMake(file);

        assertThat(FleetSecret.readOrMake(file).keys().generations())
                .isEqualTo(made.keys().generations());
    }

    @Test
    void differsFromEveryOther() {
        assertThat(FleetSecret.generate().keys().generations())
                .isNotEqualTo(FleetSecret.generate().keys().generations());
    }

    @Test
    void saysHowManyThereAreAndNothingElse() throws IOException {
        FleetSecret.writeNew(file);
        assertThat(FleetSecret.read(file)).hasToString("FleetSecret[1 secret]");

        Path other = file.resolveSibling("other");
        FleetSecret.writeNew(other);
        Files.writeString(file, Files.readString(file) + Files.readString(other));
        assertThat(FleetSecret.read(file)).hasToString("FleetSecret[2 secrets]");
        assertThat(FleetSecret.read(file).count()).isEqualTo(2);
    }
}
