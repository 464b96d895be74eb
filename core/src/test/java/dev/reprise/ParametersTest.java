package dev.reprise;

import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications set by JSSE's means, and what that does. */
@Timeout(60)
class ParametersTest {
    /** With a group whose shares are small, whatever the JDK has. */
    private static EnginePair pair(String version) {
        return new EnginePair(
                client().versions(version).groups("x25519", "secp384r1").build(),
                server().versions(version).groups("x25519", "secp384r1").build());
    }

    @Nested
    class TheMaximumPacketSize {
        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
        void limitsWhatLeavesAndWhatThePeerSends(String version) throws SSLException {
            EnginePair pair = pair(version);
            SSLParameters parameters = pair.client.parameters();
            parameters.setMaximumPacketSize(1_000);
            pair.client.engine.setSSLParameters(parameters);
            pair.handshake();
            assertThat(pair.client.results)
                    .allSatisfy(result -> assertThat(result.bytesProduced()).isLessThanOrEqualTo(1_000));

            ByteBuffer data = ByteBuffer.wrap(new byte[5_000]);
            while (data.hasRemaining()) {
                assertThat(pair.client.wrap(data).bytesProduced()).isLessThanOrEqualTo(1_000);
            }
            data = ByteBuffer.wrap(new byte[5_000]);
            while (data.hasRemaining()) {
                assertThat(pair.server.wrap(data).bytesProduced()).isLessThanOrEqualTo(1_000);
            }
        }

        @Test
        void ofAServerHoldsForItsCertificatesToo() throws SSLException {
            EnginePair pair = pair("TLSv1.3");
            SSLParameters parameters = pair.server.parameters();
            parameters.setMaximumPacketSize(300);
            pair.server.engine.setSSLParameters(parameters);
            pair.handshake();

            assertThat(pair.server.results)
                    .allSatisfy(result -> assertThat(result.bytesProduced()).isLessThanOrEqualTo(300))
                    .anySatisfy(result -> assertThat(result.bytesProduced()).isGreaterThan(200));
        }

        @Test
        void leavesTheSizesOfBuffersAlone() {
            SSLEngine engine = client().build().createSSLEngine();
            int before = engine.getSession().getPacketBufferSize();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setMaximumPacketSize(1_000);
            engine.setSSLParameters(parameters);

            assertThat(engine.getSession().getPacketBufferSize())
                    .isEqualTo(before)
                    .isEqualTo(16_709);
        }
    }

    /** What Java 17, for which this is compiled, has no names for. */
    @Nested
    @EnabledForJreRange(min = JRE.JAVA_20, disabledReason = "SSLParameters has groups from Java 20 on")
    class GroupsAndSchemes {
        private static String[] get(SSLParameters parameters, String what) throws ReflectiveOperationException {
            return (String[]) SSLParameters.class.getMethod("get" + what).invoke(parameters);
        }

        private static void set(SSLParameters parameters, String what, String... names)
                throws ReflectiveOperationException {
            Method setter = SSLParameters.class.getMethod("set" + what, String[].class);
            setter.invoke(parameters, (Object) names);
        }

        @ParameterizedTest
        @ValueSource(strings = {"NamedGroups", "SignatureSchemes"})
        void areTheProvidersUnlessTheyAreSet(String what) throws Exception {
            EnginePair pair = pair("TLSv1.3");
            SSLParameters parameters = pair.client.parameters();
            assertThat(get(parameters, what)).isNull();
            pair.client.engine.setSSLParameters(parameters);

            assertThat(get(pair.client.parameters(), what)).isNull();
            pair.handshake();
        }

        @Test
        void surviveTheRoundTripUnknownNamesIncluded() throws Exception {
            EnginePair pair = pair("TLSv1.3");
            SSLParameters parameters = pair.client.parameters();
            set(parameters, "NamedGroups", "secp384r1", "brainpoolP256r1tls13");
            set(parameters, "SignatureSchemes", "ecdsa_secp256r1_sha256", "sm2sig_sm3");
            pair.client.engine.setSSLParameters(parameters);

            assertThat(get(pair.client.parameters(), "NamedGroups"))
                    .containsExactly("secp384r1", "brainpoolP256r1tls13");
            assertThat(get(pair.client.parameters(), "SignatureSchemes"))
                    .containsExactly("ecdsa_secp256r1_sha256", "sm2sig_sm3");
            pair.handshake();
        }

        @Test
        void countForTheHandshake() throws Exception {
            EnginePair pair = pair("TLSv1.3");
            SSLParameters parameters = pair.client.parameters();
            set(parameters, "SignatureSchemes", "ed25519");
            pair.client.engine.setSSLParameters(parameters);

            assertThatThrownBy(pair::handshake).isInstanceOf(SSLException.class); // the server's key is on P-256
        }

        @ParameterizedTest
        @ValueSource(strings = {"NamedGroups", "SignatureSchemes"})
        void anEmptyListIsNone(String what) throws Exception {
            EnginePair pair = pair("TLSv1.3");
            SSLParameters parameters = pair.client.parameters();
            set(parameters, what);
            pair.client.engine.setSSLParameters(parameters);

            assertThat(get(pair.client.parameters(), what)).isEmpty();
            assertThatThrownBy(pair::handshake).isInstanceOf(SSLException.class);
        }
    }

    @Nested
    class WhatIsDifferentOnPurpose {
        @Test
        void renegotiationIsRefusedByName() throws SSLException {
            EnginePair old = pair("TLSv1.2").handshake();
            for (EnginePair.End end : new EnginePair.End[] {old.client, old.server}) {
                assertThatThrownBy(end.engine::beginHandshake)
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("not renegotiated")
                        .hasMessageContaining("setEnabledProtocols");
                assertThat(end.engine.getHandshakeStatus()).isEqualTo(SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING);
            }
            assertThat(EnginePair.send(old.client, new byte[] {1})).containsExactly(1);

            EnginePair now = pair("TLSv1.3").handshake();
            now.client.engine.beginHandshake();
            assertThat(EnginePair.send(now.client, new byte[] {1})).containsExactly(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello", "NONE"})
        void otherVersionsAreRefusedByNameAndSetting(String protocol) {
            SSLEngine engine = client().build().createSSLEngine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.2", protocol});

            assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {protocol}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(protocol)
                    .hasMessageContaining("setEnabledProtocols")
                    .hasMessageContaining("TLSv1.2");
            assertThatThrownBy(() -> engine.setSSLParameters(parameters)).isInstanceOf(IllegalArgumentException.class);
            assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        }
    }

    @Nested
    class EveryWayToASocket {
        private final SSLContext server = server().build();
        private final SSLContext client = client().endpointIdentification("").build();

        private interface Maker {
            Socket make(int port) throws Exception;
        }

        private void leadsToAConnection(Maker maker) throws Exception {
            try (ServerSocket listener = SocketPair.listen(server)) {
                FutureTask<Integer> serving = SocketPair.background(() -> {
                    try (Socket accepted = listener.accept()) {
                        return accepted.getInputStream().read();
                    }
                });
                try (Socket socket = maker.make(listener.getLocalPort())) {
                    assertThat(socket).isInstanceOf(SSLSocket.class);
                    socket.getOutputStream().write(42);
                    assertThat(SocketPair.get(serving)).isEqualTo(42);
                }
            }
        }

        @Test
        void byName() throws Exception {
            leadsToAConnection(port -> client.getSocketFactory().createSocket("localhost", port));
        }

        @Test
        void byNoNameWhichIsThisMachine() throws Exception {
            leadsToAConnection(port -> client.getSocketFactory().createSocket((String) null, port));
        }

        @Test
        void byAddress() throws Exception {
            leadsToAConnection(port -> client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
        }

        @Test
        void fromALocalAddress() throws Exception {
            InetAddress local = InetAddress.getLoopbackAddress();
            leadsToAConnection(port -> client.getSocketFactory().createSocket("localhost", port, local, 0));
            leadsToAConnection(port -> client.getSocketFactory().createSocket(local, port, local, 0));
        }

        @Test
        void unconnectedAndConnectedLater() throws Exception {
            leadsToAConnection(port -> {
                Socket socket = client.getSocketFactory().createSocket();
                socket.connect(new InetSocketAddress("localhost", port), 5_000);
                return socket;
            });
        }

        @Test
        void overASocketThatIsThere() throws Exception {
            leadsToAConnection(port -> client.getSocketFactory()
                    .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), "localhost", port, true));
        }

        @Test
        void overAnotherTlsConnection() throws Exception {
            try (ServerSocket listener = SocketPair.listen(server)) {
                FutureTask<Integer> serving = SocketPair.background(() -> {
                    try (Socket outer = listener.accept();
                            Socket inner = server.getSocketFactory().createSocket(outer, null, true)) {
                        return inner.getInputStream().read();
                    }
                });
                Socket outer = client.getSocketFactory().createSocket("localhost", listener.getLocalPort());
                try (Socket inner = client.getSocketFactory().createSocket(outer, "localhost", 443, true)) {
                    inner.getOutputStream().write(42);
                    assertThat(SocketPair.get(serving)).isEqualTo(42);
                }
            }
        }

        @Test
        void whatIsNotConnectedCannotBeLayeredOver() {
            assertThatThrownBy(() -> client.getSocketFactory().createSocket(new Socket(), "localhost", 443, true))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("not connected");
        }
    }
}
