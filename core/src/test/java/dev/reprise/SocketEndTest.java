package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection over a socket ends: by either side, in order or not, while others read and write. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class SocketEndTest {
    private final String version;

    SocketEndTest(String version) {
        this.version = version;
        this.server = server().build();
        this.client = client().build();
    }

    private ServerBuilder server() {
        return Contexts.server().versions(version);
    }

    private ClientBuilder client() {
        return Contexts.client().versions(version);
    }

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private final SSLContext server;
    private final SSLContext client;

    private SocketPair connected() throws Exception {
        return SocketPair.connect(client, server).handshake();
    }

    @Test
    void closeSaysGoodbye() throws Exception {
        try (SocketPair pair = connected()) {
            pair.client.getOutputStream().write(HELLO);
            pair.client.close();

            assertThat(pair.server.getInputStream().readAllBytes()).isEqualTo(HELLO);
            assertThat(pair.server.isInputShutdown()).isTrue();
        }
    }

    @Test
    void aTransportThatEndsWithoutGoodbyeIsATruncation() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket below = new Socket(plain.getInetAddress(), plain.getLocalPort());
                Socket accepted = plain.accept()) {
            SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(below, "localhost", 443, true);
            SSLSocket serving = (SSLSocket) server.getSocketFactory().createSocket(accepted, (InputStream) null, true);
            FutureTask<byte[]> reading =
                    SocketPair.background(() -> serving.getInputStream().readNBytes(5));
            tls.getOutputStream().write(HELLO);
            assertThat(SocketPair.get(reading)).isEqualTo(HELLO);
            below.shutdownOutput();

            assertThatThrownBy(() -> serving.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("without close_notify");
        }
    }

    @Test
    void aPeerThatLeavesDuringTheHandshakeIsNamedAsSuch() throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server)) {
            pair.client.close();

            assertThatThrownBy(pair.server::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("closed the connection during the handshake");
        }
    }

    @Test
    void oneDirectionCanBeShutAndTheOtherGoesOn() throws Exception {
        try (SocketPair pair = connected()) {
            OutputStream out = pair.client.getOutputStream();
            out.write(HELLO);
            pair.client.shutdownOutput();
            assertThat(pair.client.isOutputShutdown()).isTrue();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(SocketException.class);

            assertThat(pair.server.getInputStream().readAllBytes()).isEqualTo(HELLO);
            if (version.equals("TLSv1.2")) { // which knows no half-open connection (RFC 5246 section 7.2.1)
                assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
                assertThatThrownBy(() -> pair.server.getOutputStream().write(HELLO))
                        .isInstanceOf(SocketException.class);
                return;
            }
            pair.server.getOutputStream().write(HELLO);
            pair.server.shutdownOutput();
            assertThat(pair.client.getInputStream().readAllBytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void inputCanOnlyBeShutOnceThePeerHasSaidGoodbye() throws Exception {
        try (SocketPair pair = connected()) {
            assertThatThrownBy(pair.server::shutdownInput)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("close_notify");
            assertThat(pair.server.isInputShutdown()).isTrue();
        }
        try (SocketPair pair = connected()) {
            pair.client.shutdownOutput();
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            pair.server.shutdownInput();
        }
    }

    @Test
    void closeInterruptsAReader() throws Exception {
        try (SocketPair pair = connected()) {
            CountDownLatch reading = new CountDownLatch(1);
            FutureTask<Integer> reader = SocketPair.background(() -> {
                InputStream in = pair.server.getInputStream();
                reading.countDown();
                return in.read();
            });
            reading.await();
            pair.server.close();

            assertThatThrownBy(() -> SocketPair.get(reader)).isInstanceOf(IOException.class);
            assertThat(pair.server.isClosed()).isTrue();
        }
    }

    @Test
    void closeEndsAWriterWhosePeerDoesNotRead() throws Exception {
        SocketPair pair = connected();
        CountDownLatch writing = new CountDownLatch(1);
        FutureTask<Void> writer = SocketPair.background(() -> {
            OutputStream out = pair.server.getOutputStream();
            byte[] block = new byte[1 << 20];
            writing.countDown();
            while (true) {
                out.write(block);
            }
        });
        writing.await();

        pair.server.close();

        assertThatThrownBy(() -> SocketPair.get(writer)).isInstanceOf(IOException.class);
        pair.close();
    }

    @Test
    void anInterruptedThreadClosesAndStaysInterrupted() throws Exception {
        try (SocketPair pair = connected()) {
            FutureTask<Boolean> closing = SocketPair.background(() -> {
                Thread.currentThread().interrupt();
                pair.client.close();
                return Thread.interrupted();
            });

            assertThat(SocketPair.get(closing)).isTrue();
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closingTakesInWhatHasArrivedSoThatThePeerLosesNothing() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server)) {
            for (int i = 0; i < 20; i++) {
                try (SocketPair pair = SocketPair.connect(client, listener)) {
                    FutureTask<byte[]> all = SocketPair.background(() -> {
                        try (SSLSocket reading = pair.server) {
                            return reading.getInputStream().readAllBytes();
                        }
                    });
                    pair.client.getOutputStream().write(HELLO);
                    pair.client.close();
                    assertThat(SocketPair.get(all)).isEqualTo(HELLO);
                }
            }
        }
    }

    /** Else the transport would end with a reset, and the alert could be lost with it. */
    @Test
    void aFailureTakesInWhatHasArrivedSoThatThePeerHearsOfIt() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server);
                Socket raw = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            raw.getOutputStream().write(new byte[50_000]);
            SSLSocket accepted = (SSLSocket) listener.accept();
            assertThatThrownBy(accepted::startHandshake).isInstanceOf(SSLException.class);

            assertThat(raw.getInputStream().readAllBytes())
                    .hasSize(7)
                    .startsWith(21, 3, 3, 0, 2, 2); // a fatal alert, and then the end
        }
    }

    @Test
    void aClosedSocketIsClosed() throws Exception {
        SocketPair pair = connected();
        InputStream in = pair.client.getInputStream();
        pair.client.close();
        pair.client.close();

        assertThat(pair.client.isClosed()).isTrue();
        assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        assertThatThrownBy(pair.client::getOutputStream).isInstanceOf(SocketException.class);
        assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SocketException.class);
        pair.close();
    }
}
