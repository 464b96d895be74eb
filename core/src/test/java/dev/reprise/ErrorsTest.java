package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error in what an application gives to a context: whoever runs it gets the error, and nobody waits for it. */
@Timeout(60)
class ErrorsTest {
    /** A trust manager whose classes are not all there. */
    private static final class Incomplete extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new NoClassDefFoundError("com/example/Missing");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new NoClassDefFoundError("com/example/Missing");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private final SSLContext server = server().build();
    private final SSLContext incomplete = client().trust(new Incomplete()).build();

    @Test
    void inATaskOfAnEngineFailsTheNextCallAndTellsThePeer() throws Exception {
        EnginePair pair = new EnginePair(incomplete, server);

        assertThatThrownBy(pair::handshake).isInstanceOf(NoClassDefFoundError.class);

        assertThatThrownBy(pair.client::unwrap)
                .isInstanceOf(SSLHandshakeException.class)
                .rootCause()
                .isInstanceOf(NoClassDefFoundError.class);
        while (!pair.client.engine.isOutboundDone()) {
            pair.client.wrap();
        }
        pair.server.deliver(Integer.MAX_VALUE);
        assertThatThrownBy(() -> {
                    while (true) {
                        pair.server.unwrap();
                        pair.server.runTasks();
                    }
                })
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("internal_error");
        assertThat(pair.client.engine.getDelegatedTask()).isNull();
    }

    @Test
    void inTheHandshakeOfASocketIsThrownAndTellsThePeer() throws Exception {
        try (SocketPair pair = SocketPair.connect(incomplete, server)) {
            FutureTask<Void> serving = SocketPair.background(() -> {
                pair.server.startHandshake();
                return null;
            });

            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(NoClassDefFoundError.class);

            assertThatThrownBy(() -> SocketPair.get(serving))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("internal_error");
            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SSLException.class);
            assertThat(pair.client.getSession().isValid()).isFalse();
        }
    }
}
