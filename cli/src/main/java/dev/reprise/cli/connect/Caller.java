package dev.reprise.cli.connect;

import dev.reprise.cli.Explanation;
import dev.reprise.cli.HandshakeLine;
import dev.reprise.cli.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes connections to one server, one after the other: asks, reads the answer, and waits for tickets as long as it makes sense. */
public final class Caller {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int HANDSHAKE_MILLIS = 10_000;

    /** A server that was asked by HTTP has this long for each part of its answer. */
    private static final int ANSWER_MILLIS = 60_000;

    /** After the end of standard input, a server that says nothing for so long is taken to be done. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** How often it is looked whether that is so. */
    private static final int LOOK_MILLIS = 500;

    /** A server that keeps the connection may still send tickets; one that sends none is not waited for longer. */
    private static final Duration FOR_A_TICKET = Duration.ofSeconds(1);

    /** Waits until the server has issued a session on this connection, reading what comes. */
    @FunctionalInterface
    public interface TicketWait {
        void await(SSLSocket socket, Duration atMost) throws IOException;
    }

    private final HostPort server;
    private final String name;
    private final SSLSocketFactory factory;
    private final Supplier<@Nullable HandshakeLine> lastHandshake;
    private final CountingSessions sessions;
    private final boolean ticketsMatter;
    private final TicketWait tickets;

    /**
     * @param server where to connect to
     * @param name who is expected there
     * @param lastHandshake how this thread's last handshake went; asked once for each
     * @param sessions counts what the server issues
     * @param ticketsMatter whether somebody will use them, so that they are worth a wait
     */
    public Caller(
            HostPort server,
            String name,
            SSLSocketFactory factory,
            Supplier<@Nullable HandshakeLine> lastHandshake,
            CountingSessions sessions,
            boolean ticketsMatter,
            TicketWait tickets) {
        this.server = server;
        this.name = name;
        this.factory = factory;
        this.lastHandshake = lastHandshake;
        this.sessions = sessions;
        this.ticketsMatter = ticketsMatter;
        this.tickets = tickets;
    }

    /**
     * Makes one connection. Does not throw: what goes wrong is part of the outcome.
     *
     * @param answer where the answer goes
     */
    public Outcome call(Question question, OutputStream answer) {
        long begun = System.nanoTime();
        try (Socket plain = reach()) {
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, name, server.port(), true);
            try {
                socket.setSoTimeout(HANDSHAKE_MILLIS);
                socket.startHandshake();
            } catch (IOException e) {
                return failed(e, begun);
            }
            HandshakeLine line = lastHandshake.get();
            if (line == null) {
                throw new IllegalStateException("the handshake ended, and nobody said how");
            }
            return converse(socket, line, question, answer);
        } catch (IOException e) {
            return failed(e, begun);
        }
    }

    private Outcome failed(IOException thrown, long begun) {
        HandshakeLine told = lastHandshake.get();
        if (told != null && !told.ok() && !(thrown instanceof SocketTimeoutException)) {
            return new Outcome(told, 0, 0, 0, thrown);
        }
        String error = thrown instanceof SocketTimeoutException && told != null
                ? "the server took longer than " + HANDSHAKE_MILLIS / 1_000 + " s to answer"
                : Explanation.of(thrown);
        HandshakeLine line = HandshakeLine.failed(null, error, Duration.ofNanos(System.nanoTime() - begun));
        return new Outcome(line, 0, 0, 0, thrown);
    }

    /** Tries each of the server's addresses. */
    private Socket reach() throws IOException {
        IOException last = new IOException("no address of " + server.host() + " is known");
        for (InetAddress address : InetAddress.getAllByName(server.host())) {
            Socket plain = new Socket();
            try {
                plain.setTcpNoDelay(true);
                plain.connect(new InetSocketAddress(address, server.port()), CONNECT_MILLIS);
                return plain;
            } catch (IOException e) {
                plain.close();
                last = e;
            }
        }
        throw last;
    }

    private Outcome converse(SSLSocket socket, HandshakeLine line, Question question, OutputStream answer) {
        int status = 0;
        IOException broken = null;
        CountingInput in = null;
        try (socket) {
            in = new CountingInput(socket.getInputStream());
            if (question instanceof Question.Get get) {
                status = get(socket, get, in, answer);
            } else {
                stream(socket, question, in, answer);
            }
            awaitTicket(socket, line, in);
        } catch (IOException e) {
            broken = e;
        }
        return new Outcome(line, sessions.takeCount(), in == null ? 0 : in.count(), status, broken);
    }

    private int get(SSLSocket socket, Question.Get get, CountingInput in, OutputStream answer) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(get.request());
        out.flush();
        return HttpAnswer.read(in, answer);
    }

    private void stream(SSLSocket socket, Question question, CountingInput in, OutputStream answer) throws IOException {
        socket.setSoTimeout(LOOK_MILLIS);
        Sending sending = new Sending(socket, question.input());
        sending.start();
        byte[] buffer = new byte[16 * 1024];
        long heard = System.nanoTime();
        while (true) {
            try {
                int count = in.read(buffer);
                if (count < 0) {
                    return;
                }
                answer.write(buffer, 0, count);
                answer.flush();
                heard = System.nanoTime();
            } catch (SocketTimeoutException e) {
                if (sending.isDone() && System.nanoTime() - heard > SILENCE.toNanos()) {
                    return;
                }
            }
        }
    }

    /** TLS 1.3 has tickets after the handshake; TLS 1.2 has them in it. */
    private void awaitTicket(SSLSocket socket, HandshakeLine line, CountingInput in) throws IOException {
        boolean mayCome = "TLSv1.3".equals(line.protocol());
        if (ticketsMatter && mayCome && sessions.count() == 0 && !in.isAtEnd()) {
            tickets.await(socket, FOR_A_TICKET);
        }
    }

    /** Sends what comes in, beside the reading of the answer. */
    private static final class Sending {
        private final SSLSocket socket;
        private final InputStream input;
        private volatile boolean done;

        private Sending(SSLSocket socket, InputStream input) {
            this.socket = socket;
            this.input = input;
        }

        void start() {
            Thread thread = new Thread(this::send, "reprise-sending");
            thread.setDaemon(true); // standard input may never end, and the server may be done before
            thread.start();
        }

        boolean isDone() {
            return done;
        }

        private void send() {
            byte[] buffer = new byte[16 * 1024];
            try {
                OutputStream out = socket.getOutputStream();
                for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                    out.write(buffer, 0, count);
                    out.flush();
                }
                socket.shutdownOutput();
            } catch (IOException e) {
                // The server takes no more. What it answered is read to its end by the other thread, which hears of it
                // if that is
                // not a proper one.
            } finally {
                done = true;
            }
        }
    }
}
