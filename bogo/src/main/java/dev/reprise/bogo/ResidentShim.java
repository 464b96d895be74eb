package dev.reprise.bogo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that runs the invocations of many launchers, since a JVM takes longer to start than most tests to run. It ends when nobody has
 * asked it for a while, or when its classes have changed.
 *
 * <pre>
 * launcher: token NUL count NUL argument NUL ...
 * resident: "ready" LF status SP lines of output SP lines of errors LF line LF ...
 *           or "stale" LF: it ends, another one has to be started
 * </pre>
 *
 * <p>The folder that is its first argument holds a lock, so that there is one process, and an address: port and token, for this user's eyes
 * only, since whoever may ask it can have it open this user's files. The second argument says after how many quiet seconds it ends.
 */
final class ResidentShim {
    /** Where launchers look for it, also where the machine's loopback is of IPv6 first. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final int REQUEST_MILLIS = 10_000;
    private static final int MAX_ARGUMENTS = 1000;
    private static final int MAX_ARGUMENT = 1 << 20;

    private final Path address;
    private final ServerSocket listening;
    private final String token;
    private final ClassFiles classes = ClassFiles.ofThisProcess();
    private final Duration idle;
    private final AtomicInteger running = new AtomicInteger();

    private ResidentShim(Path folder, ServerSocket listening, Duration idle) {
        this.idle = idle;
        this.address = folder.resolve("address");
        this.listening = listening;
        byte[] bits = new byte[16];
        new SecureRandom().nextBytes(bits);
        this.token = HexFormat.of().formatHex(bits);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return; // another one is there already
            }
            try (ServerSocket listening = new ServerSocket(0, 64, InetAddress.getByAddress(LOOPBACK))) {
                new ResidentShim(folder, listening, Duration.ofSeconds(Integer.parseInt(arguments[1]))).serve();
            }
        }
    }

    private void serve() throws IOException {
        publish();
        try {
            listening.setSoTimeout((int) idle.toMillis());
            while (true) {
                try {
                    Socket launcher = listening.accept();
                    if (classes.haveChanged()) {
                        say(launcher, "stale\n");
                        return;
                    }
                    running.incrementAndGet();
                    new Thread(() -> answer(launcher)).start();
                } catch (SocketTimeoutException quiet) {
                    if (running.get() == 0) {
                        return;
                    }
                }
            }
        } finally {
            Files.deleteIfExists(address);
        }
    }

    private void publish() throws IOException {
        Path fresh = Files.createTempFile(
                address.toAbsolutePath().getParent(),
                "address",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, listening.getLocalPort() + " " + token + "\n");
        Files.move(fresh, address, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void say(Socket launcher, String text) throws IOException {
        try (launcher) {
            launcher.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void answer(Socket launcher) {
        try (launcher) {
            launcher.setSoTimeout(REQUEST_MILLIS);
            List<String> arguments = request(new BufferedInputStream(launcher.getInputStream()));
            OutputStream out = launcher.getOutputStream();
            out.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            Shim.Result result = Shim.run(arguments);
            List<String> lines = new ArrayList<>(lines(result.output()));
            lines.addAll(lines(result.errors()));
            String header = result.status() + " " + lines(result.output()).size() + " "
                    + lines(result.errors()).size();
            out.write((header + "\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // The launcher was ended, or is none of ours: nobody waits for an answer.
        } finally {
            running.decrementAndGet();
        }
    }

    private static List<String> lines(List<String> texts) {
        return texts.stream().flatMap(String::lines).toList();
    }

    private List<String> request(InputStream in) throws IOException {
        if (!field(in).equals(token)) {
            throw new IOException("not a launcher of this folder");
        }
        int count = Integer.parseInt(field(in));
        if (count > MAX_ARGUMENTS) {
            throw new IOException("too many arguments");
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(field(in));
        }
        return arguments;
    }

    /** Bytes up to a NUL, each as one character: they need not be text. */
    private static String field(InputStream in) throws IOException {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        int next = in.read();
        while (next > 0) {
            field.write(next);
            if (field.size() > MAX_ARGUMENT) {
                throw new IOException("an argument has no end");
            }
            next = in.read();
        }
        if (next < 0) {
            throw new IOException("the request is cut short");
        }
        return field.toString(StandardCharsets.ISO_8859_1);
    }
}
