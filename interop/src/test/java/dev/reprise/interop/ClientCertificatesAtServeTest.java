package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise serve --client-auth need}: a resumed session brings the client's certificate with it. */
class ClientCertificatesAtServeTest {
    private static Serve withTickets;
    private static Serve withoutTickets;

    @BeforeAll
    static void start() {
        withTickets = serve("--tickets");
        withoutTickets = serve("--no-tickets");
    }

    private static Serve serve(String tickets) {
        String authority = Certificates.authority().toString();
        return RepriseCli.serve(
                RepriseCli.presenting(Certificates.rsa(), tickets, "--client-auth", "need", "--client-ca", authority));
    }

    @AfterAll
    static void stop() {
        withTickets.close();
        withoutTickets.close();
    }

    @BeforeEach
    void begin() {
        withTickets.forget();
        withoutTickets.forget();
    }

    static Stream<Arguments> clients() {
        return Peers.inEveryWay(Peers.clients());
    }

    /** A session without a client's identity would be refused where one is needed, so "resumed" says it is there. */
    @ParameterizedTest
    @MethodSource("clients")
    void resumesASessionWithAClientCertificate(ClientPeer client, Way way) {
        Peers.require(client);
        Serve serve = way.tickets() ? withTickets : withoutTickets;
        List<Seen> seen = client.visit(
                ClientOptions.to(serve.port()).withProtocol(way.protocol()).withIdentity(Certificates.client()));
        List<Handshake> told = serve.next(2);

        Optional<Way> resumption = client.resumptionWithUs(way);
        String full = client.fullAtServe(way);
        assertThat(seen).extracting(Seen::resumed).containsExactly(false, resumption.isPresent());
        assertThat(told)
                .extracting(Handshake::how)
                .containsExactly(full, resumption.map(Way::resumedAtServe).orElse(full));
        ClientsAtServeTest.assertAgree(seen, told);
    }

    /** RFC 9846 section 4.4.2.4 has an alert of its own for it, RFC 5246 section 7.4.6 has not. */
    @ParameterizedTest
    @MethodSource("clients")
    void turnsAwayAClientWithoutACertificate(ClientPeer client, Way way) {
        Peers.require(client);
        Serve serve = way.tickets() ? withTickets : withoutTickets;
        ClientOptions options =
                ClientOptions.to(serve.port()).withProtocol(way.protocol()).withConnections(1);
        if (client.can(Ability.TELLS_REFUSAL)) {
            assertThatThrownBy(() -> client.visit(options)).isInstanceOf(PeerFailure.class);
        } else {
            client.visit(options);
        }

        Handshake told = serve.next(1).get(0);
        assertThat(told.ok()).isFalse();
        assertThat(told.alert()).isEqualTo(way == Way.TLS13 ? "certificate_required" : "handshake_failure");
    }
}
