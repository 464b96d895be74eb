package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The drivers tried on each other, without any Reprise: where these fail, the harness is broken and not the engine. A
 * driver must tell a resumed connection from a full one, and a chosen suite or group from another.
 */
class PeersAmongThemselvesTest {
    static List<ClientPeer> clients() {
        return Peers.clients();
    }

    static List<ServerPeer> servers() {
        return Peers.servers();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aClientReportsFullThenResumed(ClientPeer client) {
        Peers.require(client);
        Peers.require(Peers.OPENSSL);
        // The first key share is for a group that the server does not take.
        boolean retries = client.abilities().contains(Ability.RESUMPTION_AFTER_RETRY);
        ServerOptions options =
                ServerOptions.with(Certificates.ec()).withGroups("secp256r1").withAlpn("http/1.1");
        try (PeerServer server = Peers.OPENSSL.serve(options)) {
            List<Seen> byClient = client.visit(ClientOptions.to(server.port())
                    .withGroups(retries ? "secp384r1" : "secp256r1", retries ? "secp256r1" : "secp384r1")
                    .withAlpn("http/1.1"));
            List<Seen> byServer = server.await(2);

            assertThat(byClient).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(byServer).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(byClient).extracting(Seen::protocol).containsOnly("TLSv1.3");
            assertThat(byClient).extracting(Seen::alpn).containsOnly("http/1.1");
            assertThat(byClient).extracting(Seen::cipher).isEqualTo(ciphers(byServer));
            assertThat(byServer).extracting(Seen::group).containsOnly("secp256r1");
            assertThat(byServer).extracting(Seen::retried).containsOnly(retries);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aServerReportsFullThenResumed(ServerPeer server) {
        Peers.require(server);
        Peers.require(Peers.OPENSSL);
        try (PeerServer running = server.serve(ServerOptions.with(Certificates.rsa())
                .withGroups("secp256r1")
                .withAlpn("http/1.1")
                .needingClients())) {
            List<Seen> byClient = Peers.OPENSSL.visit(ClientOptions.to(running.port())
                    .withGroups("secp384r1", "secp256r1")
                    .withAlpn("http/1.1")
                    .withIdentity(Certificates.client()));
            List<Seen> byServer = running.await(2);

            assertThat(byServer).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(byClient).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(byServer).extracting(Seen::protocol).containsOnly("TLSv1.3");
            assertThat(byServer).extracting(Seen::alpn).containsOnly("http/1.1");
            assertThat(byServer).extracting(Seen::cipher).isEqualTo(ciphers(byClient));
            assertThat(byServer.get(0).peer()).contains("CN=interop client");
            assertThat(byClient).extracting(Seen::retried).containsOnly(true);
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

    private static List<String> ciphers(List<Seen> seen) {
        return seen.stream().map(Seen::cipher).toList();
    }
}
