package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DirectoryClientSessionsTest extends ClientSessionsContract {
    @Override
    ClientSessions open() throws IOException {
        return new DirectoryClientSessions(folder.resolve("a/b/sessions"));
    }

    @Test
    void outlivesTheProcess() throws IOException {
        sessions.add(SHOP, session(1));
        sessions.close();

        try (ClientSessions next = open()) {
            assertThat(next.lease(SHOP, NOW)).contains(session(1));
        }
        try (ClientSessions last = open()) {
            assertThat(last.lease(SHOP, NOW)).isEmpty();
        }
    }

    @Test
    void letsNobodyElseIn() throws IOException {
        sessions.add(SHOP, session(1));

        assertThat(everything()).hasSize(3).allSatisfy(path -> {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
            assertThat(mode).as("%s", path).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        });
    }

    @Test
    void refusesADirectoryThatOthersCanWriteInto() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> new DirectoryClientSessions(shared))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("others can write into it");
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new DirectoryClientSessions(file)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void tellsNothingOfTheServerByItsNames() throws IOException {
        sessions.add(SHOP, session(1));

        assertThat(everything())
                .noneSatisfy(path -> assertThat(
                                path.toString().substring(folder.toString().length()))
                        .contains("shop"));
    }

    @Test
    void throwsADamagedFileAwayWhateverTheDamageAndTakesTheNext() throws IOException {
        byte[] whole = contentOf(session(2));
        for (int length = 0; length < whole.length; length += 7) {
            assertPassedOver(Arrays.copyOf(whole, length));
        }
        for (int bit = 0; bit < whole.length * 8; bit += 13) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertPassedOver(flipped);
        }
        assertPassedOver(new byte[500_000]);
    }

    private void assertPassedOver(byte[] content) throws IOException {
        sessions.add(SHOP, session(1));
        sessions.add(SHOP, session(2));
        Files.write(sessionFiles().get(1), content);

        assertThat(sessions.lease(SHOP, NOW)).contains(session(1));
        assertThat(sessionFiles()).isEmpty();
    }

    @Test
    void saysWhyItGaveNothing() throws IOException {
        sessions.add(SHOP, session(1));
        assertThat(sessions.lease(SHOP, later(Duration.ofDays(1)))).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.EXPIRED);
        assertThat(sessionFiles()).isEmpty();

        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.NO_SESSION_OFFERED);

        sessions.add(SHOP, session(2));
        Files.write(sessionFiles().get(0), new byte[7]);
        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void throwsAFileAwayThatWasMovedToAnotherServersFolder() throws IOException {
        Server other = new Server("other.example", 443, SHOP.partition());
        sessions.add(SHOP, session(1));
        sessions.add(other, session(2));
        Path mine = sessionFiles().stream()
                .filter(file -> Objects.requireNonNull(SessionFileName.of(file)).issuedAt() == state(1).issuedAt())
                .findFirst()
                .orElseThrow();
        Path theirs = sessionFiles().stream()
                .filter(file -> !file.equals(mine))
                .findFirst()
                .orElseThrow();
        Files.move(mine, theirs.resolveSibling(mine.getFileName()));
        sessions.lease(other, NOW);

        assertThat(sessions.lease(other, NOW)).isEmpty();
        assertThat(sessionFiles()).isEmpty();
    }

    @Test
    void losesSessionsAndNoConnectionIfTheDirectoryGoes() throws IOException {
        sessions.add(SHOP, session(1));
        Path root = folder.resolve("a/b/sessions");
        for (Path path : Stream.concat(everything().stream().sorted((x, y) -> y.compareTo(x)), Stream.of(root))
                .toList()) {
            Files.deleteIfExists(path);
        }

        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
        assertThat(sessions.available(SHOP, NOW)).isZero();
        sessions.add(SHOP, session(2));
        sessions.removeOrigin(new byte[32]);
        assertThat(sessions.lease(SHOP, NOW)).isEmpty();
    }

    @Test
    void putsItselfInOrder() throws IOException {
        sessions.add(SHOP, session(1));
        Path leftOver =
                sessionFiles().get(0).resolveSibling(HexFormat.of().toHexDigits(NOW.toEpochMilli(), 12) + "-123.tmp");
        Files.createFile(leftOver);
        Path strange = Files.createFile(sessionFiles().get(0).resolveSibling("README"));
        Server other = new Server("other.example", 443, SHOP.partition());

        sessions.lease(other, later(Duration.ofMinutes(59)));
        assertThat(leftOver).exists();
        sessions.lease(other, later(Duration.ofHours(12)));

        assertThat(leftOver).doesNotExist();
        assertThat(sessionFiles()).isEmpty();
        assertThat(strange).as("what is not ours stays").exists();
        Files.delete(strange);
        sessions.lease(other, later(Duration.ofHours(13)));
        assertThat(everything())
                .extracting(path -> path.getFileName().toString())
                .containsExactly(".swept");
    }

    @Test
    void isBoundedInAll() throws IOException {
        try (DirectoryClientSessions small =
                new DirectoryClientSessions(folder.resolve("a/b/sessions"), 50, Long.MAX_VALUE)) {
            for (int i = 0; i < 400; i++) {
                small.add(new Server("h" + i, 443, new byte[32]), session(i % 300));
            }
            assertThat(sessionFiles()).hasSizeLessThanOrEqualTo(50 + 128);
            small.lease(SHOP, later(Duration.ofHours(1)));
            assertThat(sessionFiles()).hasSize(50);
        }
        long one = Files.size(sessionFiles().get(0));
        try (DirectoryClientSessions smaller =
                new DirectoryClientSessions(folder.resolve("a/b/sessions"), 50, 10 * one + 9)) {
            smaller.lease(SHOP, later(Duration.ofHours(2)));
            assertThat(sessionFiles()).hasSizeBetween(9, 10);
        }
    }

    @Nested
    class Names {
        @Test
        void sayWhatIsNeededWithoutReading() {
            SessionFileName name = new SessionFileName(1, 2, "a".repeat(24), "b".repeat(24));

            assertThat(SessionFileName.of(Path.of("x", name.toString()))).isEqualTo(name);
            assertThat(SessionFileName.of(Path.of("x"))).isNull();
            assertThat(SessionFileName.of(Path.of(name + "x"))).isNull();
        }

        @Test
        void ofFilesThatAreNotWholeSaySinceWhen() {
            String prefix = SessionFileName.temporaryPrefix(NOW.toEpochMilli());

            assertThat(SessionFileName.temporarySince(Path.of(prefix + "77.tmp")))
                    .isEqualTo(NOW.toEpochMilli());
            assertThat(SessionFileName.temporarySince(Path.of("x.tmp"))).isEqualTo(-1);
            assertThat(SessionFileName.temporarySince(Path.of("not-a-time-at-all-77.tmp")))
                    .isEqualTo(-1);
            assertThat(SessionFileName.temporarySince(Path.of("zzzzzzzzzzzz-77.tmp")))
                    .isEqualTo(-1);
            assertThat(SessionFileName.temporarySince(Path.of(prefix))).isEqualTo(-1);
        }
    }

    private static byte[] contentOf(TlsSession session) {
        return new StoredSessions(SHOP, List.of(session)).encode();
    }

    @Test
    void keepsNoSessionThatItCouldNotReadAgain() throws IOException {
        sessions.add(
                SHOP,
                SessionBridge.wrap(SampleSessions.client13()
                        .peerChain(List.of(new byte[300_000]), SampleSessions.CHAIN_NOT_AFTER)
                        .build()));

        assertThat(sessionFiles()).isEmpty();
    }

    /** The oldest first. */
    private List<Path> sessionFiles() throws IOException {
        return everything().stream()
                .filter(path -> path.toString().endsWith(".session"))
                .sorted((x, y) -> x.getFileName().compareTo(y.getFileName()))
                .toList();
    }

    private List<Path> everything() throws IOException {
        Path root = folder.resolve("a/b/sessions");
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root)).toList();
        }
    }
}
