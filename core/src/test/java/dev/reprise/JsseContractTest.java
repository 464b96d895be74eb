package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.jsse.RepriseProvider;
import dev.reprise.session.Resumption;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What frameworks rely on of a JSSE provider, beyond what its words say. */
@Timeout(120)
class JsseContractTest {
    @Nested
    class AContext {
        private SSLContext of(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS", new RepriseProvider());
            context.init(keys, trust, random);
            return context;
        }

        @Test
        void isInitialisedWithNothing() throws Exception {
            SSLContext context = of(null, null, null);

            assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(context.getSupportedSSLParameters().getCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
            assertThat(context.createSSLEngine()).isNotNull();
            assertThat(context.getSocketFactory().createSocket()).isNotNull();
            EnginePair stranger = new EnginePair(
                    context.createSSLEngine("localhost", 443), server().build().createSSLEngine());
            assertThatThrownBy(stranger::handshake).isInstanceOf(SSLHandshakeException.class); // no root of the JDK's
        }

        @Test
        void takesTheFirstManagersForX509() throws Exception {
            KeyManager notForThis = new KeyManager() {};
            TrustManager norThis = new TrustManager() {};
            SSLContext context = of(
                    new KeyManager[] {
                        notForThis, PKI.serverEc().keyManager(), PKI.serverRsa().keyManager()
                    },
                    new TrustManager[] {norThis, PKI.trustManager()},
                    new SecureRandom());

            EnginePair pair = new EnginePair(context, context).handshake();
            assertThat(pair.client.engine.getSession().getPeerCertificates()[0])
                    .isEqualTo(PKI.serverEc().certificate());
        }

        @Test
        void withAListOfNobodyTrustsNobody() throws Exception {
            SSLContext context = of(new KeyManager[0], new TrustManager[0], null);

            EnginePair pair = new EnginePair(context, server().build());
            assertThatThrownBy(pair::handshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no trust manager");
        }

        @Test
        void makesEveryKindOfServerSocket() throws Exception {
            SSLServerSocketFactory factory = server().build().getServerSocketFactory();
            InetAddress here = InetAddress.getLoopbackAddress();
            List<ServerSocket> sockets = List.of(
                    factory.createServerSocket(0),
                    factory.createServerSocket(0, 5),
                    factory.createServerSocket(0, 5, here));
            for (ServerSocket socket : sockets) {
                assertThat(socket).isInstanceOf(SSLServerSocket.class);
                assertThat(socket.isBound()).isTrue();
                socket.close();
            }
            try (ServerSocket unbound = factory.createServerSocket()) {
                assertThat(unbound.isBound()).isFalse();
            }
        }
    }

    @Nested
    class AnEngine {
        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "host_with_underscore", ""})
        void mayGoToWhatIsNoNameForSni(String host) throws Exception {
            SSLContext client = client().endpointIdentification("").build();
            EnginePair pair = new EnginePair(
                    client.createSSLEngine(host, 443), server().build().createSSLEngine());

            pair.handshake();

            ExtendedSSLSession session = (ExtendedSSLSession) pair.server.engine.getSession();
            assertThat(session.getRequestedServerNames())
                    .allSatisfy(name ->
                            assertThat(((SNIHostName) name).getAsciiName()).isEqualTo(host));
            assertThat(pair.client.engine.getSession().getPeerHost()).isEqualTo(host);
        }

        @Test
        void mayGoNowhereInParticular() throws Exception {
            SSLContext client = client().endpointIdentification("").build();
            for (SSLEngine engine : new SSLEngine[] {client.createSSLEngine(), client.createSSLEngine(null, -1)}) {
                EnginePair pair = new EnginePair(engine, server().build().createSSLEngine()).handshake();

                assertThat(engine.getPeerHost()).isNull();
                assertThat(engine.getSession().getPeerPort()).isEqualTo(-1);
                assertThat(((ExtendedSSLSession) pair.server.engine.getSession()).getRequestedServerNames())
                        .isEmpty();
            }
        }

        @Test
        void thatIsGivenNoBytesSaysSoAndChangesNothing() throws SSLException {
            EnginePair pair = new EnginePair(client().build(), server().build());
            SSLEngine server = pair.server.engine;
            server.beginHandshake();
            for (int i = 0; i < 3; i++) {
                SSLEngineResult result = server.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(100));
                assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
                assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
                assertThat(result.bytesConsumed() + result.bytesProduced()).isZero();
            }
            pair.handshake();
        }

        @Test
        void withoutSuitesOfAVersionDoesNotSpeakIt() throws SSLException {
            EnginePair pair = new EnginePair(client().build(), server().build());
            pair.client.engine.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});

            pair.handshake();

            assertThat(pair.client.engine.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }

        @Test
        void takesOnTheDefaultsOfItsSideAndKeepsWhatWasSet() throws Exception {
            System.setProperty("jdk.tls.client.protocols", "TLSv1.2");
            try {
                SSLContext context = SSLContext.getInstance("TLS", new RepriseProvider());
                context.init(null, null, null);
                SSLEngine engine = context.createSSLEngine();
                assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");

                engine.setUseClientMode(true);
                assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
                engine.setSSLParameters(engine.getSSLParameters());
                engine.setUseClientMode(false);
                assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");

                engine.setEnabledProtocols(new String[] {"TLSv1.3"});
                engine.setUseClientMode(true);
                assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
                assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.2");
                try (SSLServerSocket socket =
                        (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
                    assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
                    socket.setUseClientMode(true);
                    assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.2");
                }
                SSLContext older = SSLContext.getInstance("TLSv1.2", new RepriseProvider());
                System.setProperty("jdk.tls.client.protocols", "TLSv1.3");
                older.init(null, null, null);
                assertThat(older.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.2");
            } finally {
                System.clearProperty("jdk.tls.client.protocols");
            }
        }

        /** Kafka's clients wait for the network for ever where a task is what they are asked for before they have called anything. */
        @Test
        void ofAClientBeginsWithAWrapThatTellsOfTheTask() throws SSLException {
            SSLContext client = client().revalidation(Revalidation.FULL).build();
            EnginePair pair = new EnginePair(client, server().build());
            SSLEngine engine = pair.client.engine;

            engine.beginHandshake();
            assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            SSLEngineResult first = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(20_000));
            assertThat(first.getStatus()).isEqualTo(Status.OK);
            assertThat(first.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            assertThat(first.bytesProduced()).isZero();
            assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            engine.getDelegatedTask().run();
            assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);

            pair.handshake();
            assertThat(pair.client.finished()).isEqualTo(1);
        }

        /** As Undertow does: all tasks are taken, and then run, each on a worker. */
        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
        void mayHaveItsTasksRunByOthers(String version) throws Exception {
            EnginePair pair = new EnginePair(
                    client().versions(version).build(),
                    server().versions(version).build());
            ExecutorService workers = Executors.newFixedThreadPool(4);
            try {
                pair.client.engine.beginHandshake();
                pair.server.engine.beginHandshake();
                for (int i = 0; i < 100 && pair.client.finished() + pair.server.finished() < 2; i++) {
                    step(pair.client, workers);
                    step(pair.server, workers);
                }
            } finally {
                workers.shutdown();
            }

            assertThat(pair.client.finished()).isEqualTo(1);
            assertThat(pair.server.finished()).isEqualTo(1);
            assertThat(EnginePair.send(pair.client, new byte[] {1})).containsExactly(1);
        }

        private static void step(EnginePair.End end, ExecutorService workers) throws Exception {
            switch (end.engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    List<Future<?>> running = new ArrayList<>();
                    for (Runnable task; (task = end.engine.getDelegatedTask()) != null; ) {
                        running.add(workers.submit(task));
                    }
                    for (Future<?> each : running) {
                        each.get(60, TimeUnit.SECONDS);
                    }
                }
                case NEED_WRAP -> end.wrap(ByteBuffer.allocate(0));
                default -> {
                    end.deliver(Integer.MAX_VALUE);
                    end.unwrap();
                }
            }
        }
    }

    @Nested
    class ASession {
        private final SSLContext server = server().build();
        private final SSLContext client = client().endpointIdentification("").build();

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
        void saysWhatThisConnectionAskedForAlsoWhereItIsResumed(String version) throws SSLException {
            for (Resumption.Kind kind : Resumption.Kind.values()) {
                EnginePair pair =
                        new EnginePair(client.createSSLEngine("localhost", 443), server.createSSLEngine("away", 7));
                SSLParameters parameters = pair.client.parameters();
                parameters.setProtocols(new String[] {version});
                parameters.setServerNames(List.of(new SNIHostName("shop.test")));
                pair.client.engine.setSSLParameters(parameters);
                pair.handshake();

                assertThat(Reprise.resumption(pair.server.engine).kind()).isEqualTo(kind);
                for (EnginePair.End end : new EnginePair.End[] {pair.client, pair.server}) {
                    ExtendedSSLSession session = (ExtendedSSLSession) end.engine.getSession();
                    assertThat(session.getRequestedServerNames())
                            .isEqualTo(List.<SNIServerName>of(new SNIHostName("shop.test")));
                }
                assertThat(pair.server.engine.getSession().getPeerHost()).isEqualTo("away");
                assertThat(pair.server.engine.getSession().getPeerPort()).isEqualTo(7);
            }
        }

        @Test
        void hasAnIdThatStaysAndIsListedOnceForBothItsConnections() throws SSLException {
            SSLSession full =
                    new EnginePair(client, server).handshake().server.engine.getSession();
            SSLSession resumed =
                    new EnginePair(client, server).handshake().server.engine.getSession();

            assertThat(full.getId()).hasSize(32).isEqualTo(resumed.getId());
            assertThat(full.getCreationTime()).isEqualTo(resumed.getCreationTime());
            SSLSessionContext context = server.getServerSessionContext();
            assertThat(Collections.list(context.getIds()).stream().filter(id -> Arrays.equals(id, full.getId())))
                    .hasSize(1);
            assertThat(context.getSession(full.getId())).isSameAs(resumed);
            assertThat(context.getSession(new byte[32])).isNull();
            assertThat(full.getSessionContext()).isSameAs(context);
        }

        /** The driver of PostgreSQL casts the array. */
        @Test
        void showsItsChainsAsArraysOfX509Certificates() throws SSLException {
            SSLContext asking = server().clientAuth(ClientAuth.NEED)
                    .trust(PKI.trustManager())
                    .build();
            SSLContext shown = client().identity(PKI.client().keyManager()).build();
            for (Resumption.Kind kind : Resumption.Kind.values()) {
                EnginePair pair = new EnginePair(shown, asking).handshake();

                assertThat(Reprise.resumption(pair.server.engine).kind()).isEqualTo(kind);
                for (EnginePair.End end : new EnginePair.End[] {pair.client, pair.server}) {
                    assertThat(end.engine.getSession().getPeerCertificates()).isInstanceOf(X509Certificate[].class);
                }
            }
            assertThat(new EnginePair(shown, server().build())
                            .handshake()
                            .server
                            .engine
                            .getSession()
                            .getLocalCertificates())
                    .isInstanceOf(X509Certificate[].class);
        }

        @Test
        void tellsTheAlgorithmsOfBothSidesByTheNamesOfTheJca() throws SSLException {
            EnginePair pair = new EnginePair(client, server).handshake();

            ExtendedSSLSession session = (ExtendedSSLSession) pair.server.engine.getSession();
            assertThat(session.getLocalSupportedSignatureAlgorithms())
                    .contains("SHA256withECDSA", "RSASSA-PSS", "Ed25519");
            assertThat(session.getPeerSupportedSignatureAlgorithms())
                    .contains("SHA256withECDSA", "RSASSA-PSS", "Ed25519");
        }

        @Test
        void takesValuesFromManyThreads() throws Exception {
            SSLSession session =
                    new EnginePair(client, server).handshake().server.engine.getSession();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    String name = "value-" + thread;
                    running.add(threads.submit(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            session.putValue(name, i);
                            assertThat(session.getValue(name)).isEqualTo(i);
                            session.getValueNames();
                        }
                    }));
                }
                for (Future<?> each : running) {
                    each.get(60, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdown();
            }
            assertThat(session.getValueNames()).hasSize(4);
            EnginePair again = new EnginePair(client, server).handshake();
            assertThat(Reprise.resumption(again.server.engine).kind()).isEqualTo(Resumption.Kind.RESUMED);
        }

        @Test
        @EnabledForJreRange(minVersion = 25, disabledReason = "sessions export keying material from Java 25 on")
        void exportsKeyingMaterialAsJava25HasIt() throws Exception {
            EnginePair pair = new EnginePair(client, server).handshake();
            byte[] expected = Reprise.exportKeyingMaterial(pair.server.engine, "EXPERIMENTAL x", new byte[] {1}, 24);

            byte[] data = (byte[]) ExtendedSSLSession.class
                    .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
                    .invoke(pair.client.engine.getSession(), "EXPERIMENTAL x", new byte[] {1}, 24);
            SecretKey key = (SecretKey) ExtendedSSLSession.class
                    .getMethod("exportKeyingMaterialKey", String.class, String.class, byte[].class, int.class)
                    .invoke(pair.client.engine.getSession(), "AES", "EXPERIMENTAL x", new byte[] {1}, 24);

            assertThat(data).isEqualTo(expected);
            assertThat(key.getEncoded()).isEqualTo(expected);
            assertThat(key.getAlgorithm()).isEqualTo("AES");
        }
    }
}
