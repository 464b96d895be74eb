package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.internal.resumption.TicketKey;
import dev.reprise.internal.resumption.TicketKeyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DirectoryKeysTest extends KeyDirectory {
    @Nested
    class AtTheStart {
        @Test
        void theLastByNameSealsAndAllOpen() {
            folder.put("2.key", 2, LONG_AGO);
            folder.put("1.key", 1, NOW.minusSeconds(5));
            folder.put("3.key", 3, LONG_AGO);

            TicketKeyring ring = opened().at(NOW);

            assertSeals(ring, 3);
            assertOpens(ring, 1, 2, 3);
            assertThat(ring.all()).hasSize(3);
        }

        @Test
        void theLastDoesNotSealIfItsFileIsNew() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, NOW.minusSeconds(60));

            DirectoryKeys keys = opened();

            assertSeals(keys.at(NOW), 1);
            assertOpens(keys.at(NOW), 1, 2);
            assertThat(keys.nextRotation(NOW)).isEqualTo(NOW.plusSeconds(60));
            assertSeals(keys.at(NOW.plusSeconds(60)), 2);
        }

        @Test
        void theOnlyOneSealsHoweverNewItIs() {
            folder.put("1.key", 1, NOW);

            assertSeals(opened().at(NOW), 1);
        }

        @Test
        void aFileFromTheFutureCountsAsNew() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, NOW.plus(Duration.ofDays(365)));

            DirectoryKeys keys = opened();

            assertSeals(keys.at(NOW), 1);
            assertSeals(keys.at(NOW.plus(ANNOUNCEMENT)), 2);
        }

        @Test
        void failsWithoutAKey() {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> opened())
                    .withMessage("no ticket key from dir:" + folder.path() + ": no key file");
        }

        @Test
        void failsWithoutADirectory() throws IOException {
            Path file = Files.createFile(folder.path().resolve("file"));
            for (Path wrong : List.of(file, folder.path().resolve("nothing"))) {
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(() -> new DirectoryKeys(wrong, SCHEDULE, random, NOW))
                        .withMessageContaining(wrong.toString());
            }
        }

        @Test
        void failsIfNoFileHoldsAKeyAndSaysWhy() {
            folder.put("short.key", new byte[47], LONG_AGO);
            folder.put("zero.key", new byte[80], LONG_AGO);

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> opened())
                    .withMessageContaining("short.key: a ticket key file has 48 or more random bytes, this one has 47")
                    .withMessageContaining("zero.key: all 80 bytes are the same");
        }

        @Test
        void goesOnWithTheGoodFilesAndSaysWhatIsWrongWithTheOthers() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", new byte[80], LONG_AGO);

            assertSeals(opened().at(NOW), 1);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING: ")
                    .contains("2.key: all 80 bytes");
        }

        @Test
        void refusesAnAnnouncementThatIsNone() {
            folder.put("1.key", 1, LONG_AGO);
            for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofDays(8))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new DirectoryKeys(folder.path(), SCHEDULE, wrong, random, NOW))
                        .withMessageContaining("expected 0 to 7 days");
            }
        }
    }

    @Nested
    class ANewFile {
        private DirectoryKeys keys;

        @BeforeEach
        void open() {
            folder.put("1.key", 1, LONG_AGO);
            keys = opened();
            folder.put("2.key", 2, NOW);
        }

        @Test
        void isSeenWithinASecond() {
            assertThat(keys.at(NOW.plus(SECOND).minusMillis(1)).all()).hasSize(1);
            assertThat(keys.at(NOW.plus(SECOND)).all()).hasSize(2);
        }

        @Test
        void opensAtOnceAndSealsAfterItsAnnouncement() {
            Instant seen = NOW.plus(SECOND);

            assertOpens(keys.at(seen), 1, 2);
            assertSeals(keys.at(seen.plus(ANNOUNCEMENT).minus(SECOND)), 1);
            assertThat(keys.nextRotation(seen.plus(ANNOUNCEMENT).minus(SECOND))).isEqualTo(seen.plus(ANNOUNCEMENT));
            assertSeals(keys.at(seen.plus(ANNOUNCEMENT)), 2);
            assertThat(keys.nextRotation(seen.plus(ANNOUNCEMENT))).isEqualTo(Instant.MAX);
        }

        @Test
        void endsTheFormerKeyOnceWhatThatSealedIsOver() {
            keys.at(NOW.plus(SECOND));
            Instant turned = NOW.plus(SECOND).plus(ANNOUNCEMENT);
            TicketKey former = key(keys.at(turned), 1);

            assertThat(former.opensUntil()).isEqualTo(turned.plus(OPENS_FOR));
            assertOpens(keys.at(turned.plus(OPENS_FOR).minus(SECOND)), 1, 2);
            assertThat(former.key().isDestroyed()).isFalse();

            TicketKeyring later = keys.at(turned.plus(OPENS_FOR));
            assertThat(later.named(folder.name(1))).isNull();
            assertThat(former.key().isDestroyed()).isTrue();
            assertSeals(later, 2);
        }

        @Test
        void thatSortsBeforeTheOneThatSealsOnlyOpens() {
            folder.delete("2.key");
            folder.put("0.key", 3, NOW);

            assertOpens(keys.at(NOW.plus(SECOND)), 1, 3);
            assertSeals(keys.at(NOW.plus(ANNOUNCEMENT.multipliedBy(2))), 1);
        }

        @Test
        void whoseNameBeginsWithADotIsNone() {
            folder.put(".swp", 3, NOW);

            assertThat(keys.at(NOW.plus(SECOND)).named(folder.name(3))).isNull();
        }

        @Test
        void inADirectoryBelowIsNone() throws IOException {
            Files.createDirectory(folder.path().resolve("more"));
            new KeyFolder(folder.path().resolve("more")).put("3.key", 3, NOW);

            assertThat(keys.at(NOW.plus(SECOND)).named(folder.name(3))).isNull();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Nested
    class AFileThatIsRemoved {
        private DirectoryKeys keys;

        @BeforeEach
        void open() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, LONG_AGO);
            keys = opened();
        }

        @Test
        void isRetiredAndWipedAtOnce() {
            TicketKey removed = key(keys.at(NOW), 1);
            folder.delete("1.key");

            TicketKeyring ring = keys.at(NOW.plus(SECOND));

            assertThat(ring.named(folder.name(1))).isNull();
            assertThat(removed.key().isDestroyed()).isTrue();
            assertSeals(ring, 2);
        }

        @Test
        void leavesTheOneBeforeItToSeal() {
            folder.delete("2.key");

            assertSeals(keys.at(NOW.plus(SECOND)), 1);
        }

        @Test
        void leavesTheOneBeforeItToSealThoughThatWasWipedMeanwhile() {
            keys.at(NOW);
            assertThat(keys.at(NOW.plus(OPENS_FOR)).named(folder.name(1))).isNull();
            folder.delete("2.key");

            TicketKeyring ring = keys.at(NOW.plus(OPENS_FOR).plus(SECOND));
            assertSeals(ring, 1);
            assertThat(key(ring, 1).key().isDestroyed()).isFalse();
        }

        /** What it was cannot be read again, and what is left of it in memory is no key. */
        @Test
        void leavesTheOneThatCanBeReadToSealAndNotTheOneThatWasWiped() {
            keys.at(NOW.plus(OPENS_FOR));
            folder.put("1.key", new byte[3], NOW);
            keys.at(NOW.plus(OPENS_FOR).plus(SECOND));
            folder.put("2.key", 3, NOW);

            assertSeals(keys.at(NOW.plus(OPENS_FOR).plus(SECOND.multipliedBy(2))), 3);
        }

        @Test
        void leavesNothingIfItWasTheLast() {
            folder.delete("1.key");
            folder.delete("2.key");

            assertThat(keys.at(NOW.plus(SECOND)).all()).isEmpty();
            assertThat(keys.at(NOW.plus(SECOND)).sealing()).isNull();
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING: no ticket key is left in " + folder.path() + ": no ticket is issued or taken");
        }

        @Test
        void andComesBackIsANewOne() {
            folder.delete("2.key");
            keys.at(NOW.plus(SECOND));
            folder.put("2.key", 2, LONG_AGO);
            Instant back = NOW.plus(SECOND.multipliedBy(2));

            assertSeals(keys.at(back), 1);
            assertSeals(keys.at(back.plus(ANNOUNCEMENT)), 2);
        }
    }

    @Nested
    class AClockThatGoesBack {
        @Test
        void doesNotBringBackAKeyThatWasWiped() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, LONG_AGO);
            DirectoryKeys keys = opened();
            TicketKey wiped = key(keys.at(NOW), 1);
            keys.at(NOW.plus(OPENS_FOR));

            for (Duration back : List.of(Duration.ofMinutes(1), OPENS_FOR, Duration.ofDays(300))) {
                TicketKeyring ring = keys.at(NOW.plus(OPENS_FOR).minus(back));
                assertThat(ring.named(folder.name(1))).isNull();
                assertSeals(ring, 2);
            }
            assertThat(wiped.key().isDestroyed()).isTrue();
        }

        @Test
        void keepsNoKeyForLongerThanWhatItSealedMayLive() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, LONG_AGO);
            DirectoryKeys keys = new DirectoryKeys(folder.path(), SCHEDULE, random, NOW.plus(Duration.ofDays(365)));

            assertThat(key(keys.at(NOW), 1).opensUntil()).isEqualTo(NOW.plus(OPENS_FOR));
            assertThat(keys.at(NOW.plus(OPENS_FOR)).named(folder.name(1))).isNull();
        }

        @Test
        void doesNotLeaveANewKeyUnused() {
            folder.put("1.key", 1, LONG_AGO);
            DirectoryKeys keys = opened();
            folder.put("2.key", 2, NOW);
            keys.at(NOW.plus(Duration.ofDays(365)));

            keys.at(NOW);
            assertSeals(keys.at(NOW.plus(ANNOUNCEMENT)), 2);
        }
    }

    @Nested
    class AFileThatGoesBad {
        private DirectoryKeys keys;

        @BeforeEach
        void open() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, LONG_AGO);
            keys = opened();
        }

        @Test
        void leavesItsLastGoodKeyInPlaceAndIsLoggedOnce() {
            folder.put("2.key", new byte[10], NOW);
            for (int second = 1; second < 10; second++) {
                assertSeals(keys.at(NOW.plusSeconds(second)), 2);
                assertOpens(keys.at(NOW.plusSeconds(second)), 1, 2);
            }
            assertThat(log.lines())
                    .containsExactly("WARNING: ticket keys in " + folder.path()
                            + ": 2.key: a ticket key file has 48 or more random bytes, this one has 10"
                            + " (what was good before goes on)");
        }

        @Test
        void doesNotKeepAnotherFromBeingRetired() {
            folder.put("2.key", new byte[10], NOW);
            folder.delete("1.key");

            assertThat(keys.at(NOW.plusSeconds(1)).named(folder.name(1))).isNull();
        }

        @Test
        void isTakenUpAgainOnceItIsGood() {
            folder.put("2.key", new byte[10], NOW);
            keys.at(NOW.plusSeconds(1));
            folder.put("2.key", 3, NOW);

            TicketKeyring ring = keys.at(NOW.plusSeconds(2));
            assertOpens(ring, 1, 3);
            assertThat(ring.named(folder.name(2))).isNull();
        }

        @Test
        void andTooLongIsRefusedWhole() {
            folder.put("2.key", new byte[100_000], NOW);

            assertSeals(keys.at(NOW.plusSeconds(1)), 2);
            assertThat(log.lines()).singleElement().asString().contains("more than 4096 bytes");
        }

        @Test
        void forOthersToReadIsWarnedAbout() throws IOException {
            Path file = folder.put("3.key", 3, NOW);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            keys.at(NOW.plusSeconds(1));
            keys.at(NOW.plusSeconds(2));

            assertThat(log.lines())
                    .containsExactly("WARNING: the ticket key file 3.key in " + folder.path()
                            + " can be read or changed by other users of this machine: chmod 600");
        }

        @Test
        void neverReachesAHandshakeNotEvenWithItsDirectory() throws IOException {
            folder.delete("1.key");
            folder.delete("2.key");
            Files.delete(folder.path());

            assertSeals(keys.at(NOW.plusSeconds(1)), 2);
            assertThat(log.lines()).hasSize(1);
            Files.createDirectory(folder.path());
        }
    }

    @Nested
    class Rotating {
        private DirectoryKeys keys;

        @BeforeEach
        void open() {
            folder.put("1.key", 1, LONG_AGO);
            folder.put("2.key", 2, LONG_AGO);
            keys = opened();
        }

        @Test
        void writesAFileThatIsLastAndSealsAfterItsAnnouncement() throws IOException {
            keys.rotate(NOW, false);

            assertThat(folder.path().resolve("20260601T120000Z.key"))
                    .isRegularFile()
                    .hasSize(80);
            assertThat(Files.getPosixFilePermissions(folder.path().resolve("20260601T120000Z.key")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertOpens(keys.at(NOW), 1, 2);
            assertThat(keys.at(NOW).all()).hasSize(3);
            assertSeals(keys.at(NOW), 2);
            TicketKeyring later = keys.at(NOW.plus(ANNOUNCEMENT));
            assertThat(later.sealing()).isEqualTo(later.all().get(2));
        }

        @Test
        void writesAFileThatIsLastWhateverTheOthersAreCalled() throws IOException {
            folder.put("zzz.key", 3, LONG_AGO);

            keys.rotate(NOW, false);
            keys.rotate(NOW, false);

            assertThat(folder.path().toFile().list())
                    .containsExactlyInAnyOrder("1.key", "2.key", "zzz.key", "zzz.key.1", "zzz.key.1.1");
        }

        @Test
        void removesTheOthersIfTheyAreRevoked() throws IOException {
            List<TicketKey> former = keys.at(NOW).all();

            keys.rotate(NOW, true);

            assertThat(folder.path().toFile().list()).containsExactly("20260601T120000Z.key");
            TicketKeyring ring = keys.at(NOW);
            assertThat(ring.all()).hasSize(1);
            assertThat(ring.sealing()).isNotNull();
            assertThat(former).allMatch(key -> key.key().isDestroyed());
        }

        @Test
        void isTakenUpByOtherProcesses() throws IOException {
            DirectoryKeys there = opened();

            keys.rotate(NOW, true);

            assertThat(there.at(NOW.plus(SECOND)).all())
                    .isEqualTo(keys.at(NOW.plus(SECOND)).all());
        }
    }

    @Test
    void theSameKeyUnderTwoNamesIsOneKeyInTheLaterPlace() {
        folder.put("1.key", 1, LONG_AGO);
        folder.put("2.key", 2, LONG_AGO);
        folder.put("3.key", 1, LONG_AGO);

        DirectoryKeys keys = opened();

        assertSeals(keys.at(NOW), 1);
        assertThat(keys.at(NOW).all()).hasSize(2);
        assertSeals(keys.at(NOW.plus(SECOND)), 1);
    }

    @Test
    void haveForwardSecrecyOnceTheirFilesAreGone() {
        folder.put("1.key", 1, LONG_AGO);

        assertThat(opened().forwardSecret()).isTrue();
        assertThat(opened().describe()).isEqualTo("dir:" + folder.path());
    }
}
