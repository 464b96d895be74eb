package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.cli.serve.EchoResponder;
import dev.reprise.cli.serve.HttpResponder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No client can keep a server from others, nor its own thread for longer than it is given: idle ones, slow ones, and those that take nothing. */
@Timeout(120)
class ListenerLimitsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String REQUEST = "GET /hello HTTP/1.1\r\n";

    private static void assertAnswers(Listening listening) throws Exception {
        assertThat(listening.page()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("hello\n");
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(32_768);
        engine.wrap(ByteBuffer.allocate(0), record);
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }

    @Test
    void answersBesideTwoThousandIdleConnections() throws Exception {
        byte[] hello = clientHello();
        List<Socket> idle = new ArrayList<>();
        try (Listening listening = Listening.with(new HttpResponder(), LONG)) {
            for (int i = 0; i < 1_200; i++) {
                idle.add(listening.plain());
            }
            for (int i = 0; i < 400; i++) {
                Socket halfway = listening.plain();
                halfway.getOutputStream().write(hello, 0, 1 + i);
                idle.add(halfway);
            }
            for (int i = 0; i < 400; i++) {
                SSLSocket between = listening.over(listening.plain());
                Listening.send(between, REQUEST + "\r\n");
                assertThat(Listening.lineOf(between)).isEqualTo("HTTP/1.1 200 OK");
                idle.add(between);
            }
            for (int i = 0; i < 20; i++) {
                assertAnswers(listening);
            }
            assertThat(listening.events()).noneMatch(event -> event.startsWith("complaint"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void cutsOffAHandshakeThatComesByteByByteForTooLongAndAnswersOthersMeanwhile() throws Exception {
        try (Listening listening = Listening.with(new HttpResponder(), SHORT);
                Socket slow = listening.plain()) {
            drip(slow.getOutputStream(), clientHello(), listening);
            assertThat(endOf(slow)).isTrue();
            assertThat(listening.events()).contains("the handshake took longer than 1 s");
        }
    }

    @Test
    void cutsOffARequestThatComesByteByByteForTooLongAndAnswersOthersMeanwhile() throws Exception {
        try (Listening listening = Listening.with(new HttpResponder(SHORT), LONG);
                SSLSocket slow = listening.client()) {
            byte[] endless = (REQUEST + "A: " + "b".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
            assertThat(drip(slow.getOutputStream(), endless, listening)).isFalse();
        }
    }

    /**
     * One byte, an answer for somebody else, the next byte, until the server has had enough.
     *
     * @return whether it never had
     */
    private static boolean drip(OutputStream out, byte[] bytes, Listening listening) throws Exception {
        for (byte b : bytes) {
            try {
                out.write(b);
                out.flush();
            } catch (IOException e) {
                return false;
            }
            assertAnswers(listening);
        }
        return true;
    }

    @Test
    void makesAHandshakeThatComesByteByByteInTime() throws Exception {
        Socket dripping = new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new FilterOutputStream(super.getOutputStream()); // which writes bytes one by one
            }
        };
        try (Listening listening = Listening.with(new HttpResponder(), LONG);
                SSLSocket client = listening.over(listening.connected(dripping))) {
            Listening.send(client, REQUEST + "\r\n");
            assertThat(Listening.lineOf(client)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void cutsOffAClientThatStopsInTheMiddleOfItsHandshake() throws Exception {
        try (Listening listening = Listening.with(new HttpResponder(), SHORT);
                Socket stalled = listening.plain()) {
            stalled.getOutputStream().write(clientHello());
            assertThat(stalled.getInputStream().read()).as("the server's hello").isEqualTo(22);
            assertAnswers(listening);
            assertThat(endOf(stalled)).isTrue();
        }
    }

    @Test
    void cutsOffAClientThatSendsAndTakesNothingBack() throws Exception {
        try (Listening listening = Listening.with(new EchoResponder(SHORT), LONG);
                SSLSocket greedy = listening.client()) {
            CompletableFuture<Void> sending = Listening.beside(() -> {
                byte[] much = new byte[1 << 20];
                while (true) {
                    try {
                        greedy.getOutputStream().write(much);
                    } catch (IOException e) {
                        return; // cut off
                    }
                }
            });
            try (SSLSocket other = listening.client()) {
                Listening.send(other, "still there?\n");
                assertThat(Listening.lineOf(other)).isEqualTo("still there?");
            }
            sending.get();
        }
    }

    @Test
    void endsAConnectionOnWhichRubbishComesAfterTheHandshake() throws Exception {
        try (Listening listening = Listening.with(new HttpResponder(), LONG);
                Socket plain = listening.plain()) {
            SSLSocket client = listening.over(plain);
            Listening.send(client, REQUEST + "\r\n");
            assertThat(Listening.lineOf(client)).isEqualTo("HTTP/1.1 200 OK");
            plain.getOutputStream().write(new byte[] {23, 3, 3, 0, 40});
            plain.getOutputStream().write(new byte[40]);
            assertThatThrownBy(() -> Listening.rest(client)).hasMessageContaining("bad_record_mac");
            assertAnswers(listening);
        }
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
