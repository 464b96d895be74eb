package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise serve --client-auth need}: a resumed session brings the client's certificate with it. */
class ClientCertificatesAtServeTest {
    private static Serve serve;

    @BeforeAll
    static void start() {
        serve = RepriseCli.serve(RepriseCli.presenting(
                Certificates.rsa(),
                "--client-auth",
                "need",
                "--client-ca",
                Certificates.authority().toString()));
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    static List<ClientPeer> clients() {
        return Peers.clients();
    }

    /** A session without a client's identity would be refused where one is needed, so "resumed" says it is there. */
    @ParameterizedTest
    @MethodSource("clients")
    void resumesASessionWithAClientCertificate(ClientPeer client) {
        Peers.require(client);
        List<Seen> seen = client.visit(ClientOptions.to(serve.port()).withIdentity(Certificates.client()));
        List<Handshake> told = serve.next(2);

        assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
        assertThat(told)
                .extracting(Handshake::how)
                .containsExactly(ClientsAtServeTest.FULL, ClientsAtServeTest.RESUMED);
        ClientsAtServeTest.assertAgree(seen, told);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void turnsAwayAClientWithoutACertificate(ClientPeer client) {
        Peers.require(client);
        ClientOptions options = ClientOptions.to(serve.port()).withConnections(1);
        assertThatThrownBy(() -> client.visit(options)).isInstanceOf(PeerFailure.class);

        Handshake told = serve.next(1).get(0);
        assertThat(told.ok()).isFalse();
        assertThat(told.alert()).isEqualTo("certificate_required");
    }
}
