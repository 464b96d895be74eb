package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client that writes and closes without reading, as one that uploads a file by FTP. In TLS 1.3 the server's tickets come meanwhile; if they find the
 * transport closed, it resets, and what the server has not received is lost.
 */
@Timeout(60)
class ClosingAfterWritingTest {
    private static final int MORE_THAN_THE_SERVER_BUFFERS = 400_000;
    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch closing = new CountDownLatch(1);

    @Test
    void theServerLosesNothingThoughItsTicketsComeLate() throws Exception {
        SSLContext client = Contexts.client().versions("TLSv1.3").build();
        SSLContext server = Contexts.server().build();
        byte[] content = new byte[MORE_THAN_THE_SERVER_BUFFERS];
        new Random(1).nextBytes(content);
        try (ServerSocket listener = new LateServer();
                ClosingSocket below = new ClosingSocket()) {
            below.setSendBufferSize(2 * content.length);
            below.setSoLinger(true, PATIENCE_SECONDS);
            below.connect(listener.getLocalSocketAddress());
            FutureTask<byte[]> received = SocketPair.background(() -> {
                SSLSocketFactory factory = server.getSocketFactory();
                try (SSLSocket socket = (SSLSocket) factory.createSocket(listener.accept(), (InputStream) null, true)) {
                    return socket.getInputStream().readAllBytes();
                }
            });

            SSLSocket upload = (SSLSocket)
                    client.getSocketFactory().createSocket(below, "localhost", listener.getLocalPort(), true);
            upload.getOutputStream().write(content);
            below.closes = true;
            upload.close();

            assertThat(SocketPair.get(received)).isEqualTo(content);
        }
    }

    /** A caller who keeps the transport has the peer's goodbye awaited, but not for as long as it would wait for data. */
    @Test
    void aPeerThatGoesOnIsNotWaitedForAsLongAsForData() throws Exception {
        try (SSLServerSocket listener = SocketPair.listen(Contexts.server().build());
                Socket transport = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SSLSocket accepted = (SSLSocket) listener.accept()) {
            SSLSocket upload = (SSLSocket) Contexts.client()
                    .build()
                    .getSocketFactory()
                    .createSocket(transport, "localhost", listener.getLocalPort(), false);
            SocketPair.background(() -> {
                accepted.startHandshake();
                return null;
            });
            upload.setSoTimeout(Integer.MAX_VALUE);
            upload.startHandshake();
            upload.close();

            assertThat(transport.isClosed()).isFalse();
            assertThat(transport.getSoTimeout()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    /** The client's TCP socket: tells when whoever closes waits for the server, or ends the transport. */
    private final class ClosingSocket extends Socket {
        volatile boolean closes;

        @Override
        public InputStream getInputStream() throws IOException {
            if (closes) {
                closing.countDown();
            }
            return super.getInputStream();
        }

        @Override
        public void close() throws IOException {
            closing.countDown();
            super.close();
        }
    }

    /** Its sockets read the client's second flight, which the tickets answer, only when the client closes. */
    private final class LateServer extends ServerSocket {
        LateServer() throws IOException {
            setReceiveBufferSize(16 * 1024);
            bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public Socket accept() throws IOException {
            Socket socket = new LateSocket();
            implAccept(socket);
            return socket;
        }
    }

    private final class LateSocket extends Socket {
        private volatile boolean hasSpoken;

        @Override
        public OutputStream getOutputStream() throws IOException {
            hasSpoken = true;
            return super.getOutputStream();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (hasSpoken) {
                        await();
                    }
                    return super.read(target, offset, length);
                }
            };
        }

        private void await() throws IOException {
            try {
                closing.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }
}
