package dev.reprise;

import static dev.reprise.Contexts.PKI;
import static dev.reprise.Contexts.client;
import static dev.reprise.Contexts.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.session.Mechanism;
import dev.reprise.testing.TestPki;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS 1.2 beside the JDK's own provider, in either role, and as its trust managers see it. */
@Timeout(60)
class Tls12WithTheJdkTest {
    private static SSLContext jdk(TestPki.Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.2", "SunJSSE");
        context.init(new KeyManager[] {identity.keyManager()}, new TrustManager[] {PKI.trustManager()}, null);
        return context;
    }

    /** The JDK's context of that name is for clients: its servers speak all versions. */
    private static SSLServerSocket listen(SSLContext server) throws Exception {
        SSLServerSocket listener = SocketPair.listen(server);
        listener.setEnabledProtocols(new String[] {"TLSv1.2"});
        return listener;
    }

    private static TestPki.Identity identity(String kind) {
        return kind.equals("RSA") ? PKI.serverRsa() : PKI.serverEc();
    }

    @ParameterizedTest
    @CsvSource({"EC, true", "RSA, true", "EC, false", "RSA, false"})
    void itsClientsResumeHere(String kind, boolean tickets) throws Exception {
        SSLContext server = Reprise.server()
                .identity(identity(kind).keyStore(), TestPki.PASSWORD)
                .tickets(tickets)
                .build();
        SSLContext client = jdk(PKI.client());
        try (SSLServerSocket listener = SocketPair.listen(server);
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            assertThat(Reprise.resumption(first.server).resumed()).isFalse();
            assertThat(first.server.getSession().getProtocol()).isEqualTo("TLSv1.2");
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                second.talk();
                assertThat(Reprise.resumption(second.server).mechanism())
                        .isEqualTo(tickets ? Mechanism.TICKET : Mechanism.SESSION_ID);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, true", "RSA, true", "EC, false", "RSA, false"})
    void itsServersResumeOurClients(String kind, boolean tickets) throws Exception {
        SSLContext client = client().tickets(tickets).build();
        try (SSLServerSocket listener = listen(jdk(identity(kind)));
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            assertThat(first.client.getSession().getProtocol()).isEqualTo("TLSv1.2");
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                second.talk();
                assertThat(Reprise.resumption(second.client).mechanism())
                        .isEqualTo(tickets ? Mechanism.TICKET : Mechanism.SESSION_ID);
                assertThat(second.client.getSession().getPeerCertificates()[0])
                        .isEqualTo(identity(kind).certificate());
            }
        }
    }

    @Test
    void itsClientsShowTheirCertificatesHereAndResumeWithThem() throws Exception {
        SSLContext server =
                server().trust(PKI.trustStore()).clientAuth(ClientAuth.NEED).build();
        SSLContext client = jdk(PKI.client());
        try (SSLServerSocket listener = SocketPair.listen(server);
                SocketPair first = SocketPair.connect(client, listener).handshake()) {
            first.talk();
            try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                second.talk();
                assertThat(Reprise.resumption(second.server).resumed()).isTrue();
                assertThat(second.server.getSession().getPeerCertificates()[0])
                        .isEqualTo(PKI.client().certificate());
            }
        }
    }

    @Test
    void ourClientsShowTheirCertificatesThereAndResumeWithThem() throws Exception {
        SSLContext client =
                client().identity(PKI.client().keyStore(), TestPki.PASSWORD).build();
        try (SSLServerSocket listener = listen(jdk(PKI.serverEc()))) {
            listener.setNeedClientAuth(true);
            try (SocketPair first = SocketPair.connect(client, listener).handshake()) {
                first.talk();
                assertThat(first.server.getSession().getPeerCertificates()[0])
                        .isEqualTo(PKI.client().certificate());
                try (SocketPair second = SocketPair.connect(client, listener).handshake()) {
                    second.talk();
                    assertThat(Reprise.resumption(second.client).resumed()).isTrue();
                    assertThat(second.server.getSession().getPeerCertificates()[0])
                            .isEqualTo(PKI.client().certificate());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goodbyesAreUnderstood(boolean oursFirst) throws Exception {
        try (SocketPair pair = SocketPair.connect(client().versions("TLSv1.2").build(), jdk(PKI.serverEc()))
                .handshake()) {
            pair.talk();
            if (oursFirst) {
                pair.client.close();
                assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            } else {
                pair.server.close();
                assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /** Remembers as what it was asked. */
    private static final class Asked extends X509ExtendedTrustManager {
        final List<String> types = new ArrayList<>();

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            types.add(type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            types.add(type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            types.add(type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            types.add(type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            types.add(type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            types.add(type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, ECDHE_ECDSA", "RSA, ECDHE_RSA"})
    void trustManagersAreToldTheKeyExchangeOfTheServerAsByTheJdk(String kind, String type) throws Exception {
        Asked ours = new Asked();
        try (SocketPair pair = SocketPair.connect(
                        Reprise.client().trust(ours).versions("TLSv1.2").build(),
                        Reprise.server()
                                .identity(identity(kind).keyStore(), TestPki.PASSWORD)
                                .build())
                .handshake()) {
            pair.talk();
        }
        assertThat(ours.types).containsExactly(type).isEqualTo(askedByTheJdk(kind));
    }

    private static List<String> askedByTheJdk(String kind) throws Exception {
        Asked asked = new Asked();
        SSLContext client = SSLContext.getInstance("TLSv1.2", "SunJSSE");
        client.init(null, new TrustManager[] {asked}, null);
        try (SocketPair pair = SocketPair.connect(client, jdk(identity(kind))).handshake()) {
            pair.talk();
        }
        return asked.types;
    }

    @Test
    void trustManagersAreToldTheKeyOfTheClient() throws Exception {
        Asked asked = new Asked();
        try (SocketPair pair = SocketPair.connect(
                        client().identity(PKI.client().keyStore(), TestPki.PASSWORD)
                                .versions("TLSv1.2")
                                .build(),
                        server().trust(asked).clientAuth(ClientAuth.NEED).build())
                .handshake()) {
            pair.talk();
        }
        assertThat(asked.types).containsExactly("EC");
    }
}
