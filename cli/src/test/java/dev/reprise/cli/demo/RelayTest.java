package dev.reprise.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relay between clients and nodes changes nothing, loses nothing, and outlives whatever either side does. */
@Timeout(120)
class RelayTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private Relay relay;

    @BeforeEach
    void start() throws IOException {
        relay = Relay.start();
        open.add(relay);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Socket client() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        open.add(socket);
        return socket;
    }

    @FunctionalInterface
    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    /** A server that does this with each connection. */
    private int node(Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread thread = new Thread(() -> {
            while (true) {
                try (Socket socket = server.accept()) {
                    conversation.with(socket);
                } catch (IOException e) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    /** A server that reads to the end and then answers with the same. */
    private int mirror() throws IOException {
        return node(socket -> {
            byte[] all = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(all);
        });
    }

    private static byte[] ask(Socket socket, byte[] question) throws IOException {
        // The answer is read while the question is still sent: neither side waits for room.
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(question);
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        byte[] answer = socket.getInputStream().readAllBytes();
        sending.join();
        return answer;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void passesEverythingOnInBothDirectionsAndTheEndsOfThem(int oneWayMillis) throws Exception {
        relay.lead(Duration.ofMillis(oneWayMillis), mirror());
        for (int length : new int[] {0, 1, 16_384, 3_000_000}) {
            byte[] question = bytes(length);
            assertThat(ask(client(), question)).isEqualTo(question);
            Passage wire = relay.next();
            assertThat(wire.bytesUp()).isEqualTo(length);
            assertThat(wire.bytesDown()).isEqualTo(length);
        }
    }

    @Test
    void countsARoundTripWhereThePathTakesItsTime() throws Exception {
        relay.lead(Duration.ofMillis(5), mirror());
        ask(client(), bytes(10));
        Passage wire = relay.next();
        assertThat(wire.roundTrips()).isEqualTo(1);
        assertThat(wire.firstByteMicros()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void letsNodesTakeTurns() throws Exception {
        int first = node(socket -> socket.getOutputStream().write('1'));
        int second = node(socket -> socket.getOutputStream().write('2'));
        relay.lead(Duration.ZERO, first, second);
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            turns.append(new String(ask(client(), new byte[0]), StandardCharsets.US_ASCII));
            relay.next();
        }
        assertThat(turns).hasToString("1212");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void endsTheClientsConnectionWhereTheNodeCutsItsOff(int oneWayMillis) throws Exception {
        int node = node(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0); // closes with a reset
        });
        relay.lead(Duration.ofMillis(oneWayMillis), node);
        try (Socket client = client()) {
            client.getOutputStream().write(1);
            assertThat(endOf(client)).isTrue();
        }
        assertThat(relay.next().bytesUp()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void endsTheNodesConnectionWhereTheClientCutsItsOff(int oneWayMillis) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        relay.lead(Duration.ofMillis(oneWayMillis), node(socket -> ended.complete(endOf(socket))));
        try (Socket client = client()) {
            client.getOutputStream().write(1);
            client.setSoLinger(true, 0);
        }
        assertThat(ended.get()).isTrue();
        relay.next();
    }

    @Test
    void goesOnAfterANodeThatIsNotThere() throws Exception {
        int gone;
        try (ServerSocket server = new ServerSocket(0)) {
            gone = server.getLocalPort();
        }
        assertThat(endOf(client())).as("before anybody said where nodes are").isTrue();
        relay.lead(Duration.ZERO, gone);
        assertThat(endOf(client())).isTrue();
        relay.lead(Duration.ZERO, mirror());
        assertThat(ask(client(), bytes(10))).isEqualTo(bytes(10));
        assertThat(relay.next().bytesUp()).isEqualTo(10);
    }

    @Test
    void keepsConnectionsApartThatRunAtTheSameTime() throws Exception {
        relay.lead(Duration.ZERO, mirror(), mirror(), mirror());
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            byte[] question = bytes(i * 100_000);
            Socket socket = client();
            answers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return ask(socket, question);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(answers.get(i - 1).get()).isEqualTo(bytes(i * 100_000));
            assertThat(relay.next().bytesUp()).isEqualTo(i * 100_000L);
        }
    }

    @Test
    void readsHellosThatComeInPieces() throws Exception {
        byte[] hello = Wire.records(Wire.HANDSHAKE, 7, Wire.clientHello(true));
        byte[] answer = Wire.records(Wire.HANDSHAKE, 5, Wire.serverHello(true));
        relay.lead(Duration.ZERO, node(socket -> {
            socket.getInputStream().readAllBytes();
            for (byte b : answer) {
                socket.getOutputStream().write(b);
            }
        }));
        Socket client = client();
        client.setTcpNoDelay(true);
        for (int i = 0; i < hello.length; i += 3) {
            client.getOutputStream().write(Arrays.copyOfRange(hello, i, Math.min(hello.length, i + 3)));
        }
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
        Passage wire = relay.next();
        assertThat(wire.offered()).isTrue();
        assertThat(wire.resumed()).isTrue();
    }

    /** Reads to the end, be it a proper one or not. */
    private static boolean endOf(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException e) {
            return true; // reset
        }
        return socket.getInputStream().read() < 0;
    }
}
