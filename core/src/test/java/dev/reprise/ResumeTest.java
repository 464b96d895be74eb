package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.reprise.session.Reason;
import dev.reprise.session.TlsSession;
import dev.reprise.testing.TestClock;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResumeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SSLContext server = server().build();
    private final SSLContext client = client().build();

    /** A session that the server issued. */
    private TlsSession issued(SSLContext to, SSLServerSocket listener) throws Exception {
        try (SocketPair pair = SocketPair.connect(to, listener).handshake()) {
            return Reprise.awaitSession(pair.client, SOON).orElseThrow();
        }
    }

    @Nested
    class TakingOne {
        @Test
        void aTicketIsFoundAmongWhatHasArrivedWithoutWaitingForIt() throws Exception {
            try (SocketPair pair = SocketPair.connect(client, server)) {
                assertThat(Reprise.session(pair.client)).isEmpty();
                pair.handshake();
                // The server has written its tickets; on loopback they are there at once or soon, and nothing here
                // waits for them.
                Optional<TlsSession> session = Reprise.session(pair.client);
                session.ifPresent(found -> assertThat(found.protocol()).isEqualTo("TLSv1.3"));
                pair.talk();
                assertThat(Reprise.session(pair.client)).isPresent();
                assertThat(Reprise.session(pair.server)).isEmpty();
            }
        }

        @Test
        void waitingReadsUntilOneIsThereAndLeavesTheDataThatFollows() throws Exception {
            try (SocketPair pair = SocketPair.connect(client, server)) {
                FutureTask<Void> serving = SocketPair.background(() -> {
                    pair.server.startHandshake();
                    pair.server.getOutputStream().write("greeting".getBytes(StandardCharsets.US_ASCII));
                    return null;
                });
                assertThat(Reprise.awaitSession(pair.client, SOON)).isPresent();
                SocketPair.get(serving);
                assertThat(pair.client.getInputStream().readNBytes(8))
                        .asString()
                        .isEqualTo("greeting");
            }
        }

        @Test
        void dataIsKeptWhereNoSessionEverComes() throws Exception {
            SSLContext without =
                    server().tickets(false).sessionStore(SessionStores.none()).build();
            try (SocketPair pair = SocketPair.connect(client, without)) {
                FutureTask<Void> serving = SocketPair.background(() -> {
                    pair.server.startHandshake();
                    pair.server.getOutputStream().write("one".getBytes(StandardCharsets.US_ASCII));
                    pair.server.getOutputStream().write("two".getBytes(StandardCharsets.US_ASCII));
                    pair.server.shutdownOutput();
                    return null;
                });

                assertThat(Reprise.awaitSession(pair.client, SOON)).isEmpty();
                SocketPair.get(serving);
                assertThat(pair.client.getInputStream().available()).isEqualTo(6);
                assertThat(pair.client.getInputStream().readAllBytes())
                        .asString()
                        .isEqualTo("onetwo");
            }
        }

        @Test
        void waitingEndsWithThePatience() throws Exception {
            SSLContext without =
                    server().tickets(false).sessionStore(SessionStores.none()).build();
            try (SocketPair pair = SocketPair.connect(client, without).handshake()) {
                pair.client.setSoTimeout(1234);

                assertThat(Reprise.awaitSession(pair.client, Duration.ofMillis(50)))
                        .isEmpty();

                assertThat(pair.client.getSoTimeout()).isEqualTo(1234);
                pair.talk();
            }
        }

        @Test
        void waitingGoesOnWhileAnotherThreadReads() throws Exception {
            try (SocketPair pair = SocketPair.connect(client, server)) {
                CountDownLatch reading = new CountDownLatch(1);
                FutureTask<Integer> reader = SocketPair.background(() -> {
                    InputStream in = pair.client.getInputStream();
                    reading.countDown();
                    return in.read();
                });
                reading.await();
                FutureTask<Void> serving = SocketPair.background(() -> {
                    pair.server.startHandshake();
                    return null;
                });

                assertThat(Reprise.awaitSession(pair.client, SOON)).isPresent();
                SocketPair.get(serving);
                pair.server.getOutputStream().write(9);
                assertThat(SocketPair.get(reader)).isEqualTo(9);
            }
        }
    }

    @Nested
    class BindingOne {
        @Test
        void aSessionOutlivesItsContextByBeingExported() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                byte[] data = issued(client, listener).export();
                SSLContext another = client().build();
                try (SocketPair pair = SocketPair.connect(another, listener)) {
                    Reprise.resume(pair.client, TlsSession.parse(data)).required();
                    pair.handshake().talk();

                    assertThat(Reprise.resumption(pair.client).resumed()).isTrue();
                    assertThat(Reprise.resumption(pair.server).resumed()).isTrue();
                }
            }
        }

        @Test
        void itMayBeUsedAgainAndAgain() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                TlsSession session = issued(client, listener);
                for (int i = 0; i < 5; i++) {
                    try (SocketPair pair = SocketPair.connect(client, listener)) {
                        Reprise.resume(pair.client, session).required();
                        pair.handshake().talk();
                        assertThat(Reprise.resumption(pair.server).resumed()).isTrue();
                    }
                }
            }
        }

        @Test
        void itKeepsItsOwnNamesWhereTheConnectionGoesToAnAddress() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server);
                    SocketPair control = SocketPair.connect(client, listener).handshake()) {
                control.talk();
                SSLSocketFactory sockets = client.getSocketFactory();
                try (SSLSocket data = (SSLSocket) sockets.createSocket("127.0.0.1", listener.getLocalPort())) {
                    Reprise.resumeFrom(data, control.client).required();
                    SSLSocket accepted = (SSLSocket) listener.accept();
                    FutureTask<Void> serving = SocketPair.background(() -> {
                        accepted.startHandshake();
                        return null;
                    });
                    data.startHandshake();
                    SocketPair.get(serving);

                    assertThat(Reprise.resumption(accepted).isResumptionOf(Reprise.resumption(control.server)))
                            .isTrue();
                    accepted.close();
                }
            }
        }

        @Test
        void theDataConnectionIsIdentifiedAsTheControlConnectionWas() throws Exception {
            // Contexts of the provider check no names unless the parameters of a connection say so: FTPS clients say it
            // for one of the two.
            SSLContext plain = client().endpointIdentification("").build();
            try (SSLServerSocket listener = SocketPair.listen(server);
                    SocketPair control = SocketPair.connect(plain, listener)) {
                SSLParameters parameters = control.client.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                control.client.setSSLParameters(parameters);
                control.handshake().talk();
                try (SocketPair data = SocketPair.connect(plain, listener)) {
                    Reprise.resumeFrom(data.client, control.client).required();
                    data.handshake();
                    assertThat(Reprise.resumption(data.client).resumed()).isTrue();
                }
            }
        }

        @Test
        void whatItsConnectionReceivesDoesNotReplaceIt() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server);
                    SocketPair control = SocketPair.connect(client, listener).handshake()) {
                control.talk();
                TlsSession before = Reprise.session(control.client).orElseThrow();
                for (int i = 0; i < 3; i++) {
                    try (SocketPair data = SocketPair.connect(client, listener)) {
                        Reprise.resumeFrom(data.client, control.client).required();
                        data.handshake().talk();
                        assertThat(Reprise.resumption(data.server).resumed()).isTrue();
                    }
                }
                assertThat(Reprise.session(control.client)).contains(before);
            }
        }

        @Test
        void itMayBeBoundToAnEngine() throws Exception {
            EnginePair first = new EnginePair(client, server).handshake();
            TlsSession session = Reprise.session(first.client.engine).orElseThrow();
            EnginePair second = new EnginePair(client().build(), server);
            Reprise.resume(second.client.engine, session).required();
            second.handshake();
            EnginePair third = new EnginePair(client().build(), server);
            Reprise.resumeFrom(third.client.engine, first.client.engine).required();
            third.handshake();

            assertThat(Reprise.resumption(second.server.engine).resumed()).isTrue();
            assertThat(Reprise.resumption(third.server.engine).resumed()).isTrue();
        }

        @Test
        void whatCannotBeOfferedFailsBeforeAByteLeaves() throws Exception {
            TestClock clock = TestClock.started();
            SSLContext turning = client().clock(clock).build();
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                TlsSession session = issued(turning, listener);
                clock.advance(Duration.ofDays(8));
                try (SocketPair pair = SocketPair.connect(turning, listener)) {
                    Reprise.resume(pair.client, session).required();

                    assertThatThrownBy(pair.client::startHandshake)
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining("expired");
                    pair.client.close();
                    assertThatThrownBy(pair.server::startHandshake).isInstanceOf(SSLHandshakeException.class);
                    assertThat(pair.server.getSession().isValid()).isFalse();
                }
            }
        }

        @Test
        void withoutRequiredItCostsAFullHandshake() throws Exception {
            TestClock clock = TestClock.started();
            SSLContext turning = client().clock(clock).build();
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                TlsSession session = issued(turning, listener);
                clock.advance(Duration.ofDays(8));
                try (SocketPair pair = SocketPair.connect(turning, listener)) {
                    Reprise.resume(pair.client, session);
                    pair.handshake().talk();

                    assertThat(Reprise.resumption(pair.client).reason()).isEqualTo(Reason.EXPIRED);
                }
            }
        }

        @Test
        void whereNothingWasIssuedRequiredFails() throws Exception {
            SSLContext without =
                    server().tickets(false).sessionStore(SessionStores.none()).build();
            try (SSLServerSocket listener = SocketPair.listen(without);
                    SocketPair control = SocketPair.connect(client, listener).handshake();
                    SocketPair data = SocketPair.connect(client, listener)) {
                Reprise.resumeFrom(data.client, control.client).required();

                assertThatThrownBy(data.client::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("no_session_offered");
            }
        }

        @Test
        void withoutSessionCreationAClientResumesOrFails() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                try (SocketPair pair = SocketPair.connect(client, listener)) {
                    pair.client.setEnableSessionCreation(false);
                    assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SSLHandshakeException.class);
                }
                issued(client, listener);
                try (SocketPair pair = SocketPair.connect(client, listener)) {
                    pair.client.setEnableSessionCreation(false);
                    pair.handshake().talk();
                    assertThat(Reprise.resumption(pair.client).resumed()).isTrue();
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
        void withoutSessionCreationABoundSessionIsResumedOrTheConnectionFails(String version) throws Exception {
            TestClock clock = TestClock.started();
            SSLContext turning = client().versions(version).clock(clock).build();
            try (SSLServerSocket listener = SocketPair.listen(server);
                    SSLServerSocket forgetful = SocketPair.listen(server().ticketKeys(TicketKeys.isolated())
                            .sessionStore(SessionStores.memory())
                            .build())) {
                TlsSession session = issued(turning, listener);
                try (SocketPair pair = SocketPair.connect(turning, listener)) {
                    Reprise.resume(pair.client, session);
                    pair.client.setEnableSessionCreation(false);
                    pair.handshake().talk();
                    assertThat(Reprise.resumption(pair.server).resumed()).isTrue();
                }
                try (SocketPair pair = SocketPair.connect(turning, forgetful)) {
                    Reprise.resume(pair.client, session);
                    pair.client.setEnableSessionCreation(false);
                    assertThatThrownBy(pair::handshake)
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining("does not resume");
                }
                clock.advance(Duration.ofDays(8));
                try (SocketPair pair = SocketPair.connect(turning, listener)) {
                    Reprise.resume(pair.client, session);
                    pair.client.setEnableSessionCreation(false);
                    assertThatThrownBy(pair.client::startHandshake)
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining("expired");
                }
            }
        }

        @Test
        void itIsTooLateOnceTheHandshakeHasBegunAndNothingForServers() throws Exception {
            try (SSLServerSocket listener = SocketPair.listen(server)) {
                TlsSession session = issued(client, listener);
                try (SocketPair pair = SocketPair.connect(client, listener)) {
                    assertThatThrownBy(() -> Reprise.resume(pair.server, session))
                            .isInstanceOf(IllegalStateException.class);
                    Binding binding = Reprise.resume(pair.client, session);
                    pair.handshake();
                    assertThatThrownBy(() -> Reprise.resume(pair.client, session))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("begun");
                    assertThatThrownBy(binding::required).isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    @Nested
    class Asking {
        @Test
        void beforeTheHandshakeThereIsNoAnswer() throws Exception {
            try (SocketPair pair = SocketPair.connect(client, server)) {
                assertThatThrownBy(() -> Reprise.resumption(pair.client)).isInstanceOf(IllegalStateException.class);
            }
            SSLEngine engine = client.createSSLEngine();
            assertThatThrownBy(() -> Reprise.resumption(engine)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Reprise.resumption(engine.getSession())).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void whatAnotherLibraryMadeIsRefused() throws Exception {
            SSLContext foreign = Contexts.jdk();
            SSLEngine engine = foreign.createSSLEngine();
            SSLSocket socket = (SSLSocket) foreign.getSocketFactory().createSocket();

            assertThatThrownBy(() -> Reprise.resumption(engine))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not made by Reprise");
            assertThatThrownBy(() -> Reprise.session(socket)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Reprise.awaitSession(socket, SOON)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Reprise.resumption(engine.getSession()))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void anEnginesSessionAnswersToo() throws Exception {
            EnginePair pair = new EnginePair(client, server).handshake();
            SSLSession session = pair.server.engine.getSession();

            assertThat(Reprise.resumption(session)).isEqualTo(Reprise.resumption(pair.server.engine));
            assertThat(pair.client
                            .engine
                            .wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(100))
                            .bytesProduced())
                    .isZero();
        }

        @Test
        void theSessionThatTheJdksHttpClientHandsOutAnswersToo() throws Exception {
            HttpsServer web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
            web.setHttpsConfigurator(new HttpsConfigurator(server));
            web.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            web.start();
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(
                                "https://localhost:" + web.getAddress().getPort() + "/"))
                        .build();
                SSLSession first = HttpClient.newBuilder()
                        .sslContext(client)
                        .build()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .sslSession()
                        .orElseThrow();
                SSLSession second = HttpClient.newBuilder()
                        .sslContext(client)
                        .build()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .sslSession()
                        .orElseThrow();

                assertThat(Reprise.resumption(first).resumed()).isFalse();
                assertThat(Reprise.resumption(second).isResumptionOf(Reprise.resumption(first)))
                        .isTrue();
                assertThat(second.getValueNames()).isEmpty();
            } finally {
                web.stop(0);
            }
        }
    }
}
