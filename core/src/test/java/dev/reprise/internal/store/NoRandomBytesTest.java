package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no keys, whatever they are called and wherever they lie: what anybody knows must never seal. */
class NoRandomBytesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    /** A mounted Secret often holds the certificate too, and its name comes last. */
    @Test
    @Prevents("zero-key")
    void aCertificateBesideTheKeysIsNoneOfThem() throws IOException {
        KeyMaterial.writeNew(directory.resolve("20260101.key"), RANDOM);
        Files.copy(TestPki.shared().serverEc().certificatePem(), directory.resolve("tls.crt"));
        Instant later = Instant.now().plus(Duration.ofHours(1));
        DirectoryKeys keys = new DirectoryKeys(directory, KeySchedule.DEFAULT, Duration.ZERO, RANDOM, later);

        TicketKeyring ring = keys.at(later);
        assertThat(ring.all()).hasSize(1);
        assertThat(ring.sealing().hexName())
                .isEqualTo(KeyMaterial.read(directory.resolve("20260101.key")).hexName());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x41, 0xff})
    @Prevents("zero-key")
    void oneByteRepeatedIsNoKeyHoweverItIsWritten(int value) throws IOException {
        byte[] constant = new byte[80];
        java.util.Arrays.fill(constant, (byte) value);
        String[] written = {
            new String(constant, StandardCharsets.ISO_8859_1),
            Base64.getEncoder().encodeToString(constant) + "\n",
            HexFormat.of().formatHex(constant) + "\n"
        };
        for (String text : written) {
            Path file = directory.resolve("key");
            Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> KeyMaterial.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("that is no key");
            assertThatThrownBy(() -> SecretFile.read(file)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void randomBytesAreAKeyHoweverTheyAreWritten() throws IOException {
        byte[] random = new byte[48];
        RANDOM.nextBytes(random);
        Path file = directory.resolve("key");
        for (byte[] written : new byte[][] {
            random,
            Base64.getEncoder().encode(random),
            HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII)
        }) {
            Files.write(file, written);
            assertThat(KeyMaterial.read(file).hexName()).hasSize(32);
        }
    }
}
