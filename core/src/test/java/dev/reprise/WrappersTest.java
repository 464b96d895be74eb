package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.session.Resumption;
import dev.reprise.session.TlsSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What frameworks hand out is often not what the context made, but something around it. */
@Timeout(60)
class WrappersTest {
    private final SSLContext server = server().build();
    private final SSLContext client = client().build();

    private static SSLEngine wrapped(SSLContext context) {
        return new DelegatingEngine(context.createSSLEngine("localhost", 443));
    }

    @Test
    void anEngineIsReachedBehindItsWrapper() throws Exception {
        EnginePair pair = new EnginePair(wrapped(client), new DelegatingEngine(server.createSSLEngine())).handshake();

        assertThat(Reprise.resumption(pair.client.engine).kind()).isEqualTo(Resumption.Kind.FULL);
        assertThat(Reprise.resumption(pair.server.engine).kind()).isEqualTo(Resumption.Kind.FULL);
        TlsSession session = Reprise.session(pair.client.engine).orElseThrow();
        assertThat(Reprise.exportKeyingMaterial(pair.client.engine, "EXPERIMENTAL x", null, 16))
                .isEqualTo(Reprise.exportKeyingMaterial(pair.server.engine, "EXPERIMENTAL x", null, 16));

        SSLEngine second = wrapped(client().build());
        Reprise.resume(second, session).required();
        EnginePair resumed = new EnginePair(second, server.createSSLEngine()).handshake();
        assertThat(Reprise.resumption(second).kind()).isEqualTo(Resumption.Kind.RESUMED);

        SSLEngine third = wrapped(client().build());
        Reprise.resumeFrom(third, resumed.client.engine).required();
        new EnginePair(third, server.createSSLEngine()).handshake();
        assertThat(Reprise.resumption(third).isResumptionOf(Reprise.resumption(pair.client.engine)))
                .isTrue();
    }

    @Test
    void beforeTheHandshakeTheWrapperHasNoAnswerEither() throws Exception {
        SSLEngine engine = wrapped(client);
        engine.setUseClientMode(true);

        assertThatThrownBy(() -> Reprise.resumption(engine)).isInstanceOf(IllegalStateException.class);
        assertThat(Reprise.session(engine)).isEmpty();
        engine.beginHandshake();
        assertThatThrownBy(() -> Reprise.resumption(engine)).isInstanceOf(IllegalStateException.class);
        assertThat(Reprise.session(engine)).isEmpty();
    }

    @Test
    void aSessionIsReachedBehindItsWrapper() throws Exception {
        EnginePair pair = new EnginePair(client, server).handshake();
        SSLSession inside = pair.client.engine.getSession();

        SSLSession wrapper = (SSLSession) Proxy.newProxyInstance(
                WrappersTest.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(inside, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        assertThat(Reprise.resumption(wrapper).kind()).isEqualTo(Resumption.Kind.FULL);
        assertThat(wrapper.getValueNames()).isEmpty();
    }

    @Test
    void anEstablishedSocketIsReachedBehindItsWrapper() throws Exception {
        try (SocketPair pair = SocketPair.connect(client, server).handshake()) {
            pair.talk();
            SSLSocket wrapper = new DelegatingSocket(pair.client);

            assertThat(Reprise.resumption(wrapper).kind()).isEqualTo(Resumption.Kind.FULL);
            assertThat(Reprise.session(wrapper)).isPresent();
            assertThat(Reprise.awaitSession(wrapper, Duration.ofSeconds(5))).isPresent();
            SSLSocket next = (SSLSocket) client().build().getSocketFactory().createSocket();
            Reprise.resumeFrom(next, wrapper).required();
            next.close();
        }
    }

    @Test
    void aWrappedSocketIsBoundBeforeItIsWrapped() throws Exception {
        SSLSocket inside = (SSLSocket) client.getSocketFactory().createSocket();
        EnginePair pair = new EnginePair(client, server).handshake();
        TlsSession session = Reprise.session(pair.client.engine).orElseThrow();

        assertThatThrownBy(() -> Reprise.resume(new DelegatingSocket(inside), session))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give the engine or socket that it made");
        Reprise.resume(inside, session);
        inside.close();
    }

    @Test
    void whatTheJdkMadeIsRefusedAndNotTouched() throws Exception {
        SSLContext jdk = Contexts.jdk();
        SSLEngine engine = jdk.createSSLEngine();
        SSLSocket socket = (SSLSocket) jdk.getSocketFactory().createSocket();

        for (Object foreign : new Object[] {engine, new DelegatingEngine(engine)}) {
            assertThatThrownBy(() -> Reprise.resumption((SSLEngine) foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not made by Reprise")
                    .hasMessageContaining(foreign.getClass().getName());
        }
        assertThatThrownBy(() -> Reprise.session(socket)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reprise.awaitSession(socket, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reprise.resumption(engine.getSession())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reprise.resumeFrom(socket, socket)).isInstanceOf(IllegalArgumentException.class);
        socket.close();
    }

    @Test
    void aSessionThatIsListedDoesNotKeepItsConnection() throws Exception {
        EnginePair pair = new EnginePair(client, server).handshake();
        ExtendedSSLSession session = (ExtendedSSLSession) pair.client.engine.getSession();

        assertThat(client.getClientSessionContext().getSession(session.getId())).isSameAs(session);
        assertThat(Reprise.resumption(session).kind()).isEqualTo(Resumption.Kind.FULL);
    }

    /** A socket around a socket; what is not needed here is not there. */
    private static final class DelegatingSocket extends SSLSocket {
        private final SSLSocket inside;

        DelegatingSocket(SSLSocket inside) {
            this.inside = inside;
        }

        @Override
        public SSLSession getSession() {
            return inside.getSession();
        }

        @Override
        public SSLSession getHandshakeSession() {
            return inside.getHandshakeSession();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return inside.getSupportedCipherSuites();
        }

        @Override
        public String[] getEnabledCipherSuites() {
            return inside.getEnabledCipherSuites();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            inside.setEnabledCipherSuites(suites);
        }

        @Override
        public String[] getSupportedProtocols() {
            return inside.getSupportedProtocols();
        }

        @Override
        public String[] getEnabledProtocols() {
            return inside.getEnabledProtocols();
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            inside.setEnabledProtocols(protocols);
        }

        @Override
        public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
            inside.addHandshakeCompletedListener(listener);
        }

        @Override
        public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
            inside.removeHandshakeCompletedListener(listener);
        }

        @Override
        public void startHandshake() {
            throw new AssertionError("nobody asked for a handshake");
        }

        @Override
        public void setUseClientMode(boolean client) {
            inside.setUseClientMode(client);
        }

        @Override
        public boolean getUseClientMode() {
            return inside.getUseClientMode();
        }

        @Override
        public void setNeedClientAuth(boolean need) {
            inside.setNeedClientAuth(need);
        }

        @Override
        public boolean getNeedClientAuth() {
            return inside.getNeedClientAuth();
        }

        @Override
        public void setWantClientAuth(boolean want) {
            inside.setWantClientAuth(want);
        }

        @Override
        public boolean getWantClientAuth() {
            return inside.getWantClientAuth();
        }

        @Override
        public void setEnableSessionCreation(boolean may) {
            inside.setEnableSessionCreation(may);
        }

        @Override
        public boolean getEnableSessionCreation() {
            return inside.getEnableSessionCreation();
        }
    }
}
