package dev.reprise.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.internal.crypto.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLogFileTest {
    @TempDir
    Path folder;

    @Test
    void appendsOneLineASecretToAFileOfItsOwnersOnly() throws Exception {
        Path file = folder.resolve("keys.log");
        new KeyLogFile(file).log("CLIENT_TRAFFIC_SECRET_0", new byte[] {0, (byte) 0xff}, Secret.copyOf(new byte[] {1}));
        new KeyLogFile(file).log("EXPORTER_SECRET", new byte[] {2}, Secret.copyOf(new byte[] {(byte) 0xab, 0}));

        assertThat(file).hasContent("CLIENT_TRAFFIC_SECRET_0 00ff 01\nEXPORTER_SECRET 02 ab00\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatCannotBeWrittenCostsNothing() {
        KeyLogFile unwritable = new KeyLogFile(folder.resolve("missing").resolve("keys.log"));

        unwritable.log("EXPORTER_SECRET", new byte[] {2}, Secret.copyOf(new byte[] {1}));
        unwritable.log("EXPORTER_SECRET", new byte[] {2}, Secret.copyOf(new byte[] {1}));

        assertThat(folder).isEmptyDirectory();
    }
}
