package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How {@code reprise serve} lives and ends, with OpenSSL's client at the other end of the line. */
class ServeLifeTest {
    private static final String FULL = Way.FULL;

    @Test
    void endsWithStatusZeroOnSigterm() {
        try (Serve serve = RepriseCli.serve()) {
            serve.terminate();
            assertThat(serve.awaitEnd().status()).isZero();
        }
    }

    @Test
    void letsARunningConnectionEndOnSigtermAndAcceptsNoOther() throws IOException {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--respond", "echo"));
                PeerProcess client = talking(serve.port())) {
            echoes(client, "before");
            serve.terminate();
            awaitRefusal(serve.port());
            echoes(client, "after");
            client.endInput();
            assertThat(client.awaitEnd().status()).isZero();
            assertThat(serve.awaitEnd().status()).isZero();
        }
    }

    @Test
    void answersTheRequestThatIsHalfThereOnSigterm() throws IOException {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()));
                PeerProcess client = talking(serve.port())) {
            assertThat(serve.next(1)).extracting(Handshake::how).containsExactly(FULL);
            client.send("GET /hello HTTP/1.1\r\n");
            serve.terminate();
            awaitRefusal(serve.port());
            client.send("Host: localhost\r\n\r\n");
            client.await("the answer", lines -> lines.contains("hello") ? Optional.of(true) : Optional.empty());
            client.endInput();
            assertThat(client.awaitEnd().status()).isZero();
            assertThat(serve.awaitEnd().status()).isZero();
        }
    }

    @Test
    void finishesTheHandshakeThatIsUnderWayOnSigtermAndAnswers() throws Exception {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec()));
                HeldLine line = HeldLine.to(serve.port());
                PeerProcess client = talking(line.port())) {
            client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
            line.awaitAnswer();
            serve.terminate();
            awaitRefusal(serve.port());
            line.letGo();
            client.await("the answer", lines -> lines.contains("hello") ? Optional.of(true) : Optional.empty());
            client.endInput();
            assertThat(client.awaitEnd().status()).isZero();
            PeerProcess.Ended ended = serve.awaitEnd();
            assertThat(ended.status()).isZero();
            assertThat(RepriseCli.handshakes(ended.output()))
                    .extracting(Handshake::how)
                    .contains(FULL);
        }
    }

    @Test
    void answersAndResumesBesideTwoThousandIdleConnections() throws IOException {
        Peers.require(Peers.OPENSSL);
        List<Socket> idle = new ArrayList<>();
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--handshake-timeout", "1h"))) {
            for (int i = 0; i < 2_000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), serve.port());
                socket.getOutputStream().write(22);
                idle.add(socket);
            }
            assertThat(Peers.OPENSSL.visit(ClientOptions.to(serve.port())))
                    .extracting(Seen::resumed)
                    .containsExactly(false, true);
            assertThat(serve.next(2)).extracting(Handshake::how).containsExactly(FULL, Way.TLS13.resumedAtServe());
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void goesOnAfterTheClientHasChangedItsKeysAndAskedForNewOnes() {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--respond", "echo"));
                PeerProcess client = talking(serve.port())) {
            echoes(client, "before");
            client.send("k\n");
            // s_client reads a command from the beginning of what it reads at once, so that one has to be through.
            client.awaitInErrors(
                    "its word that keys change",
                    lines -> lines.contains("KEYUPDATE") ? Optional.of(true) : Optional.empty());
            echoes(client, "after its own");
            client.send("K\n");
            client.awaitInErrors(
                    "its word that keys change",
                    lines -> lines.stream().filter("KEYUPDATE"::equals).count() == 2
                            ? Optional.of(true)
                            : Optional.empty());
            echoes(client, "after both");
        }
    }

    @Test
    void carriesAMegabyteEachWay() {
        Peers.require(Peers.OPENSSL);
        List<String> sent = IntStream.range(0, 1024)
                .mapToObj(i -> "%04d ".formatted(i) + "x".repeat(1018))
                .toList();
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--respond", "echo"));
                PeerProcess client = talking(serve.port())) {
            client.send(String.join("\n", sent) + "\n");
            List<String> received = client.await(
                    "the last line back",
                    lines -> lines.contains(sent.get(1023))
                            ? Optional.of(lines.stream()
                                    .filter(line -> line.endsWith("xxx"))
                                    .toList())
                            : Optional.empty());
            assertThat(received).isEqualTo(sent);
        }
    }

    @Test
    void endsByItselfAfterAsManyConnectionsAsItWasTold() {
        Peers.require(Peers.OPENSSL);
        try (Serve serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--once", "2"))) {
            Peers.OPENSSL.visit(ClientOptions.to(serve.port()));
            assertThat(serve.awaitEnd().status()).isZero();
        }
    }

    private static PeerProcess talking(int port) {
        List<String> command =
                new ArrayList<>(List.of("stdbuf", "-oL", "openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-servername", "localhost", "-tls1_3", "-verify_return_error"));
        command.addAll(List.of("-CAfile", Certificates.authority().toString()));
        return PeerProcess.start("openssl", command);
    }

    private static void echoes(PeerProcess client, String line) {
        client.send(line + "\n");
        client.await("the echo of " + line, lines -> lines.contains(line) ? Optional.of(line) : Optional.empty());
    }

    private static void awaitRefusal(int port) throws IOException {
        long limit = System.nanoTime() + PeerProcess.LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
            } catch (ConnectException e) {
                return;
            } catch (SocketException e) {
                // It stopped listening while this connection was waiting to be accepted.
            }
        }
        throw new AssertionError("still accepts connections");
    }
}
