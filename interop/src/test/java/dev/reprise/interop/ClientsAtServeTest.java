package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client peer at {@code reprise serve}, in every way to resume: a full handshake, then a resumed one, as both sides tell it. */
class ClientsAtServeTest {
    static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1");

    /** By the name of the credential it presents; with tickets, and where it begins with {@code no}, without. */
    private static final Map<String, Serve> SERVES = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        for (Credential credential : Certificates.servers()) {
            SERVES.put(credential.name(), RepriseCli.serve(RepriseCli.presenting(credential, "--alpn", "http/1.1")));
        }
        for (Credential credential : List.of(Certificates.ec(), Certificates.rsa())) {
            String[] options = RepriseCli.presenting(credential, "--alpn", "http/1.1", "--no-tickets");
            SERVES.put("no " + credential.name(), RepriseCli.serve(options));
        }
    }

    @AfterAll
    static void stop() {
        SERVES.values().forEach(Serve::close);
    }

    @BeforeEach
    void begin() {
        SERVES.values().forEach(Serve::forget);
    }

    private static Serve serve(Credential credential, Way way) {
        return SERVES.get((way.tickets() ? "" : "no ") + credential.name());
    }

    static Stream<Arguments> clientsAndCertificates() {
        List<Arguments> all = new ArrayList<>();
        for (ClientPeer client : Peers.clients()) {
            for (Credential credential : Certificates.servers()) {
                for (Way way : Way.values()) {
                    // Session IDs have servers for two of the kinds: what a certificate is like makes no difference to
                    // them.
                    if (serve(credential, way) != null) {
                        all.add(Arguments.of(client, credential, way));
                    }
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> clientsAndSuites() {
        return Stream.concat(
                with(Peers.clientsOfOneJdk(Ability.TLS13_SUITES), Suites.TLS13),
                with(
                        Peers.clientsOfOneJdk(Ability.TLS12_SUITES),
                        Stream.of(Suites.ECDSA, Suites.RSA)
                                .flatMap(List::stream)
                                .toList()));
    }

    static Stream<Arguments> clientsAndGroups() {
        return Peers.clientsOfOneJdk(Ability.GROUPS)
                .flatMap(client -> GROUPS.stream()
                        .flatMap(group ->
                                Stream.of(Way.TLS12_TICKET, Way.TLS13).map(way -> Arguments.of(client, group, way))));
    }

    static List<ClientPeer> clientsThatCanDoWithoutTickets() {
        return Peers.clients(Ability.NO_TICKETS).toList();
    }

    private static Stream<Arguments> with(Stream<ClientPeer> clients, List<?> others) {
        return clients.flatMap(client -> others.stream().map(other -> Arguments.of(client, other)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndCertificates")
    void resumesItsFirstConnectionInItsSecond(ClientPeer client, Credential credential, Way way) {
        Peers.require(client);
        Serve serve = serve(credential, way);
        ClientOptions options = ClientOptions.to(serve.port())
                .withProtocol(way.protocol())
                .withAlpn(client.can(Ability.ALPN) ? List.of("http/1.1") : List.of());
        if (credential.name().equals("Ed25519") && !client.can(Ability.ED25519)) {
            assertThatThrownBy(() -> client.visit(options)).isInstanceOf(PeerFailure.class);
            assertThat(serve.next(1).get(0).ok()).isFalse();
            return;
        }
        List<Seen> seen = client.visit(options);
        List<Handshake> told = serve.next(2);

        assertResumes(client, way, seen, told);
        assertThat(told).extracting(Handshake::sni).containsOnly("localhost");
        if (client.can(Ability.ALPN)) {
            assertThat(told).extracting(Handshake::alpn).containsOnly("http/1.1");
            assertThat(seen).extracting(Seen::alpn).containsOnly("http/1.1");
        }
    }

    @ParameterizedTest
    @MethodSource("clientsThatCanDoWithoutTickets")
    void resumesByIdWhereItTakesNoTickets(ClientPeer client) {
        Peers.require(client);
        Serve serve = serve(Certificates.ec(), Way.TLS12_TICKET);
        List<Seen> seen = client.visit(
                ClientOptions.to(serve.port()).withProtocol("TLSv1.2").withTickets(false));
        assertResumes(client, Way.TLS12_SESSION_ID, seen, serve.next(2));
    }

    @ParameterizedTest
    @MethodSource("clientsAndSuites")
    void resumesWithTheOneSuiteItOffers(ClientPeer client, String suite) {
        Peers.require(client);
        Way way = Suites.TLS13.contains(suite) ? Way.TLS13 : Way.TLS12_TICKET;
        Serve serve = serve(Suites.RSA.contains(suite) ? Certificates.rsa() : Certificates.ec(), way);
        List<Seen> seen = client.visit(
                ClientOptions.to(serve.port()).withProtocol(way.protocol()).withSuites(suite));
        List<Handshake> told = serve.next(2);

        assertResumes(client, way, seen, told);
        assertThat(told).extracting(Handshake::cipher).containsOnly(suite);
    }

    @ParameterizedTest
    @MethodSource("clientsAndGroups")
    void resumesWithTheOneGroupItOffers(ClientPeer client, String group, Way way) {
        Peers.require(client);
        // An EC certificate is of one of the groups: RSA is not in their way.
        Serve serve = serve(Certificates.rsa(), way);
        List<Seen> seen = client.visit(
                ClientOptions.to(serve.port()).withProtocol(way.protocol()).withGroups(group));
        List<Handshake> told = serve.next(2);

        assertResumes(client, way, seen, told);
        assertThat(told.get(0).group()).isEqualTo(group);
    }

    private static void assertResumes(ClientPeer client, Way way, List<Seen> seen, List<Handshake> told) {
        Optional<Way> resumption = client.resumptionWithUs(way);
        boolean resumes = resumption.isPresent();
        String full = client.fullAtServe(way);
        assertThat(seen).extracting(Seen::resumed).containsExactly(false, resumes);
        assertThat(told)
                .extracting(Handshake::how)
                .containsExactly(full, resumption.map(Way::resumedAtServe).orElse(full));
        assertThat(told).extracting(Handshake::protocol).containsOnly(way.protocol());
        if (resumes) {
            assertThat(told.get(1).number("bytes_out")).isLessThan(told.get(0).number("bytes_out"));
        }
        assertAgree(seen, told);
    }

    /** Both sides name the same protocol, suite and group, as far as both name them. */
    static void assertAgree(List<Seen> seen, List<Handshake> told) {
        assertThat(told).hasSameSizeAs(seen).allMatch(Handshake::ok);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).protocol()).isEqualTo(told.get(i).protocol());
            // GnuTLS does not tell enough where a TLS 1.2 session is resumed.
            if (seen.get(i).cipher() != null) {
                assertThat(seen.get(i).cipher()).isEqualTo(told.get(i).cipher());
            }
            // A resumption in TLS 1.2 has no key exchange, though some name that of the session.
            if (seen.get(i).group() != null && told.get(i).group() != null) {
                assertThat(seen.get(i).group()).isEqualTo(told.get(i).group());
            }
        }
    }
}
