package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class SocketLifeTest {
    private final String version;

    SocketLifeTest(String version) {
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

    // ---------------------------------------------------------------- beginning

    @Test
    void theFirstReadOrWriteMakesTheHandshake() throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server)) {
            FutureTask<byte[]> reading =
                    SocketPair.background(() -> pair.server.getInputStream().readNBytes(5));
            pair.client.getOutputStream().write(HELLO);

            assertThat(SocketPair.get(reading)).isEqualTo(HELLO);
        }
    }

    @Test
    void askingForTheSessionMakesTheHandshakeAndGivesANullSessionWhereItFails() throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server)) {
            SocketPair.background(() -> {
                pair.server.startHandshake();
                return null;
            });
            assertThat(pair.client.getSession().getProtocol()).isEqualTo(version);
        }
        try (SocketPair pair = SocketPair.connect(client, server)) {
            pair.server.close();
            assertThat(pair.client.getSession().getProtocol()).isEqualTo("NONE");
            assertThat(pair.client.getSession().isValid()).isFalse();
        }
    }

    @Test
    void tellsListenersOnAnotherThread() throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server)) {
            CountDownLatch told = new CountDownLatch(1);
            AtomicReference<Thread> teller = new AtomicReference<>();
            AtomicReference<HandshakeCompletedEvent> event = new AtomicReference<>();
            pair.client.addHandshakeCompletedListener(completed -> {
                teller.set(Thread.currentThread());
                event.set(completed);
                told.countDown();
            });
            pair.handshake();

            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(teller.get()).isNotSameAs(Thread.currentThread());
            assertThat(event.get().getSocket()).isSameAs(pair.client);
            assertThat(event.get().getCipherSuite()).startsWith("TLS_");
        }
    }

    @Test
    void anUnconnectedSocketTellsItsParametersAndConnectsLater() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(server);
                SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            assertThat(socket.isConnected()).isFalse();
            assertThat(socket.getSSLParameters().getProtocols()).containsExactly(version);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketException.class);

            socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()), 5_000);
            SSLSocket accepted = (SSLSocket) listener.accept();
            SocketPair.background(() -> {
                accepted.startHandshake();
                return null;
            });
            socket.startHandshake();

            assertThat(socket.getSession().getPeerHost()).isEqualTo("localhost");
            accepted.close();
        }
    }

    /** Records are whole when they are written: there is nothing that another one could be put together with. */
    @Test
    void itsOwnTransportsSendWithoutDelayUntilToldOtherwise() throws Exception {
        try (SocketPair pair = connected();
                SSLSocket later = (SSLSocket) client.getSocketFactory().createSocket()) {
            assertThat(pair.client.getTcpNoDelay()).isTrue();
            assertThat(pair.server.getTcpNoDelay()).isTrue();

            later.setTcpNoDelay(false);
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                later.connect(new InetSocketAddress("localhost", listener.getLocalPort()), 5_000);
                assertThat(later.getTcpNoDelay()).isFalse();
            }
        }
    }

    @Test
    void aTransportOfTheApplicationKeepsItsDelay() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket below = new Socket(plain.getInetAddress(), plain.getLocalPort());
                SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(below, "localhost", 443, true)) {
            assertThat(tls.getTcpNoDelay()).isFalse();
            assertThat(below.getTcpNoDelay()).isFalse();
        }
    }

    @Test
    void layersOverASocketThatIsConnectedAndGivesItBack() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket below = new Socket(plain.getInetAddress(), plain.getLocalPort());
                Socket accepted = plain.accept()) {
            SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(below, "localhost", 443, false);
            SSLSocket serving = (SSLSocket) server.getSocketFactory().createSocket(accepted, (InputStream) null, false);
            FutureTask<byte[]> reading = SocketPair.background(() -> {
                byte[] read = serving.getInputStream().readNBytes(5);
                assertThat(serving.getInputStream().read()).isEqualTo(-1);
                serving.close();
                return read;
            });
            tls.getOutputStream().write(HELLO);
            tls.close();

            assertThat(SocketPair.get(reading)).isEqualTo(HELLO);
            assertThat(tls.isClosed()).isTrue();
            assertThat(below.isClosed()).isFalse();
            below.getOutputStream().write(7);
            assertThat(accepted.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void aServerTakesOnWhatWasReadBefore() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SSLSocket connecting =
                        (SSLSocket) client.getSocketFactory().createSocket("localhost", plain.getLocalPort());
                Socket accepted = plain.accept()) {
            FutureTask<Void> handshake = SocketPair.background(() -> {
                connecting.startHandshake();
                connecting.getOutputStream().write(HELLO);
                return null;
            });
            byte[] sniffed = accepted.getInputStream().readNBytes(11);
            assertThat(sniffed[0]).isEqualTo((byte) 22);
            SSLSocket serving = (SSLSocket)
                    server.getSocketFactory().createSocket(accepted, new ByteArrayInputStream(sniffed), true);

            assertThat(serving.getUseClientMode()).isFalse();
            assertThat(serving.getInputStream().readNBytes(5)).isEqualTo(HELLO);
            SocketPair.get(handshake);
        }
    }

    // ---------------------------------------------------------------- bytes

    @Test
    void readsAndWritesFromTwoThreadsAtOnce() throws Exception {
        byte[] up = new byte[3_000_000];
        byte[] down = new byte[3_000_000];
        new Random(1).nextBytes(up);
        new Random(2).nextBytes(down);
        try (SocketPair pair = SocketPair.connect(client, server)) {
            FutureTask<Void> upWriter = writing(pair.client, up);
            FutureTask<Void> downWriter = writing(pair.server, down);
            FutureTask<byte[]> upReader =
                    SocketPair.background(() -> pair.server.getInputStream().readNBytes(up.length));
            FutureTask<byte[]> downReader =
                    SocketPair.background(() -> pair.client.getInputStream().readNBytes(down.length));

            SocketPair.get(upWriter);
            SocketPair.get(downWriter);
            assertThat(SocketPair.get(upReader)).isEqualTo(up);
            assertThat(SocketPair.get(downReader)).isEqualTo(down);
        }
    }

    private static FutureTask<Void> writing(SSLSocket socket, byte[] data) {
        Random sizes = new Random(data.length);
        return SocketPair.background(() -> {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < data.length; ) {
                int size = Math.min(data.length - at, 1 + sizes.nextInt(50_000));
                out.write(data, at, size);
                at += size;
            }
            return null;
        });
    }

    @Test
    void availableCountsWhatIsDecrypted() throws Exception {
        try (SocketPair pair = connected()) {
            pair.client.getOutputStream().write(HELLO);
            InputStream in = pair.server.getInputStream();

            assertThat(in.available()).isZero();
            assertThat(in.read()).isEqualTo('h');
            assertThat(in.available()).isEqualTo(4);
            assertThat(in.readNBytes(4)).hasSize(4);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void aTimeOutInTheMiddleOfARecordLosesNothing() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket below = new Socket(plain.getInetAddress(), plain.getLocalPort());
                Socket accepted = plain.accept()) {
            Halting halting = new Halting(accepted);
            SSLSocket serving = (SSLSocket) server.getSocketFactory().createSocket(halting, (InputStream) null, true);
            SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(below, "localhost", 443, true);
            FutureTask<Void> handshake = SocketPair.background(() -> {
                serving.startHandshake();
                return null;
            });
            tls.startHandshake();
            SocketPair.get(handshake);
            tls.setSoTimeout(50);

            halting.allow(9);
            serving.getOutputStream().write(HELLO);
            assertThatThrownBy(() -> tls.getInputStream().readNBytes(1)).isInstanceOf(SocketTimeoutException.class);
            halting.release();

            tls.setSoTimeout(10_000);
            assertThat(tls.getInputStream().readNBytes(5)).isEqualTo(HELLO);
            tls.close();
            serving.close();
        }
    }

    /** A socket that holds back what is written beyond an allowance. */
    private static final class Halting extends Socket {
        private final Socket below;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private int allowance = Integer.MAX_VALUE;

        Halting(Socket below) {
            this.below = below;
        }

        void allow(int bytes) {
            allowance = bytes;
        }

        void release() throws IOException {
            allowance = Integer.MAX_VALUE;
            below.getOutputStream().write(held.toByteArray());
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    int now = Math.min(length, allowance);
                    below.getOutputStream().write(bytes, offset, now);
                    held.write(bytes, offset + now, length - now);
                    allowance -= now;
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return below.getInputStream();
        }

        @Override
        public InetAddress getInetAddress() {
            return below.getInetAddress();
        }

        @Override
        public int getPort() {
            return below.getPort();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public int getSoLinger() throws SocketException {
            return below.getSoLinger();
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return below.getSoTimeout();
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            below.setSoTimeout(millis);
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }
}
