package dev.reprise.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A web server as people install it, in the foreground, with a configuration of its own in a folder of its own. Its log
 * has, for each connection, {@code interop|protocol|cipher|resumed|group|alpn|subject}.
 */
abstract sealed class WebServer implements ServerPeer permits Nginx, HaProxy, Apache, Lighttpd {
    private static final String LINE = "interop|";

    private final String name;
    private final String program;
    private final String install;

    WebServer(String name, String program, String debian) {
        this.name = name;
        this.program = program;
        this.install = program + " (Debian: " + debian + ")";
    }

    /** What goes into the file {@code configuration} in {@code folder}. */
    abstract String configuration(ServerOptions options, Path folder, int port);

    /** What starts it, and keeps it in the foreground. */
    abstract List<String> command(String found, Path folder);

    /** Whether the third field of a line says that the session was resumed. */
    abstract boolean resumed(String field);

    /** Whether it has such a log. */
    boolean tells() {
        return true;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return Machine.missing(program, install);
    }

    @Override
    public final PeerServer serve(ServerOptions options) {
        Path folder = Machine.scratchFolder(name);
        int port = Machine.freePort();
        try {
            Files.writeString(folder.resolve("configuration"), configuration(options, folder, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = Machine.find(program).orElseThrow().toString();
        PeerProcess starting = PeerProcess.start(name, command(found, folder));
        return tells()
                ? PeerServer.of(starting, process -> listening(process, port), this::judge)
                : PeerServer.tapped(starting, process -> listening(process, port), this::judge, true);
    }

    /** None of them says when it listens: it is asked, by connections that say nothing and leave no line of ours. */
    private static int listening(PeerProcess process, int port) {
        long limit = System.nanoTime() + PeerProcess.LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < limit) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.getPort();
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new PeerFailure("does not listen", process.toString());
    }

    private List<Seen> judge(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(LINE + "TLSv"))
                .map(line -> line.substring(line.indexOf(LINE)).split("\\|", -1))
                .map(field -> new Seen(
                        resumed(field[3]),
                        field[1],
                        Suites.fromOpenSsl(field[2]),
                        Seen.group(told(field[4])),
                        told(field[5]),
                        subject(told(field[6])),
                        null))
                .toList();
    }

    private static @Nullable String told(String field) {
        return field.isEmpty() || field.equals("-") ? null : field;
    }

    private static @Nullable String subject(@Nullable String name) {
        return name != null && name.startsWith("/") ? name.substring(1) : name;
    }

    /** Two PEM files in one, where a server wants it so. */
    static Path together(Path one, Path other, Path folder) {
        try {
            return Files.writeString(folder.resolve("together.pem"), Files.readString(one) + Files.readString(other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The setting of the suites, if they are chosen: one of two, as the protocol is. */
    static String suites(ServerOptions options, String tls12, String tls13) {
        if (options.suites().isEmpty()) {
            return "";
        }
        return options.protocol().equals("TLSv1.3")
                ? tls13.formatted(String.join(":", options.suites()))
                : tls12.formatted(
                        options.suites().stream().map(Suites::toOpenSsl).collect(Collectors.joining(":")));
    }

    /** The setting of the groups, if they are chosen. */
    static String groups(ServerOptions options, String setting) {
        return options.groups().isEmpty()
                ? ""
                : setting.formatted(
                        options.groups().stream().map(WebServer::curve).collect(Collectors.joining(":")));
    }

    private static String curve(String group) {
        return switch (group) {
            case "x25519" -> "X25519";
            case "secp256r1" -> "P-256";
            case "secp384r1" -> "P-384";
            default -> group;
        };
    }

    /** The setting of client certificates, if they are needed. */
    static String clients(ServerOptions options, String setting) {
        return options.clientCa() == null ? "" : setting.formatted(Objects.requireNonNull(options.clientCa()));
    }

    @Override
    public final String toString() {
        return name;
    }
}
