package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    private Path directory;

    @Test
    void aNewFileIsWholeAndItsOwnersAlone() throws IOException {
        Path file = directory.resolve("file");
        DurableFiles.createNew(file, new byte[] {1, 2, 3});

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void aNewFileTakesNoOthersPlace() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> DurableFiles.createNew(file, new byte[1]));
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void aReplacementIsWholeAndItsOwnersAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        DurableFiles.replace(file, new byte[] {1, 2, 3});

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void whatCannotBeReplacedStaysAndNothingIsLeftBeside() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.createFile(folder.resolve("inside"));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> DurableFiles.replace(folder, new byte[1]));
        assertThat(directory.toFile().list()).containsExactly("folder");
    }

    @Test
    void aDirectoryThatIsNotThereCannotBeMadeToLast() throws IOException {
        DurableFiles.syncDirectory(directory);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DurableFiles.syncDirectory(directory.resolve("nothing")));
    }
}
