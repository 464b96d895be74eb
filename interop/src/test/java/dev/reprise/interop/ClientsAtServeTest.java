package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client peer at {@code reprise serve}: a full handshake, then a resumed one, as both sides tell it. */
class ClientsAtServeTest {
    static final String FULL = "full none no_session_offered";
    static final String RESUMED = "resumed psk_stateless resumed";

    /** By the name of the credential it presents. */
    private static final Map<Credential, Serve> SERVES = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        for (Credential credential : Certificates.servers()) {
            SERVES.put(credential, RepriseCli.serve(RepriseCli.presenting(credential, "--alpn", "http/1.1")));
        }
    }

    @AfterAll
    static void stop() {
        SERVES.values().forEach(Serve::close);
    }

    static Stream<Arguments> clientsAndCertificates() {
        return Peers.clients().stream()
                .flatMap(client -> Certificates.servers().stream().map(credential -> Arguments.of(client, credential)));
    }

    static Stream<Arguments> clientsAndSuites() {
        return Peers.clients(Ability.SUITES)
                .flatMap(client -> SUITES.stream().map(suite -> Arguments.of(client, suite)));
    }

    static Stream<Arguments> clientsAndGroups() {
        return Peers.clients().stream().flatMap(client -> GROUPS.stream().map(group -> Arguments.of(client, group)));
    }

    static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

    @ParameterizedTest
    @MethodSource("clientsAndCertificates")
    void resumesItsFirstConnectionInItsSecond(ClientPeer client, Credential credential) {
        Peers.require(client);
        Serve serve = SERVES.get(credential);
        List<Seen> seen = client.visit(ClientOptions.to(serve.port()).withAlpn("http/1.1"));
        List<Handshake> told = serve.next(2);

        assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
        assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
        assertThat(told).extracting(Handshake::protocol).containsOnly("TLSv1.3");
        assertThat(told).extracting(Handshake::sni).containsOnly("localhost");
        assertThat(told).extracting(Handshake::alpn).containsOnly("http/1.1");
        assertThat(seen).extracting(Seen::alpn).containsOnly("http/1.1");
        assertThat(told.get(1).number("bytes_out")).isLessThan(told.get(0).number("bytes_out"));
        assertAgree(seen, told);
    }

    @ParameterizedTest
    @MethodSource("clientsAndSuites")
    void resumesWithTheOneSuiteItOffers(ClientPeer client, String suite) {
        Peers.require(client);
        Serve serve = SERVES.get(Certificates.ec());
        List<Seen> seen = client.visit(ClientOptions.to(serve.port()).withSuites(suite));
        List<Handshake> told = serve.next(2);

        assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
        assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
        assertThat(told).extracting(Handshake::cipher).containsOnly(suite);
        assertAgree(seen, told);
    }

    @ParameterizedTest
    @MethodSource("clientsAndGroups")
    void resumesWithTheOneGroupItOffers(ClientPeer client, String group) {
        Peers.require(client);
        Serve serve = SERVES.get(Certificates.ec());
        List<Seen> seen = client.visit(ClientOptions.to(serve.port()).withGroups(group));
        List<Handshake> told = serve.next(2);

        assertThat(seen).extracting(Seen::resumed).containsExactly(false, true);
        assertThat(told).extracting(Handshake::how).containsExactly(FULL, RESUMED);
        assertThat(told).extracting(Handshake::group).containsOnly(group);
        assertAgree(seen, told);
    }

    /** Both sides name the same protocol, suite and group, as far as the peer names them. */
    static void assertAgree(List<Seen> seen, List<Handshake> told) {
        assertThat(told).hasSameSizeAs(seen).allMatch(Handshake::ok);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).protocol()).isEqualTo(told.get(i).protocol());
            assertThat(seen.get(i).cipher()).isEqualTo(told.get(i).cipher());
            if (seen.get(i).group() != null) {
                assertThat(seen.get(i).group()).isEqualTo(told.get(i).group());
            }
        }
    }
}
