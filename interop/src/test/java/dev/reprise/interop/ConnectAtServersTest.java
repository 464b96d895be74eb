package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise connect} at every server peer, in every way to resume: a session in a file, resumed by another process. */
class ConnectAtServersTest {
    @TempDir
    private Path directory;

    static Stream<Arguments> servers() {
        return Peers.inEveryWay(Peers.servers());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void resumesInAnotherProcess(ServerPeer server, Way way) {
        Peers.require(server);
        ServerOptions options = ServerOptions.with(Certificates.ec())
                .withProtocol(way.protocol())
                .withAlpn("http/1.1");
        try (PeerServer running = server.serve(options)) {
            String session = directory.resolve("session").toString();
            String[] connecting = in(way, "--session", session, "--alpn", "http/1.1");
            List<Handshake> told = new ArrayList<>();
            told.addAll(RepriseCli.connectHere(running.port(), connecting).succeeded());
            told.addAll(RepriseCli.connect(running.port(), connecting).succeeded());
            List<Seen> seen = running.await(2);

            assertResumes(server, way, seen, told);
            if (way.tickets() && server.resumptionWithUs(way).isPresent()) {
                assertThat(told.get(0).number("tickets_received")).isPositive();
            }
            if (server.can(Ability.ALPN)) {
                assertThat(seen).extracting(Seen::alpn).containsOnly("http/1.1");
            }
            assertThat(told).extracting(Handshake::alpn).containsOnly("http/1.1");
            assertThat(told).allMatch(line -> line.number("answer_bytes") > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void resumesWithAClientCertificate(ServerPeer server, Way way) {
        Peers.require(server);
        ServerOptions served = ServerOptions.with(Certificates.rsa())
                .withProtocol(way.protocol())
                .needingClients();
        try (PeerServer running = server.serve(served)) {
            Credential client = server.can(Ability.EC_CLIENTS) ? Certificates.client() : Certificates.rsaClient();
            String[] options = in(
                    way,
                    "--reconnect",
                    "1",
                    "--cert",
                    client.certificate().toString(),
                    "--key",
                    client.key().toString());
            List<Handshake> told =
                    RepriseCli.connectHere(running.port(), options).succeeded();
            List<Seen> seen = running.await(2);

            assertResumes(server, way, seen, told);
            if (server.can(Ability.TELLS_CLIENT)) {
                assertThat(seen.get(0).peer()).contains(client.subject());
                if (server != Peers.OPENSSL) {
                    // OpenSSL's trace shows the certificate when it comes, which it does not on a resumption.
                    assertThat(seen.get(1).peer()).contains(client.subject());
                }
            }
        }
    }

    static Stream<Arguments> serversOfOneJdk() {
        return Peers.inEveryWay(Peers.serversOfOneJdk());
    }

    @ParameterizedTest
    @MethodSource("serversOfOneJdk")
    void resumesWithEverySuiteThatTheServerHas(ServerPeer server, Way way) {
        Peers.require(server);
        boolean tls13 = way == Way.TLS13;
        for (Credential credential : List.of(Certificates.ec(), Certificates.rsa())) {
            List<String> suites =
                    tls13 ? Suites.TLS13 : credential.equals(Certificates.ec()) ? Suites.ECDSA : Suites.RSA;
            ServerOptions options = ServerOptions.with(credential).withProtocol(way.protocol());
            try (PeerServer running = server.serve(options)) {
                List<Handshake> all = new ArrayList<>();
                for (String suite : suites) {
                    List<Handshake> told = RepriseCli.connectHere(
                                    running.port(), in(way, "--reconnect", "1", "--ciphers", suite))
                            .succeeded();
                    assertThat(told).extracting(Handshake::cipher).containsOnly(suite);
                    all.addAll(told);
                }
                assertResumes(server, way, running.await(6), all);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("serversOfOneJdk")
    void resumesWithEveryGroup(ServerPeer server, Way way) {
        Peers.require(server);
        try (PeerServer running =
                server.serve(ServerOptions.with(Certificates.rsa()).withProtocol(way.protocol()))) {
            List<Handshake> all = new ArrayList<>();
            for (String group : ClientsAtServeTest.GROUPS) {
                List<Handshake> told = RepriseCli.connectHere(
                                running.port(), in(way, "--reconnect", "1", "--groups", group))
                        .succeeded();
                assertThat(told.get(0).group()).isEqualTo(group);
                all.addAll(told);
            }
            assertResumes(server, way, running.await(6), all);
        }
    }

    @ParameterizedTest
    @MethodSource("serversOfEachKind")
    void resumesAfterAnyKindOfCertificate(ServerPeer server, Credential credential, Way way) {
        Peers.require(server);
        try (PeerServer running = server.serve(ServerOptions.with(credential).withProtocol(way.protocol()))) {
            List<Handshake> told = RepriseCli.connectHere(running.port(), in(way, "--reconnect", "1"))
                    .succeeded();
            assertResumes(server, way, running.await(2), told);
        }
    }

    static Stream<Arguments> serversOfEachKind() {
        return Peers.serversOfOneJdk().stream()
                .flatMap(server -> Stream.of("P-384", "Ed25519")
                        .filter(kind -> kind.equals("P-384") || server.can(Ability.ED25519))
                        .flatMap(kind -> Stream.of(Way.TLS12_TICKET, Way.TLS13)
                                .map(way -> Arguments.of(server, Certificates.server(kind), way))));
    }

    @ParameterizedTest
    @MethodSource("serversThatChooseGroups")
    void answersAHelloRetryRequest(ServerPeer server) {
        Peers.require(server);
        try (PeerServer running =
                server.serve(ServerOptions.with(Certificates.ec()).withGroups("secp256r1"))) {
            List<Handshake> told = RepriseCli.connectHere(
                            running.port(), in(Way.TLS13, "--reconnect", "1", "--groups", "secp384r1,secp256r1"))
                    .succeeded();
            List<Seen> seen = running.await(2);

            assertResumes(server, Way.TLS13, seen, told);
            assertThat(told).extracting(Handshake::group).containsOnly("secp256r1");
            assertThat(seen.get(0).retried()).isIn(true, null);
        }
    }

    static List<ServerPeer> serversThatChooseGroups() {
        return Peers.servers().stream()
                .filter(server -> server.can(Ability.GROUPS))
                .toList();
    }

    /** One way, and further options. */
    private static String[] in(Way way, String... options) {
        Stream<String> ways =
                way.tickets() ? Stream.of("--tls", way.version()) : Stream.of("--tls", way.version(), "--no-tickets");
        return Stream.concat(ways, Stream.of(options)).toArray(String[]::new);
    }

    /** Every second connection resumes the one before it. */
    private static void assertResumes(ServerPeer server, Way way, List<Seen> seen, List<Handshake> told) {
        boolean resumes = server.resumptionWithUs(way).isPresent();
        for (int i = 0; i < told.size(); i += 2) {
            assertThat(told.get(i).how()).isEqualTo(Way.FULL);
            assertThat(told.get(i + 1).how()).isIn(resumes ? List.of(way.resumedAtConnect()) : DECLINED);
            assertThat(seen.subList(i, i + 2)).extracting(Seen::resumed).containsExactly(false, resumes);
        }
        ClientsAtServeTest.assertAgree(seen, told);
    }

    /** Nothing to resume was given, or what was given is not resumed. */
    private static final List<String> DECLINED = List.of(Way.FULL, "full none declined");
}
