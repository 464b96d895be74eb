package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testing.TestPki;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application gives to a connection is called without a lock of it held: another thread may use the connection meanwhile. */
@Timeout(120)
class CallbacksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Notes what was called, and whether another thread could use the connection just then. */
    private static final class Probe {
        private final Map<String, Boolean> free = new ConcurrentHashMap<>();
        private final AtomicReference<Runnable> use = new AtomicReference<>(() -> {});

        void called(String what) {
            Thread other = new Thread(use.get());
            other.setDaemon(true);
            other.start();
            try {
                other.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            free.merge(what, !other.isAlive(), Boolean::logicalAnd);
        }

        /** All that was called, each with whether the connection was free. */
        Map<String, Boolean> calls() {
            return new TreeMap<>(free);
        }

        Set<String> blocked() {
            Set<String> blocked = new TreeSet<>();
            free.forEach((what, wasFree) -> {
                if (!wasFree) {
                    blocked.add(what);
                }
            });
            return blocked;
        }
    }

    /** A key manager that is asked of everything. */
    private static final class Keys extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager inside;
        private final Probe probe;

        Keys(X509ExtendedKeyManager inside, Probe probe) {
            this.inside = inside;
            this.probe = probe;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
            probe.called("chooseServerAlias");
            return inside.chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
            probe.called("chooseClientAlias");
            return inside.chooseEngineClientAlias(types, issuers, engine);
        }

        @Override
        public String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
            probe.called("chooseServerAlias");
            return inside.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
            probe.called("chooseClientAlias");
            return inside.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return inside.getServerAliases(type, issuers);
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return inside.getClientAliases(type, issuers);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            probe.called("getCertificateChain");
            return inside.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            probe.called("getPrivateKey");
            return inside.getPrivateKey(alias);
        }
    }

    /** A trust manager that is asked of everything. */
    private static final class Judge extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager inside = PKI.trustManager();
        private final Probe probe;

        Judge(Probe probe) {
            this.probe = probe;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            probe.called("checkClientTrusted");
            inside.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            probe.called("checkServerTrusted");
            inside.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            inside.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            inside.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            inside.checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            inside.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            probe.called("getAcceptedIssuers");
            return inside.getAcceptedIssuers();
        }
    }

    private final Probe probe = new Probe();
    private final SSLContext server = Reprise.server()
            .identity(new Keys(PKI.serverEc().keyManager(), probe))
            .trust(new Judge(probe))
            .clientAuth(ClientAuth.NEED)
            .listener(event -> probe.called("listener"))
            .build();
    private final SSLContext client = client().identity(new Keys(PKI.client().keyManager(), probe))
            .trust(new Judge(probe))
            .listener(event -> probe.called("listener"))
            .build();

    private SNIMatcher matcher() {
        return new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
            @Override
            public boolean matches(SNIServerName name) {
                probe.called("SNIMatcher");
                return true;
            }
        };
    }

    private void prepare(EnginePair pair, boolean ofClient) {
        SSLEngine engine = ofClient ? pair.client.engine : pair.server.engine;
        pair.server.engine.setHandshakeApplicationProtocolSelector((which, offered) -> {
            probe.called("selector");
            return offered.get(0);
        });
        SSLParameters parameters = pair.server.parameters();
        parameters.setSNIMatchers(List.of(matcher()));
        pair.server.engine.setSSLParameters(parameters);
        parameters = pair.client.parameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        pair.client.engine.setSSLParameters(parameters);
        probe.use.set(() -> {
            engine.getSSLParameters();
            engine.getHandshakeSession();
            engine.getDelegatedTask();
            engine.getSession();
        });
    }

    @Test
    void ofAnEngineInFullAndInResumedHandshakes() throws Exception {
        for (boolean ofClient : new boolean[] {true, false, true}) {
            EnginePair pair = new EnginePair(client, server);
            prepare(pair, ofClient);
            pair.handshake();
        }

        assertThat(probe.calls())
                .containsKeys(
                        "SNIMatcher",
                        "checkClientTrusted",
                        "checkServerTrusted",
                        "chooseClientAlias",
                        "chooseServerAlias",
                        "getAcceptedIssuers",
                        "getCertificateChain",
                        "getPrivateKey",
                        "listener",
                        "selector");
        assertThat(probe.blocked()).isEmpty();
    }

    @Test
    void ofASocketsListenerWhichMayUseTheSocketAndWaitForOthersWhoDo() throws Exception {
        AtomicReference<SocketPair> current = new AtomicReference<>();
        SSLContext listening = client().listener(event -> {
                    SSLSocket socket = current.get().client;
                    probe.use.set(() -> {
                        try {
                            socket.getOutputStream().write(1);
                            socket.getSession();
                        } catch (IOException failed) {
                            assertThat(event.ok()).isFalse();
                        }
                    });
                    probe.called(event.ok() ? "succeeded" : "failed");
                })
                .build();
        SSLContext welcoming = server().build();
        try (SocketPair pair = SocketPair.connect(listening, welcoming)) {
            current.set(pair);
            pair.handshake();
            assertThat(pair.server.getInputStream().read()).isEqualTo(1);
        }
        SSLContext elsewhere = Reprise.server()
                .identity(PKI.issue("elsewhere", "EC", "elsewhere.example").keyStore(), TestPki.PASSWORD)
                .build();
        try (SocketPair pair = SocketPair.connect(listening, elsewhere)) {
            current.set(pair);
            assertThatThrownBy(pair::handshake).isInstanceOf(SSLException.class);
        }
        assertThat(probe.calls()).containsOnlyKeys("failed", "succeeded");
        assertThat(probe.blocked()).isEmpty();
    }
}
