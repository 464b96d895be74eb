package dev.reprise.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections as Redis does, and answers what it was told to, in turn and then the last again, to whatever is asked of data. */
final class FakeRedis implements AutoCloseable {
    private static final Set<String> OF_DATA = Set.of("GET", "GETRANGE", "SET", "DEL", "EXISTS", "EVAL", "EVALSHA");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger taken = new AtomicInteger();
    private final String[] answers;
    private final AtomicInteger given = new AtomicInteger();

    FakeRedis(String... answers) throws IOException {
        this.answers = answers.clone();
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake-redis");
        thread.setDaemon(true);
        thread.start();
    }

    String spec() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** Connections that it has taken so far. */
    int taken() {
        return taken.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                taken.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            while (true) {
                String command = command(in);
                if (OF_DATA.contains(command)) {
                    String answer = answers[Math.min(given.getAndIncrement(), answers.length - 1)];
                    out.write(answer.getBytes(ISO_8859_1));
                } else if (command.equals("HELLO")) { // as servers answer that are older than that command
                    out.write("-ERR unknown command\r\n".getBytes(ISO_8859_1));
                } else {
                    out.write((command.equals("PING") ? "+PONG\r\n" : "+OK\r\n").getBytes(ISO_8859_1));
                }
                out.flush();
            }
        } catch (IOException gone) {
            // Whoever asked has gone.
        } finally {
            open.remove(socket);
        }
    }

    private static String command(DataInputStream in) throws IOException {
        int words = number(in, '*');
        String first = "";
        for (int i = 0; i < words; i++) {
            byte[] word = new byte[number(in, '$')];
            in.readFully(word);
            in.readFully(new byte[2]);
            first = i == 0 ? new String(word, ISO_8859_1).toUpperCase(Locale.ROOT) : first;
        }
        return first;
    }

    private static int number(DataInputStream in, char kind) throws IOException {
        if (in.readUnsignedByte() != kind) {
            throw new IOException("no " + kind);
        }
        int number = 0;
        for (int digit = in.readUnsignedByte(); digit != '\r'; digit = in.readUnsignedByte()) {
            number = 10 * number + digit - '0';
        }
        in.readUnsignedByte();
        return number;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
