package dev.reprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A socket whose handshake fails is closed with it. Many callers, FTP clients among them, let go of the socket when they meet the exception; a peer
 * that was told nothing would wait.
 */
@Timeout(60)
class FailedHandshakesTest {
    private final SSLContext client = Contexts.client().build();
    private final SSLContext server = Contexts.server().build();

    @Test
    void aClientThatMustResumeAndCannotLeavesWithoutAByte() throws Exception {
        try (SSLServerSocket control = SocketPair.listen(server);
                SocketPair unready = SocketPair.connect(client, control);
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket data =
                        (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort());
                Socket accepted = listener.accept()) {
            Reprise.resumeFrom(data, unready.client).required();

            assertThatThrownBy(data::startHandshake).isInstanceOf(SSLHandshakeException.class);

            assertThat(data.isClosed()).isTrue();
            assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void bothSidesAreClosedAndTheAlertArrives() throws Exception {
        SSLContext suspicious = Reprise.client().build();
        try (SocketPair pair = SocketPair.connect(suspicious, server)) {
            FutureTask<Void> serving = SocketPair.background(() -> {
                pair.server.startHandshake();
                return null;
            });
            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> SocketPair.get(serving))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("alert");
            assertThat(pair.client.isClosed()).isTrue();
            assertThat(pair.server.isClosed()).isTrue();
        }
    }

    @Test
    void aTransportThatTheCallerKeepsStaysOpen() throws Exception {
        try (SSLServerSocket control = SocketPair.listen(server);
                SocketPair unready = SocketPair.connect(client, control);
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket transport = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            SSLSocket data = (SSLSocket)
                    client.getSocketFactory().createSocket(transport, "localhost", listener.getLocalPort(), false);
            Reprise.resumeFrom(data, unready.client).required();

            assertThatThrownBy(data::startHandshake).isInstanceOf(SSLHandshakeException.class);

            assertThat(data.isClosed()).isTrue();
            transport.getOutputStream().write(7);
            assertThat(accepted.getInputStream().read()).isEqualTo(7);
        }
    }
}
