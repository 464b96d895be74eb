package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The drivers tried on each other, without any Reprise: where these fail, the harness is broken and not the engine. A
 * driver must tell a resumed connection from a full one, and a chosen suite or group from another.
 */
class PeersAmongThemselvesTest {
    static Stream<Arguments> clients() {
        return Peers.inEveryWay(Peers.clients());
    }

    static Stream<Arguments> servers() {
        return Peers.inEveryWay(Peers.servers());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aClientReportsFullThenResumed(ClientPeer client, Way way) {
        Peers.require(client);
        Peers.require(Peers.OPENSSL);
        // The first key share is for a group that the server does not take.
        boolean retries = way == Way.TLS13 && client.can(Ability.RESUMPTION_AFTER_RETRY);
        ServerOptions served = ServerOptions.with(Certificates.ec())
                .withProtocol(way.protocol())
                .withGroups("secp256r1")
                .withAlpn("http/1.1");
        if (!client.can(Ability.NO_TICKETS)) {
            served = served.withTickets(way.tickets());
        }
        try (PeerServer server = Peers.OPENSSL.serve(served)) {
            ClientOptions options = ClientOptions.to(server.port())
                    .withProtocol(way.protocol())
                    .withAlpn(client.can(Ability.ALPN) ? List.of("http/1.1") : List.of())
                    .withTickets(way.tickets() || !client.can(Ability.NO_TICKETS));
            if (client.can(Ability.GROUPS)) {
                options = options.withGroups(retries ? "secp384r1" : "secp256r1", retries ? "secp256r1" : "secp384r1");
            }
            List<Seen> byClient = client.visit(options);
            List<Seen> byServer = server.await(2);

            boolean resumes = client.resumption(way).isPresent();
            assertThat(byClient).extracting(Seen::resumed).containsExactly(false, resumes);
            assertThat(byServer).extracting(Seen::resumed).containsExactly(false, resumes);
            assertThat(byClient).extracting(Seen::protocol).containsOnly(way.protocol());
            if (client.can(Ability.ALPN)) {
                assertThat(byClient).extracting(Seen::alpn).containsOnly("http/1.1");
            }
            assertThat(byClient.get(0).cipher()).isEqualTo(byServer.get(0).cipher());
            assertThat(byServer.get(0).group()).isEqualTo("secp256r1");
            if (client.can(Ability.GROUPS)) {
                assertThat(byServer).extracting(Seen::retried).containsOnly(retries);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aServerReportsFullThenResumed(ServerPeer server, Way way) {
        Peers.require(server);
        Peers.require(Peers.OPENSSL);
        ServerOptions served = ServerOptions.with(Certificates.rsa())
                .withProtocol(way.protocol())
                .withAlpn("http/1.1")
                .needingClients();
        if (server.can(Ability.GROUPS)) {
            served = served.withGroups("secp256r1");
        }
        try (PeerServer running = server.serve(served)) {
            List<Seen> byClient = Peers.OPENSSL.visit(ClientOptions.to(running.port())
                    .withProtocol(way.protocol())
                    .withTickets(way.tickets())
                    .withGroups("secp384r1", "secp256r1")
                    .withAlpn(List.of("http/1.1"))
                    .withIdentity(Certificates.client()));
            List<Seen> byServer = running.await(2);

            boolean resumes = server.resumption(way).isPresent();
            assertThat(byClient).extracting(Seen::resumed).containsExactly(false, resumes);
            assertThat(byServer).extracting(Seen::resumed).containsExactly(false, resumes);
            assertThat(byServer).extracting(Seen::protocol).containsOnly(way.protocol());
            if (server.can(Ability.ALPN)) {
                assertThat(byServer).extracting(Seen::alpn).containsOnly("http/1.1");
            }
            assertThat(byServer.get(0).cipher()).isEqualTo(byClient.get(0).cipher());
            if (server.can(Ability.TELLS_CLIENT)) {
                assertThat(byServer.get(0).peer()).contains("CN=interop client");
            }
            if (way == Way.TLS13 && server.can(Ability.GROUPS)) {
                assertThat(byClient).extracting(Seen::retried).containsOnly(true);
            }
        }
    }

    @Test
    void aSavedSessionIsResumedByAnotherProcess(@TempDir Path directory) {
        Peers.require(Peers.OPENSSL);
        Peers.require(Peers.NODE);
        try (PeerServer server = Peers.NODE.serve(ServerOptions.with(Certificates.ec()))) {
            for (ClientPeer client : Peers.clients(Ability.SAVED_SESSION).toList()) {
                ClientOptions options = ClientOptions.to(server.port()).withSession(directory.resolve(client.name()));
                assertThat(client.visit(options)).extracting(Seen::resumed).containsExactly(false);
                assertThat(client.visit(options)).extracting(Seen::resumed).containsExactly(true);
            }
        }
    }

    @Test
    void whatAPeerCannotDoHasAReason() {
        Stream<Peer> all = Stream.concat(Peers.clients().stream(), Peers.servers().stream());
        assertThat(all).allSatisfy(peer -> assertThat(peer.unable().values()).allMatch(why -> !why.isBlank()));
    }
}
