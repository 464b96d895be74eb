package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.resumption.TicketKeyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys in a secret that kubelet mounts: links to a link, which alone is swapped. */
class MountedKeysTest extends KeyDirectory {
    private DirectoryKeys keys;

    @BeforeEach
    void mount() throws IOException {
        swap("..2026_06_01_1", 1, 2);
        link("1.key");
        link("2.key");
        keys = opened();
    }

    @Test
    void isReadThroughItsLinks() {
        assertSeals(keys.at(NOW), 2);
        assertThat(keys.at(NOW).all()).hasSize(2);
    }

    @Test
    void isFollowedWhenItIsSwapped() throws IOException {
        swap("..2026_06_01_2", 2, 3);
        link("3.key");
        Files.delete(folder.path().resolve("1.key"));

        TicketKeyring ring = keys.at(NOW.plus(SECOND));
        assertOpens(ring, 2, 3);
        assertThat(ring.named(folder.name(1))).isNull();
        assertSeals(ring, 2);
        assertSeals(keys.at(NOW.plus(SECOND).plus(ANNOUNCEMENT)), 3);
    }

    @Test
    void isOneStateOfItWhateverItsLinksSayAtThatMoment() throws IOException {
        swap("..2026_06_01_2", 2, 3);

        // kubelet has not come to the links yet: 1.key leads nowhere, and there is none to 3.key.
        TicketKeyring ring = keys.at(NOW.plus(SECOND));
        assertOpens(ring, 2, 3);
        assertThat(ring.all()).hasSize(2);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void isNotWrittenTo() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> keys.rotate(NOW, false))
                .withMessageContaining("add a key to the Secret");
    }

    private void swap(String name, int... numbers) throws IOException {
        KeyFolder data = new KeyFolder(Files.createDirectory(folder.path().resolve(name)));
        for (int number : numbers) {
            data.put(number + ".key", number, LONG_AGO);
        }
        Path link = folder.path().resolve("..data_tmp");
        Files.createSymbolicLink(link, Path.of(name));
        Files.move(link, folder.path().resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void link(String file) throws IOException {
        Files.createSymbolicLink(folder.path().resolve(file), Path.of("..data", file));
    }
}
