package dev.reprise.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.internal.session.SampleSessions;
import dev.reprise.internal.session.SessionBridge;
import dev.reprise.internal.store.SessionFile.Description;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.ClientSessions.Server;
import dev.reprise.session.Reason;
import dev.reprise.session.SessionFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionFileTest extends ClientSessionsContract {
    @Override
    ClientSessions open() throws IOException {
        return new SessionFile(file());
    }

    private Path file() {
        return folder.resolve("shop.session");
    }

    @Test
    void outlivesTheProcess() throws IOException {
        sessions.add(SHOP, session(1));
        sessions.add(SHOP, session(2));
        sessions.close();

        try (ClientSessions next = open()) {
            assertThat(next.lease(SHOP, NOW)).contains(session(2));
        }
        try (ClientSessions last = open()) {
            assertThat(last.lease(SHOP, NOW)).contains(session(1));
            assertThat(last.lease(SHOP, NOW)).isEmpty();
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        sessions.add(SHOP, session(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactlyInAnyOrder("shop.session", ".shop.session.lock");
        }
    }

    @Test
    void saysWhyItGaveNothing() {
        assertAbsence(SHOP, Reason.NO_SESSION_OFFERED);

        sessions.add(SHOP, session(1));
        assertAbsence(new Server("other.example", 443, SHOP.partition()), Reason.SERVER_NAME_MISMATCH);
        assertAbsence(new Server("shop.example", 444, SHOP.partition()), Reason.SERVER_NAME_MISMATCH);
        assertAbsence(new Server("shop.example", 443, new byte[32]), Reason.CONTEXT_MISMATCH);
        assertThat(sessions.lease(SHOP, later(Duration.ofDays(1)))).isEmpty();
        assertThat(sessions.absence(SHOP, NOW)).isEqualTo(Reason.EXPIRED);

        assertThat(sessions.lease(SHOP, NOW)).isPresent();
        assertAbsence(SHOP, Reason.NO_SESSION_OFFERED);
        assertAbsence(new Server("other.example", 443, SHOP.partition()), Reason.NO_SESSION_OFFERED);
    }

    @Test
    void goesOverToAnotherServerWhenItIsGivenItsSession() {
        Server other = new Server("other.example", 443, SHOP.partition());
        sessions.add(SHOP, session(1));
        sessions.add(other, session(2));

        assertAbsence(SHOP, Reason.SERVER_NAME_MISMATCH);
        sessions.giveBack(SHOP, session(1));
        assertThat(sessions.lease(other, NOW)).contains(session(2));
    }

    @Test
    void leavesExpiredSessionsOutWhenItIsWritten() throws IOException {
        sessions.add(
                SHOP,
                SessionBridge.wrap(state(1).toBuilder()
                        .expiresAt(SampleSessions.ISSUED_AT + 2000)
                        .build()));
        sessions.add(SHOP, session(2));

        assertThat(SessionFile.describe(file()).sessions()).containsExactly(session(2));
    }

    @Test
    void isMadeAnewFromWhateverWasCut() throws IOException {
        sessions.add(SHOP, session(1));
        byte[] whole = Files.readAllBytes(file());
        for (int length = 1; length < whole.length; length++) {
            assertReplaced(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void isMadeAnewFromWhateverWasChanged() throws IOException {
        sessions.add(SHOP, session(1));
        byte[] whole = Files.readAllBytes(file());
        for (int bit = 0; bit < whole.length * 8; bit += 5) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertReplaced(flipped);
        }
        assertReplaced("-----BEGIN CERTIFICATE-----".getBytes(StandardCharsets.US_ASCII));
        assertReplaced(new byte[StoredSessions.MAX_LENGTH + 1]);
    }

    private void assertReplaced(byte[] content) throws IOException {
        Files.write(file(), content);
        assertAbsence(SHOP, Reason.UNREADABLE);
        assertThat(sessions.available(SHOP, NOW)).isZero();
        assertThatThrownBy(() -> SessionFile.describe(file())).isInstanceOf(SessionFormatException.class);
        sessions.add(SHOP, session(2));
        assertThat(sessions.lease(SHOP, NOW)).contains(session(2));
    }

    @Test
    void takesAnEmptyFileForOneThatIsStillToBeFilled() throws IOException {
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertAbsence(SHOP, Reason.NO_SESSION_OFFERED);
    }

    @Test
    void isNotUsedIfOthersMayWriteIt() throws IOException {
        sessions.add(SHOP, session(1));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertAbsence(SHOP, Reason.UNREADABLE);
        sessions.add(SHOP, session(2));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(SessionFile.describe(file()).sessions()).containsExactly(session(2));
    }

    @Test
    void recoversFromAWriterThatDied() throws IOException {
        Files.write(folder.resolve(".shop.session.tmp"), new byte[100]);
        Files.createFile(folder.resolve(".shop.session.lock"));

        sessions.add(SHOP, session(1));

        assertThat(sessions.lease(SHOP, NOW)).contains(session(1));
        assertThat(folder.resolve(".shop.session.tmp")).doesNotExist();
    }

    @Test
    void doesWithoutWhereTheLockIsHeldForTooLong() throws IOException {
        Path lock = Files.createFile(folder.resolve("lock"));
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> FileLockOnDisk.holding(lock, 2, () -> {
                        throw new AssertionError("not reached");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("locked by somebody else");
        }
        FileLockOnDisk.holding(lock, 1, () -> assertThat(lock).exists());
    }

    @Test
    void gives0SessionsAndNoExceptionWhereItsDirectoryIsGone() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        try (ClientSessions gone = new SessionFile(inner.resolve("f"))) {
            Files.delete(inner);

            gone.add(SHOP, session(1));
            gone.removeOrigin(new byte[32]);
            assertThat(gone.available(SHOP, NOW)).isZero();
            assertThat(gone.lease(SHOP, NOW)).isEmpty();
        }
    }

    @Test
    void followsALinkToWhereItPoints() throws IOException {
        Path target = Files.createDirectory(folder.resolve("elsewhere")).resolve("real");
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (ClientSessions linked = new SessionFile(link)) {
            linked.add(SHOP, session(1));
        }

        assertThat(link).isSymbolicLink();
        assertThat(SessionFile.describe(target).sessions()).containsExactly(session(1));
    }

    @Test
    void saysAtOnceWhereItCannotBeWritten() {
        assertThatThrownBy(() -> new SessionFile(folder)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> new SessionFile(folder.resolve("none/f"))).isInstanceOf(NoSuchFileException.class);
    }

    @Nested
    class Described {
        @Test
        void tellsWhatIsInIt() throws IOException {
            sessions.add(SHOP, session(1));
            sessions.add(SHOP, session(2));

            Description description = SessionFile.describe(file());

            assertThat(description.host()).isEqualTo("shop.example");
            assertThat(description.port()).isEqualTo(443);
            assertThat(description.sessions()).containsExactly(session(2), session(1));
            assertThat(description.unreadable()).isZero();
            assertThat(sessions.available(SHOP, NOW)).isEqualTo(2);
        }

        @Test
        void isAnExceptionWhereThereIsNothing() {
            assertThatThrownBy(() -> SessionFile.describe(folder.resolve("none")))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    private void assertAbsence(Server server, Reason reason) {
        assertThat(sessions.lease(server, NOW)).isEmpty();
        assertThat(sessions.absence(server, NOW)).isEqualTo(reason);
    }
}
