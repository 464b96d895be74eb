package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reprise connect} at every server peer: a session in a file, resumed by another process. */
class ConnectAtServersTest {
    private static final String FULL = "full none no_session_offered";
    private static final String RESUMED = "resumed psk resumed";

    @TempDir
    private Path directory;

    static List<ServerPeer> servers() {
        return Peers.servers();
    }

    static Stream<Arguments> serversAndCertificates() {
        return with(List.of(Certificates.ec(), Certificates.rsa()));
    }

    static Stream<Arguments> serversAndOtherCertificates() {
        return with(List.of(Certificates.server("P-384"), Certificates.server("Ed25519")));
    }

    static Stream<Arguments> serversAndSuites() {
        return with(ClientsAtServeTest.SUITES);
    }

    static Stream<Arguments> serversAndGroups() {
        return with(ClientsAtServeTest.GROUPS);
    }

    private static Stream<Arguments> with(List<?> others) {
        return Peers.servers().stream().flatMap(server -> others.stream().map(other -> Arguments.of(server, other)));
    }

    @ParameterizedTest
    @MethodSource("serversAndCertificates")
    void resumesInAnotherProcess(ServerPeer server, Credential credential) {
        Peers.require(server);
        String session = directory.resolve("session").toString();
        try (PeerServer running = server.serve(ServerOptions.with(credential).withAlpn("http/1.1"))) {
            List<Handshake> first = connect(running, "--session", session, "--alpn", "http/1.1");
            List<Handshake> second = connect(running, "--session", session, "--alpn", "http/1.1");
            List<Seen> seen = running.await(2);

            assertThat(first).extracting(Handshake::how).containsExactly(FULL);
            assertThat(first.get(0).number("tickets_received")).isPositive();
            assertThat(second).extracting(Handshake::how).containsExactly(RESUMED);
            assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(seen).extracting(Seen::alpn).containsOnly("http/1.1");
            List<Handshake> told =
                    Stream.of(first, second).flatMap(List::stream).toList();
            assertThat(told).extracting(Handshake::alpn).containsOnly("http/1.1");
            assertThat(told).allMatch(line -> line.number("answer_bytes") > 0);
            ClientsAtServeTest.assertAgree(seen, told);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void resumesWithAClientCertificate(ServerPeer server) {
        Peers.require(server);
        try (PeerServer running =
                server.serve(ServerOptions.with(Certificates.rsa()).needingClients())) {
            List<Handshake> told = connect(
                    running,
                    "--reconnect",
                    "1",
                    "--cert",
                    Certificates.client().certificate().toString(),
                    "--key",
                    Certificates.client().key().toString());
            List<Seen> seen = running.await(2);

            assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
            assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(seen.get(0).peer()).contains(Certificates.client().subject());
            if (server != Peers.OPENSSL) {
                // OpenSSL's trace shows the certificate when it comes, which it does not on a resumption.
                assertThat(seen.get(1).peer()).contains(Certificates.client().subject());
            }
            ClientsAtServeTest.assertAgree(seen, told);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void answersAHelloRetryRequest(ServerPeer server) {
        Peers.require(server);
        try (PeerServer running =
                server.serve(ServerOptions.with(Certificates.ec()).withGroups("secp256r1"))) {
            List<Handshake> told = connect(running, "--reconnect", "1", "--groups", "secp384r1,secp256r1");
            List<Seen> seen = running.await(2);

            assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
            assertThat(told).extracting(Handshake::group).containsOnly("secp256r1");
            assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
            assertThat(seen.get(0).retried()).isIn(true, null);
            ClientsAtServeTest.assertAgree(seen, told);
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndSuites")
    void resumesWithTheOneSuiteItOffers(ServerPeer server, String suite) {
        assertResumes(server, Certificates.ec(), "--ciphers", suite)
                .allSatisfy(line -> assertThat(line.cipher()).isEqualTo(suite));
    }

    @ParameterizedTest
    @MethodSource("serversAndGroups")
    void resumesWithTheOneGroupItOffers(ServerPeer server, String group) {
        assertResumes(server, Certificates.ec(), "--groups", group)
                .allSatisfy(line -> assertThat(line.group()).isEqualTo(group));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("serversAndOtherCertificates")
    void resumesAfterAnyKindOfCertificate(ServerPeer server, Credential credential) {
        assertResumes(server, credential).hasSize(2);
    }

    private static ListAssert<Handshake> assertResumes(ServerPeer server, Credential credential, String... options) {
        Peers.require(server);
        try (PeerServer running = server.serve(ServerOptions.with(credential))) {
            String[] all = Stream.concat(Stream.of("--reconnect", "1"), Stream.of(options))
                    .toArray(String[]::new);
            List<Handshake> told = connect(running, all);
            List<Seen> seen = running.await(2);

            assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
            assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
            ClientsAtServeTest.assertAgree(seen, told);
            return assertThat(told);
        }
    }

    private static List<Handshake> connect(PeerServer server, String... options) {
        return RepriseCli.connect(server.port(), options).succeeded();
    }
}
