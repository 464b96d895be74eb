package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients whose key share is for a group that {@code reprise serve} does not take: HelloRetryRequest, each time. */
class RetriedHellosAtServeTest {
    private static Serve serve;

    @BeforeAll
    static void start() {
        serve = RepriseCli.serve(RepriseCli.presenting(Certificates.ec(), "--groups", "secp256r1"));
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    static List<ClientPeer> clients() {
        return Peers.clients();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void connectsAndResumesAfterAHelloRetryRequest(ClientPeer client) {
        Peers.require(client);
        boolean resumes = client.can(Ability.RESUMPTION_AFTER_RETRY);
        ClientOptions options = ClientOptions.to(serve.port()).withConnections(resumes ? 2 : 1);
        // Who cannot choose sends a share of x25519.
        if (client.can(Ability.GROUPS)) {
            options = options.withGroups("secp384r1", "secp256r1");
        }
        List<Seen> seen = client.visit(options);
        List<Handshake> told = serve.next(options.connections());

        List<String> expected = List.of(Way.FULL, Way.TLS13.resumedAtServe());
        assertThat(told).extracting(Handshake::how).isEqualTo(expected.subList(0, options.connections()));
        assertThat(seen)
                .extracting(Seen::resumed)
                .isEqualTo(List.of(false, true).subList(0, options.connections()));
        assertThat(told).extracting(Handshake::group).containsOnly("secp256r1");
        assertThat(seen).extracting(Seen::retried).containsAnyOf(true, null).doesNotContain(false);
        ClientsAtServeTest.assertAgree(seen, told);
    }
}
