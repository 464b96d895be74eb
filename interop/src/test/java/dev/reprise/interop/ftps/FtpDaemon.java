package dev.reprise.interop.ftps;

import dev.reprise.interop.Machine;
import dev.reprise.interop.PeerFailure;
import dev.reprise.interop.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An FTP server in a process of its own that refuses data connections which do not resume. It serves one folder, to anybody; as root it becomes
 * {@code daemon}, else it stays who we are.
 */
abstract class FtpDaemon implements AutoCloseable {
    /** How a control connection comes by its encryption. */
    enum Encryption {
        /** By {@code AUTH TLS}. */
        EXPLICIT,
        /** From the first byte. */
        IMPLICIT
    }

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final int port;
    private final Path log;
    private final PeerProcess process;

    FtpDaemon(FtpDaemonProgram program, Path folder, Encryption encryption) {
        this.port = Machine.freePort();
        this.log = folder.resolve("tls.log");
        try {
            open(folder);
            open(Files.createDirectory(folder.resolve("files")));
            open(Files.createDirectory(uploads(folder)));
            Files.writeString(folder.resolve("files/greeting.txt"), "hello");
            List<String> configuration = configuration(folder, encryption, User.of(folder));
            Path file = folder.resolve("configuration");
            Files.write(file, configuration);
            this.process = PeerProcess.start(program.toString(), program.command(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            awaitListening();
        } catch (PeerFailure e) {
            process.close();
            throw e;
        }
    }

    abstract List<String> configuration(Path folder, Encryption encryption, User user) throws IOException;

    /** Whether a line of the log says that a data connection resumed the control connection's session, or did not; empty if it is about something else. */
    abstract Optional<Boolean> resumed(String line);

    /** The protocol that a line of the log says was agreed on; empty if it is about something else. */
    abstract Optional<String> protocol(String line);

    /** The code of the reply to a transfer whose data connection did not resume. */
    abstract int refusal();

    /** Whom the server serves as. */
    record User(String name, String group, int id, int groupId, boolean root) {
        static User of(Path ours) throws IOException {
            PosixFileAttributes attributes = Files.readAttributes(ours, PosixFileAttributes.class);
            int id = (Integer) Files.getAttribute(ours, "unix:uid");
            int groupId = (Integer) Files.getAttribute(ours, "unix:gid");
            return id == 0
                    ? new User("daemon", "daemon", 1, 1, true)
                    : new User(attributes.owner().getName(), attributes.group().getName(), id, groupId, false);
        }
    }

    int port() {
        return port;
    }

    final Path log() {
        return log;
    }

    /** Where clients may write. */
    static Path uploads(Path folder) {
        return folder.resolve("files/up");
    }

    /** Of each data connection so far whether it resumed. It stands in the log before the transfer's last reply is sent. */
    List<Boolean> dataConnections() {
        return logged().map(this::resumed).flatMap(Optional::stream).toList();
    }

    /** The protocols that were spoken. */
    Set<String> protocols() {
        return logged().map(this::protocol).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private Stream<String> logged() {
        try {
            return Files.exists(log)
                    ? Files.readString(log, StandardCharsets.ISO_8859_1).lines()
                    : Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<String> find(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Those who serve are not those who made the folder. */
    private static void open(Path folder) throws IOException {
        String access = folder.endsWith("up") ? "rwxrwxrwx" : "rwxr-xr-x";
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(access));
    }

    /** Neither server says when it listens: who knocks is let in then. */
    private void awaitListening() {
        long tries = PeerProcess.LIMIT.toMillis() / LOOK_AGAIN_MILLIS;
        for (long i = 0; i < tries && process.isAlive(); i++) {
            try (Socket knock = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        throw new PeerFailure("does not listen on port " + port, process.toString());
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process + "\n--- its log\n" + String.join("\n", logged().toList());
    }
}
