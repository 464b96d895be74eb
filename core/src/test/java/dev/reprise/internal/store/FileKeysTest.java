package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.internal.resumption.KeySchedule;
import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import dev.reprise.testing.Logged;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.TestRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeysTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ANNOUNCEMENT = KeyFiles.DEFAULT_ANNOUNCEMENT;
    private static final KeySchedule SCHEDULE = new KeySchedule(Duration.ofHours(1), Duration.ofHours(3));
    private static final Duration OPENS_FOR = SCHEDULE.opensAfterSealing();

    private final TestRandom random = new TestRandom(1);
    private final Logged log = new Logged("dev.reprise.keys");
    private KeyFolder folder;
    private Path file;

    @BeforeEach
    void putKey(@TempDir Path path) {
        folder = new KeyFolder(path);
        file = folder.put("ticket.key", 1, LONG_AGO);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Nested
    class TheFile {
        @Test
        void sealsAndOpens() {
            FileKeys keys = open();

            assertSeals(keys.at(NOW), 1);
            assertThat(keys.at(NOW).all()).hasSize(1);
            assertThat(keys.nextRotation(NOW)).isEqualTo(Instant.MAX);
            assertSeals(keys.at(NOW.plus(Duration.ofDays(100))), 1);
        }

        @Test
        void givesTheSameKeyInEveryProcess() {
            assertThat(open().at(NOW).all()).isEqualTo(open().at(NOW).all());
        }

        /** By another implementation of HKDF: nodes of two versions must agree. */
        @Test
        void givesWhatTheFirstVersionMadeOfIt() {
            byte[] bytes = new byte[48];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            folder.put("ticket.key", bytes, LONG_AGO);
            TicketKey key = Objects.requireNonNull(open().at(NOW).sealing());

            assertThat(key.hexName()).isEqualTo("7582922e107920d8dad85463bbe186f0");
            assertThat(HexFormat.of().formatHex(key.key().copy()))
                    .isEqualTo("4720d65862e27454af3af8264593b489024d26ef10409b3f5dce8ebeb50cbb43");
        }

        /** A name of nginx's is the first 16 bytes of its file, and its keys are those that follow. */
        @Test
        void sharesNothingWithWhatNginxMakesOfIt() {
            byte[] bytes = KeyFolder.content(1);
            TicketKey key = Objects.requireNonNull(open().at(NOW).sealing());
            String content = HexFormat.of().formatHex(bytes);

            assertThat(content).doesNotContain(key.hexName());
            assertThat(content)
                    .doesNotContain(HexFormat.of().formatHex(key.key().copy()));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 47})
        void isRefusedIfItIsTooShort(int length) {
            folder.put("ticket.key", new byte[length], LONG_AGO);

            assertRefused("a ticket key file has 48 or more random bytes, this one has " + length);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 0x41, 0xff})
        @Prevents("zero-key")
        void isRefusedIfAllItsBytesAreTheSame(int value) {
            byte[] bytes = new byte[48];
            java.util.Arrays.fill(bytes, (byte) value);
            folder.put("ticket.key", bytes, LONG_AGO);

            assertRefused("all 48 bytes are the same: that is no key");
        }

        @Test
        void isRefusedIfItIsNotThereOrNoFile() throws IOException {
            Files.delete(file);
            assertRefused("no such file");

            Files.createDirectory(file);
            assertRefused("not a file");
        }

        @Test
        void forOthersToReadIsWarnedAbout() throws IOException {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
            open();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("ticket.key")
                    .contains("chmod 600");
        }

        private void assertRefused(String why) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> open())
                    .withMessageStartingWith("no ticket key from file:" + file + ": " + why);
        }
    }

    @Nested
    class OtherContent {
        private FileKeys keys;

        @BeforeEach
        void replace() {
            keys = open();
            keys.at(NOW);
            folder.put("ticket.key", 2, NOW);
        }

        @Test
        void opensAtOnceAndSealsAfterItsAnnouncement() {
            Instant seen = NOW.plus(SECOND);

            assertSeals(keys.at(seen), 1);
            assertThat(keys.at(seen).named(folder.name(2))).isNotNull();
            assertSeals(keys.at(seen.plus(ANNOUNCEMENT).minus(SECOND)), 1);
            assertSeals(keys.at(seen.plus(ANNOUNCEMENT)), 2);
        }

        @Test
        void endsTheFormerKeyOnceWhatThatSealedIsOver() {
            keys.at(NOW.plus(SECOND));
            Instant turned = NOW.plus(SECOND).plus(ANNOUNCEMENT);
            TicketKey former = Objects.requireNonNull(keys.at(turned).named(folder.name(1)));

            assertThat(keys.at(turned.plus(OPENS_FOR).minus(SECOND)).all()).hasSize(2);
            assertThat(keys.at(turned.plus(OPENS_FOR)).all()).hasSize(1);
            assertThat(former.key().isDestroyed()).isTrue();
            assertThat(keys.at(turned.plus(OPENS_FOR).plus(SECOND)).all()).hasSize(1);
        }

        @Test
        void mayComeMoreThanOnce() {
            keys.at(NOW.plus(SECOND));
            folder.put("ticket.key", 3, NOW);

            TicketKeyring ring = keys.at(NOW.plus(SECOND.multipliedBy(2)));
            assertThat(ring.all())
                    .extracting(TicketKey::name)
                    .containsExactly(folder.name(1), folder.name(2), folder.name(3));
        }

        /** As it goes wherever a key serves for longer than a second. */
        @Test
        void takesNoKeyAwayHoweverOftenThatWasLookedAtBefore() {
            Instant seen = NOW.plus(SECOND.multipliedBy(10));
            for (int number = 3; number < 6; number++) {
                keys.at(seen);
                keys.at(seen.plus(SECOND));
                folder.put("ticket.key", number, NOW);
                seen = seen.plus(SECOND.multipliedBy(2));
                assertSeals(keys.at(seen), 1);
            }
            assertThat(keys.at(seen).all())
                    .extracting(TicketKey::name)
                    .containsExactly(folder.name(1), folder.name(2), folder.name(3), folder.name(4), folder.name(5));
            assertThat(keys.at(seen).all()).noneMatch(key -> key.key().isDestroyed());
        }

        @Test
        void thatIsBadLeavesNoWipedKeyToSealIfTheClockGoesBack() {
            Instant turned = NOW.plus(SECOND).plus(ANNOUNCEMENT);
            keys.at(NOW.plus(SECOND));
            keys.at(turned);
            folder.put("ticket.key", new byte[3], NOW);
            assertThat(keys.at(turned.plus(OPENS_FOR)).all()).hasSize(1);

            assertSeals(keys.at(NOW), 2);
        }

        @Test
        void mayBeTheFormerAgain() {
            keys.at(NOW.plus(SECOND));
            folder.put("ticket.key", 1, NOW);

            TicketKeyring ring = keys.at(NOW.plus(SECOND.multipliedBy(2)));
            assertSeals(ring, 1);
            assertThat(ring.named(folder.name(2))).isNotNull();
        }

        @Test
        void thatHoldsNoKeyChangesNothing() {
            keys.at(NOW.plus(SECOND));
            folder.put("ticket.key", new byte[3], NOW);

            assertSeals(keys.at(NOW.plus(Duration.ofMinutes(10))), 2);
            assertThat(log.lines()).singleElement().asString().contains("this one has 3");
        }

        @Test
        void thatIsNothingChangesNothing() throws IOException {
            keys.at(NOW.plus(SECOND));
            Files.delete(file);

            assertSeals(keys.at(NOW.plus(Duration.ofMinutes(10))), 2);
            assertThat(log.lines()).singleElement().asString().contains("no such file");
        }
    }

    @Nested
    class Rotating {
        private FileKeys keys;
        private FileKeys there;

        @BeforeEach
        void openTwice() {
            keys = open();
            there = open();
        }

        @Test
        void putsANewKeyInTheFilesPlace() throws IOException {
            keys.rotate(NOW, false);

            assertThat(file).hasSize(80);
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            for (FileKeys source : List.of(keys, there)) {
                TicketKeyring ring = source.at(NOW.plus(SECOND));
                assertThat(ring.all()).hasSize(2);
                assertSeals(ring, 1);
            }
        }

        @Test
        void takesTheFormerKeysFromEveryProcessIfTheyAreRevoked() throws IOException {
            TicketKey former = Objects.requireNonNull(there.at(NOW).sealing());
            keys.rotate(NOW, false);
            there.at(NOW.plus(SECOND));

            keys.rotate(NOW.plus(SECOND), true);

            for (FileKeys source : List.of(keys, there)) {
                TicketKeyring ring = source.at(NOW.plus(SECOND.multipliedBy(2)));
                assertThat(ring.all()).hasSize(1);
                assertThat(ring.sealing()).isNotNull();
            }
            assertThat(former.key().isDestroyed()).isTrue();
        }

        @Test
        void takesThemFromProcessesThatHaveMoreOfThemThanTheOneThatRevokes() throws IOException {
            TicketKey first = Objects.requireNonNull(there.at(NOW).sealing());
            folder.put("ticket.key", 2, NOW);
            there.at(NOW.plus(SECOND));
            new FileKeys(file, SCHEDULE, random, NOW.plus(SECOND)).rotate(NOW.plus(SECOND), true);

            TicketKeyring ring = there.at(NOW.plus(SECOND.multipliedBy(2)));

            assertThat(ring.all()).hasSize(1);
            assertThat(ring.named(folder.name(2))).isNull();
            assertThat(first.key().isDestroyed()).isTrue();
        }

        @Test
        void revokesOnceAndNotForEver() throws IOException {
            keys.rotate(NOW, true);
            there.at(NOW.plus(SECOND));
            keys.rotate(NOW.plus(SECOND), false);

            assertThat(there.at(NOW.plus(SECOND.multipliedBy(2))).all()).hasSize(2);
            assertThat(open().at(NOW).all()).hasSize(1);
        }

        @Test
        void aKeyThatIsPutBackByHandAfterItWasRevokedSealsAgain() throws IOException {
            keys.rotate(NOW, true);
            keys.at(NOW);
            folder.put("ticket.key", 1, NOW);

            assertThat(keys.at(NOW.plus(SECOND)).named(folder.name(1))).isNotNull();
        }
    }

    @Test
    void saysWhereItsKeyIs() {
        assertThat(open().describe()).isEqualTo("file:" + file);
        assertThat(open().forwardSecret()).isTrue();
    }

    private FileKeys open() {
        return new FileKeys(file, SCHEDULE, random, NOW);
    }

    private void assertSeals(TicketKeyring ring, int number) {
        assertThat(ring.sealing()).isNotNull();
        assertThat(ring.sealing().name()).isEqualTo(folder.name(number));
        assertThat(ring.sealing().key().isDestroyed()).isFalse();
    }
}
